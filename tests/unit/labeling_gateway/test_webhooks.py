"""Webhooks: what happens is told outside, signed, until the receiver has it."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.labeling_gateway.webhooks.delivering import Delivering
from services.labeling_gateway.webhooks.retrying import PAUSES, next_attempt
from services.labeling_gateway.webhooks.telling import TOLD

COMPLETED = "recto.document.completed.v1"
LABELLED = "recto.label.accepted.v1"
Answer = Callable[[httpx.Request], httpx.Response]


class Receiver:
    """A system that is told things; `answers` are what it says, the last one for ever."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers or (204,))
        self.heard: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.heard.append(request)
        status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if status == 0:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(status, headers={"location": "https://elsewhere.example/"})

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.heard]


def delivering(gateway: Any, receiver: Receiver) -> Delivering:
    deps = gateway.service.deps
    client = httpx.Client(transport=httpx.MockTransport(receiver))
    return Delivering(deps.database, deps.clock, client)


def make(gateway: Any, *types: str, **more: Any) -> dict[str, Any]:
    wanted = {"url": "https://archive.example/recto", "types": types or [LABELLED], **more}
    response = gateway.http.post("/v1/webhooks", json=wanted)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def deliveries(gateway: Any, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    response = gateway.http.get(f"/v1/webhooks/{webhook['webhook_id']}/deliveries")
    found: list[dict[str, Any]] = response.json()["deliveries"]
    return found


def test_a_webhook_is_told_of_the_events_that_it_wants_as_cloud_events(gateway: Any) -> None:
    make(gateway, LABELLED)
    receiver = Receiver()
    event = gateway.events.imported("l1", "Dear Sir,")
    gateway.tell(event, gateway.events.promoted())
    delivering(gateway, receiver).deliver()
    [told] = receiver.events
    assert (told["specversion"], told["type"], told["id"]) == ("1.0", LABELLED, event.id)
    assert told["data"]["text"] == "Dear Sir,"
    assert receiver.heard[0].headers["content-type"] == "application/cloudevents+json"


def test_each_message_is_signed_with_the_secret_that_was_shown_once(gateway: Any) -> None:
    webhook = make(gateway)
    receiver = Receiver()
    gateway.tell(gateway.events.imported("l1", "Dear Sir,"))
    delivering(gateway, receiver).deliver()
    [request] = receiver.heard
    name, sent = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    key = base64.b64decode(webhook["secret"].removeprefix("whsec_"))
    signed = hmac.new(key, f"{name}.{sent}.".encode() + request.content, "sha256").digest()
    assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(signed).decode()}"
    assert int(sent) == int(gateway.clock().timestamp())
    assert "secret" not in gateway.http.get("/v1/webhooks").text


def test_an_event_that_comes_again_is_told_once(gateway: Any) -> None:
    make(gateway)
    receiver = Receiver()
    event = gateway.events.imported("l1", "Dear Sir,")
    gateway.tell(event, event)
    sender = delivering(gateway, receiver)
    assert (sender.deliver(), sender.deliver(), len(receiver.heard)) == (1, 0, 1)


def test_an_answer_and_its_taking_back_are_told_once_each(gateway: Any) -> None:
    kinds = ("label.accepted", "label.declined", "label.withdrawn", "decline.withdrawn")
    make(gateway, *(f"recto.{kind}.v1" for kind in kinds))
    gateway.tell(gateway.events.task("l1", priority=2), gateway.events.task("l2"))
    for given in ({"outcome": "correct", "text": "Dear"}, {"outcome": "unreadable"}):
        lease = gateway.keyed("ada", **given)
        gateway.post("/v1/answers/undo", "ada", task_id=lease["task_id"], epoch=lease["epoch"])
    receiver = Receiver()
    sender = delivering(gateway, receiver)
    assert sender.deliver() == 0
    said = gateway.said()
    gateway.tell(*said, *reversed(said))
    assert sender.deliver() == 4
    told = sorted((event["type"], event["id"]) for event in receiver.events)
    assert told == sorted((event.type, event.id) for event in said)


def test_another_collections_events_are_not_told(gateway: Any) -> None:
    gateway.collection("elsewhere")
    make(gateway, collection="elsewhere")
    gateway.tell(gateway.events.imported("l1", "Dear Sir,"))
    assert delivering(gateway, Receiver()).deliver() == 0


@pytest.mark.parametrize("trouble", [500, 302, 404, 0])
def test_what_does_not_arrive_is_sent_again_later_and_redirects_lead_nowhere(
    gateway: Any, trouble: int
) -> None:
    webhook = make(gateway)
    receiver = Receiver(trouble, 200)
    gateway.tell(gateway.events.imported("l1", "Dear Sir,"))
    sender = delivering(gateway, receiver)
    assert (sender.deliver(), sender.deliver()) == (1, 0)
    assert deliveries(gateway, webhook)[0]["state"] == "waiting"
    gateway.clock.move(seconds=PAUSES[0].total_seconds() + 1)
    assert sender.deliver() == 1
    [message] = deliveries(gateway, webhook)
    assert (message["state"], message["attempts"], message["status"]) == ("delivered", 2, 200)
    assert len({request.headers["webhook-id"] for request in receiver.heard}) == 1
    assert {request.url.host for request in receiver.heard} == {"archive.example"}


def test_a_receiver_that_stays_away_is_given_up_after_all_attempts_and_can_be_told_again(
    gateway: Any,
) -> None:
    webhook = make(gateway)
    receiver = Receiver(503)
    gateway.tell(gateway.events.imported("l1", "Dear Sir,"))
    sender = delivering(gateway, receiver)
    for pause in (timedelta(), *PAUSES):
        gateway.clock.move(seconds=pause.total_seconds() + 1)
        assert sender.deliver() == 1
    [message] = deliveries(gateway, webhook)
    assert (message["state"], message["attempts"]) == ("given-up", len(PAUSES) + 1)
    receiver.answers = [200]
    path = f"/v1/webhooks/{webhook['webhook_id']}/deliveries/{message['delivery_id']}/again"
    assert gateway.http.post(path).status_code == 200
    assert sender.deliver() == 1
    assert deliveries(gateway, webhook)[0]["state"] == "delivered"


def test_a_receiver_that_is_gone_for_good_is_told_nothing_more_until_it_is_set_active(gateway: Any) -> None:
    webhook = make(gateway)
    sender = delivering(gateway, Receiver(410, 200))
    gateway.tell(gateway.events.imported("l1", "one"))
    sender.deliver()
    gateway.tell(gateway.events.imported("l2", "two"))
    assert sender.deliver() == 0
    [shown] = gateway.http.get("/v1/webhooks").json()["webhooks"]
    assert (shown["is_active"], shown["stopped_why"]) == (False, "The receiver answered 410 Gone.")
    wanted = {"url": shown["url"], "types": shown["types"]}
    assert gateway.http.put(f"/v1/webhooks/{webhook['webhook_id']}", json=wanted).json()["is_active"]
    gateway.tell(gateway.events.imported("l3", "three"))
    assert sender.deliver() == 1


def test_a_message_whose_sender_was_killed_is_sent_by_the_next_one(gateway: Any) -> None:
    make(gateway)
    gateway.tell(gateway.events.imported("l1", "Dear Sir,"))

    def killed(_: httpx.Request) -> httpx.Response:
        raise SystemError

    with pytest.raises(SystemError):
        delivering(gateway, killed).deliver()  # type: ignore[arg-type]
    receiver = Receiver()
    sender = delivering(gateway, receiver)
    assert sender.deliver() == 0
    gateway.clock.move(seconds=61)
    assert (sender.deliver(), len(receiver.heard)) == (1, 1)


def test_a_ping_shows_whether_a_webhook_works(gateway: Any) -> None:
    webhook = make(gateway, COMPLETED)
    receiver = Receiver()
    assert gateway.http.post(f"/v1/webhooks/{webhook['webhook_id']}/ping").status_code == 202
    delivering(gateway, receiver).deliver()
    assert [event["type"] for event in receiver.events] == ["recto.webhook.ping.v1"]


def test_what_is_removed_is_told_nothing_not_even_what_waited(gateway: Any) -> None:
    webhook = make(gateway)
    gateway.tell(gateway.events.imported("l1", "Dear Sir,"))
    assert gateway.http.delete(f"/v1/webhooks/{webhook['webhook_id']}").status_code == 204
    assert delivering(gateway, Receiver()).deliver() == 0
    assert gateway.http.get(f"/v1/webhooks/{webhook['webhook_id']}/deliveries").status_code == 404


def test_a_new_secret_takes_the_place_of_the_one_before(gateway: Any) -> None:
    webhook = make(gateway)
    renewed = gateway.http.post(f"/v1/webhooks/{webhook['webhook_id']}/secret").json()
    assert renewed["secret"] != webhook["secret"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"url": "not an address", "types": [LABELLED]}, "url"),
        ({"url": "ftp://archive.example/", "types": [LABELLED]}, "url"),
        ({"url": "https://archive.example/", "types": []}, "types"),
        ({"url": "https://archive.example/", "types": ["recto.page.ingested.v1"]}, "types"),
    ],
)
def test_a_webhook_that_could_not_work_is_refused(gateway: Any, wanted: dict[str, Any], field: str) -> None:
    response = gateway.http.post("/v1/webhooks", json=wanted)
    assert (response.status_code, response.json()["field"]) == (422, field)


def test_deliveries_are_listed_newest_first_page_by_page(gateway: Any) -> None:
    webhook = make(gateway)
    gateway.tell(*(gateway.events.imported(f"l{n}", f"line {n}") for n in range(5)))
    path, seen, after = f"/v1/webhooks/{webhook['webhook_id']}/deliveries?limit=2", [], ""
    while after is not None:
        answer = gateway.http.get(f"{path}{after and f'&after={after}'}").json()
        seen += [message["delivery_id"] for message in answer["deliveries"]]
        after = answer["next"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5


def test_every_event_that_is_told_belongs_to_a_collection() -> None:
    assert all("collection" in event.model_fields for event in TOLD.values())


def test_attempts_go_on_for_nearly_two_days_and_end(gateway: Any) -> None:
    now = gateway.clock()
    assert all(next_attempt(number, now) for number in range(1, len(PAUSES) + 1))
    assert next_attempt(len(PAUSES) + 1, now) is None
    assert timedelta(hours=40) < sum(PAUSES, timedelta()) < timedelta(hours=48)
