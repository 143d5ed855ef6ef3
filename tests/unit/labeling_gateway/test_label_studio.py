"""Label Studio as another face of the queue: lines out as its tasks, its annotations in as anybody's answers."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from recto.documents.label_studio.lines import CHOICES
from recto.documents.label_studio.tasks import Annotation
from schemas.labels import LabelAccepted, LabelDeclined
from services.labeling_gateway.api.bodies import most_bytes
from services.labeling_gateway.label_studio.annotations import Submitted, submitted

COLLECTION = "letters-1905"
TASKS = f"/v1/collections/{COLLECTION}/tasks.label-studio.json"
ANSWERS = f"/v1/collections/{COLLECTION}/answers/label-studio"
MOST_BYTES = most_bytes(ANSWERS)
ADA = {"id": 1, "email": "ada@archive.example"}


@pytest.fixture
def queue(gateway: Any) -> Any:
    """A gateway with the collection, in which one line waits."""
    gateway.collection()
    gateway.tell(gateway.events.task("l1", text="My dcar Mrs,"))
    return gateway


def tasks_of(gateway: Any, query: str = "") -> list[dict[str, Any]]:
    response = gateway.http.get(f"{TASKS}{query}")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    tasks: list[dict[str, Any]] = response.json()
    return tasks


def texts(*typed: str) -> list[dict[str, Any]]:
    value = {"text": list(typed)}
    return [{"id": "a", "from_name": "text", "to_name": "image", "type": "textarea", "value": value}]


def annotated(task: dict[str, Any], *results: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A task as Label Studio exports it, with one annotation for each result."""
    each = [
        {"id": 10 + at, "result": result, "completed_by": ADA, "lead_time": 4.5, **more}
        for at, result in enumerate(results)
    ]
    return {"id": 3, "data": task["data"], "annotations": each, "predictions": task.get("predictions", [])}


def send(gateway: Any, body: Any) -> dict[str, Any]:
    response = gateway.http.post(ANSWERS, json=body)
    assert response.status_code == 200, response.text
    taken: dict[str, Any] = response.json()
    return taken


def counts(taken: dict[str, Any]) -> tuple[int, int, dict[str, int]]:
    return taken["answered"], taken["repeated"], taken["not_taken"]


def test_a_line_that_waits_is_a_task_with_its_reading_as_a_prediction(queue: Any) -> None:
    queue.tell(queue.events.transcribed({"l1": "My dcar Mrs,"}))
    [task] = tasks_of(queue)
    [prediction] = task["predictions"]
    assert prediction["result"][0]["value"] == {"text": ["My dcar Mrs,"]}
    assert (prediction["model_version"], prediction["score"]) == ("letters-0", 0.93)
    assert "annotations" not in task
    assert task["data"]["collection"] == COLLECTION
    assert "epoch" not in json.dumps(task)


def test_the_score_of_another_reading_is_not_shown(queue: Any) -> None:
    queue.tell(queue.events.transcribed({"l1": "My dear"}, generation=1))
    assert "score" not in tasks_of(queue)[0]["predictions"][0]


def test_tasks_come_by_urgency_and_without_those_that_somebody_holds(queue: Any) -> None:
    queue.tell(*(queue.events.task(f"m{n}", text=f"text {n}", priority=n) for n in (3, 9, 5)))
    queue.lease("ada")
    found = [task["predictions"][0]["result"][0]["value"]["text"][0] for task in tasks_of(queue)]
    assert found == ["text 5", "text 3", "My dcar Mrs,"]


def test_all_tasks_come_once_over_many_batches_even_of_one_priority(queue: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("services.labeling_gateway.label_studio.tasks._BATCH", 3)
    queue.tell(*(queue.events.task(f"m{n}", priority=n // 4) for n in range(11)))
    [lease] = queue.lease("ada")
    queue.answer(lease, outcome="accept")
    found = [task["data"]["task_id"] for task in tasks_of(queue, "?answered=true")]
    assert len(found) == len(set(found)) == 12
    assert found[-1] == lease["task_id"]


def test_no_more_than_a_batch_is_read_before_the_first_is_written(queue: Any, monkeypatch: Any) -> None:
    from services.labeling_gateway.label_studio import tasks as writing  # noqa: PLC0415

    monkeypatch.setattr(writing, "_BATCH", 2)
    queue.tell(*(queue.events.task(f"m{n}") for n in range(9)))
    read: list[int] = []
    original = writing.label_studio.asked
    monkeypatch.setattr(
        writing.label_studio, "asked", lambda *a, **k: (rows := original(*a, **k), read.append(len(rows)))[0]
    )
    file = writing.written(queue.service.deps, COLLECTION, "http://g", answered=False)
    next(file)
    assert read == [2]
    assert (
        len(json.loads(b"".join(writing.written(queue.service.deps, COLLECTION, "http://g", answered=False))))
        == 10
    )


def test_a_collection_without_lines_is_an_empty_list_and_one_that_is_not_there_a_problem(
    gateway: Any,
) -> None:
    gateway.collection()
    assert tasks_of(gateway) == []
    missing = gateway.http.get("/v1/collections/nowhere/tasks.label-studio.json")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
    assert gateway.http.post("/v1/collections/nowhere/answers/label-studio", json=[]).status_code == 404


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ({"outcome": "correct", "text": "My dear Mrs."}, {"text": ["My dear Mrs."]}),
        ({"outcome": "unreadable"}, {"choices": ["unreadable"]}),
        ({"outcome": "skip", "reason": "cut wrongly"}, None),
    ],
)
def test_answered_lines_come_with_their_answer_and_sent_back_are_nothing_new(
    queue: Any, answer: dict[str, str], shown: Any
) -> None:
    [lease] = queue.lease("bob")
    queue.answer(lease, person="bob", **answer)
    assert tasks_of(queue) == []
    [task] = tasks_of(queue, "?answered=true")
    [annotation] = task["annotations"]
    assert [result["value"] for result in annotation["result"]] == ([shown] if shown else [])
    assert annotation["was_cancelled"] is (shown is None)
    assert counts(send(queue, [task])) == (0, 1, {})
    assert len(queue.said()) == 1


def test_an_annotation_is_an_answer_of_the_person_who_made_it(queue: Any) -> None:
    [task] = tasks_of(queue)
    assert counts(send(queue, [annotated(task, texts("My dear Mrs."))])) == (1, 0, {})
    [label] = queue.said()
    assert isinstance(label, LabelAccepted)
    assert (label.text, label.prefill, label.by) == ("My dear Mrs.", "My dcar Mrs,", "ada@archive.example")
    assert (label.edits, label.seconds, label.model_version) == (2, 4.5, "letters-0")
    state = queue.http.get(f"/v1/tasks/{task['data']['task_id']}").json()
    assert (state["state"], state["leased_until"]) == ("answered", None)


def test_the_same_annotations_twice_are_one_answer_each(queue: Any) -> None:
    queue.tell(queue.events.task("l2", text="yours"))
    body = [annotated(task, texts("the same")) for task in tasks_of(queue)]
    assert counts(send(queue, body)) == (2, 0, {})
    assert counts(send(queue, body)) == (0, 2, {})
    assert len(queue.said()) == 2


def test_a_text_that_was_left_as_it_was_is_accepted(queue: Any) -> None:
    [task] = tasks_of(queue)
    send(queue, [annotated(task, task["predictions"][0]["result"])])
    assert [(label.text, label.edits) for label in queue.said()] == [("My dcar Mrs,", 0)]


@pytest.mark.parametrize("choice", CHOICES)
def test_a_line_without_text_is_declined_by_a_choice(queue: Any, choice: str) -> None:
    [task] = tasks_of(queue)
    value = {"choices": [choice]}
    send(queue, [annotated(task, [{"type": "choices", "from_name": "outcome", "value": value}])])
    [declined] = queue.said()
    assert isinstance(declined, LabelDeclined)
    assert (declined.reason, declined.by) == (choice, "ada@archive.example")


def test_a_task_that_was_skipped_is_declined_with_the_reason(queue: Any) -> None:
    [task] = tasks_of(queue)
    send(queue, [annotated(task, [], was_cancelled=True)])
    assert [label.reason for label in queue.said()] == ["skipped in Label Studio"]


def test_what_a_webhook_sends_is_an_answer_at_once(queue: Any) -> None:
    [task] = tasks_of(queue)
    annotation = {"id": 17, "result": texts("My dear"), "completed_by": 7, "was_cancelled": False, "task": 3}
    told = {"action": "ANNOTATION_CREATED", "annotation": annotation, "project": {"id": 2}}
    told["task"] = {"id": 3, "data": task["data"], "is_labeled": True}
    assert counts(send(queue, told)) == (1, 0, {})
    assert counts(send(queue, told | {"action": "ANNOTATION_UPDATED"})) == (0, 1, {})
    [label] = queue.said()
    assert (label.text, label.by) == ("My dear", "label-studio-7")


def test_other_messages_of_webhooks_change_nothing(queue: Any) -> None:
    assert counts(send(queue, {"action": "PROJECT_UPDATED", "project": {"id": 2}})) == (0, 0, {})


def test_an_annotation_that_does_not_say_who_is_the_senders(queue: Any) -> None:
    [task] = tasks_of(queue)
    body = [annotated(task, texts("My dear"), completed_by=None)]
    queue.add("bob", role="lead", cleared=True)
    assert queue.http.post(ANSWERS, json=body, headers={"X-Recto-Person": "bob"}).json()["answered"] == 1
    assert [label.by for label in queue.said()] == ["bob"]


def test_who_is_not_cleared_for_personal_data_neither_gets_tasks_nor_answers_them(queue: Any) -> None:
    queue.add("eve", role="lead", cleared=False)
    as_eve = {"X-Recto-Person": "eve"}
    assert queue.http.get(TASKS, headers=as_eve).json()["type"] == "urn:recto:problem:not-cleared"
    assert queue.http.post(ANSWERS, json=[], headers=as_eve).status_code == 403


def doubled(gateway: Any, line: str = "l2", text: str = "two key it", **task: Any) -> dict[str, Any]:
    """A line that two people key, as Label Studio is given it."""
    asked = gateway.events.task(line, text, keyings=2, **task)
    gateway.tell(asked)
    return next(task for task in tasks_of(gateway) if task["data"]["task_id"] == asked.task_id)


BOB = {"id": 2, "email": "bob@archive.example"}
CLEO = {"id": 3, "email": "cleo@archive.example"}


def by_two(task: dict[str, Any], *typed: str) -> dict[str, Any]:
    body = annotated(task, *map(texts, typed))
    for annotation, who in zip(body["annotations"], (ADA, BOB, CLEO), strict=False):
        annotation["completed_by"] = who
    return body


def test_two_annotators_who_say_the_same_make_one_label_by_both(queue: Any) -> None:
    body = by_two(doubled(queue), "the same", "the same")
    assert counts(send(queue, [body])) == (2, 0, {})
    assert [(label.text, label.by) for label in queue.said()] == [
        ("the same", "ada@archive.example, bob@archive.example")
    ]
    assert counts(send(queue, [body])) == (0, 2, {})
    assert len(queue.said()) == 1


def test_what_two_annotators_read_differently_waits_for_an_adjudicator_and_for_no_third(queue: Any) -> None:
    task = doubled(queue)
    taken = send(queue, [by_two(task, "one", "other", "a third")])
    assert counts(taken) == (2, 0, {"settled": 1})
    assert "an adjudicator settles it" in taken["problems"][0]["detail"]
    assert queue.said() == []
    assert task["data"]["task_id"] not in [each["data"]["task_id"] for each in tasks_of(queue)]
    [lease] = queue.lease("admin", work="adjudicate")
    queue.answer(lease, "admin", outcome="correct", text="one")
    assert counts(send(queue, [by_two(task, "one", "other")])) == (0, 2, {})


def test_an_annotator_keys_a_line_once_whatever_they_send_later(queue: Any) -> None:
    task = doubled(queue)
    assert counts(send(queue, [annotated(task, texts("one"))])) == (1, 0, {})
    taken = send(queue, [annotated(task, texts("on second thought"))])
    assert counts(taken) == (0, 0, {"settled": 1})
    assert "ada@archive.example has keyed this line" in taken["problems"][0]["detail"]
    assert len(queue.lease("bob", count=5)) == 2


def test_lines_that_only_measure_a_person_are_neither_given_to_label_studio_nor_taken(queue: Any) -> None:
    queue.keyed("zoe", "My dear Mrs.")
    line = queue.events.task("l1").line_id
    queue.post(f"/v1/collections/{COLLECTION}/gold", lines=[line])
    queue.collection(gold_share=1.0)
    queue.tell(queue.events.task("l3"))
    [gold] = queue.lease("bob")
    assert gold["line_id"] == line
    queue.answer(gold, "bob", outcome="accept")
    [gold] = queue.lease("cleo")
    queue.clock.move(hours=1)
    given = [task["data"]["task_id"] for task in tasks_of(queue, "?answered=true")]
    assert given == [queue.events.task("l3").task_id, queue.events.task("l1").task_id]
    foreign = {"data": {"task_id": gold["task_id"]}}
    assert counts(send(queue, [annotated(foreign, texts("x"))])) == (0, 0, {"held": 1})


def test_a_part_that_cannot_be_read_is_marked_in_an_annotation_too(queue: Any) -> None:
    [task] = tasks_of(queue)
    send(queue, [annotated(task, texts("My ⟨…⟩"))])
    assert [label.is_partial for label in queue.said()] == [True]


def test_an_address_that_can_be_no_name_becomes_one(queue: Any) -> None:
    [task] = tasks_of(queue)
    send(queue, [annotated(task, texts("My dear"), completed_by={"email": "o'brien@x.org" + "x" * 90})])
    [label] = queue.said()
    assert re.fullmatch(r"o-brien@x\.orgx+", label.by)
    assert len(label.by) == 64


def test_of_several_annotations_the_ground_truth_counts_and_the_others_are_told(queue: Any) -> None:
    [task] = tasks_of(queue)
    body = annotated(task, texts("first"), texts("gold"), texts("gold"))
    body["annotations"][1]["ground_truth"] = True
    taken = send(queue, [body])
    assert counts(taken) == (1, 1, {"settled": 1})
    assert taken["problems"][0]["annotation"] == 10
    assert (
        taken["problems"][0]["detail"] == "This line was answered by ada@archive.example with something else."
    )
    assert [label.text for label in queue.said()] == ["gold"]


def test_a_line_that_somebody_holds_is_told_and_the_others_count(queue: Any) -> None:
    queue.tell(queue.events.task("l2", text="yours", priority=9))
    held, free = tasks_of(queue)
    queue.lease("bob")
    taken = send(queue, [annotated(held, texts("mine")), annotated(free, texts("My dear"))])
    assert counts(taken) == (1, 0, {"held": 1})
    [problem] = taken["problems"]
    assert (problem["task_id"], problem["reason"]) == (held["data"]["task_id"], "held")
    assert "send it again later" in problem["detail"]
    queue.clock.move(seconds=301)
    assert counts(send(queue, [annotated(held, texts("mine"))])) == (1, 0, {})


def test_a_line_that_the_annotator_holds_in_recto_is_answered_under_that_lease(queue: Any) -> None:
    [task] = tasks_of(queue)
    [lease] = queue.lease("ada@archive.example")
    assert counts(send(queue, [annotated(task, texts("My dear"))])) == (1, 0, {})
    again = queue.answer(lease, person="ada@archive.example", outcome="correct", text="My dear")
    assert again.status_code == 200
    assert len(queue.said()) == 1


def test_a_lease_that_a_crash_left_behind_is_used_by_the_next_attempt(queue: Any, monkeypatch: Any) -> None:
    [task] = tasks_of(queue)
    body = [annotated(task, texts("My dear"))]
    with monkeypatch.context() as broken:
        broken.setattr("services.labeling_gateway.store.outbox.write", _fail)
        assert queue.http.post(ANSWERS, json=body).status_code == 500
    assert counts(send(queue, body)) == (1, 0, {})
    assert len(queue.said()) == 1


def _fail(*_: object) -> None:
    raise RuntimeError("the disk is gone")


def test_the_same_annotation_from_many_sides_at_once_is_one_answer(queue: Any) -> None:
    [task] = tasks_of(queue)
    body = [annotated(task, texts("My dear"))]
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda _: send(queue, body), range(12)))
    assert sum(one["answered"] + one["repeated"] for one in taken) == 12
    assert [label.text for label in queue.said()] == ["My dear"]


def test_an_annotation_whose_answer_was_taken_back_is_not_taken_again_but_another_one_is() -> None:
    def given(number: int, text: str) -> Submitted:
        raw = {"id": number, "result": texts(text)}
        return submitted(Annotation.model_validate(raw), "ada")

    before = given(17, "My dcar").answer(1, "My dcar")
    assert given(17, "My dcar").is_among([before], task_is_open=True)
    assert not given(17, "My dear").is_among([before], task_is_open=True)
    assert not given(18, "My dcar").is_among([before], task_is_open=True)
    assert given(18, "My dcar").is_among([before], task_is_open=False)


def test_a_line_that_nobody_asks_for_any_more_is_told(queue: Any) -> None:
    [task] = tasks_of(queue)
    queue.tell(queue.events.imported("l1", "from a file"))
    taken = send(queue, [annotated(task, texts("My dear"))])
    assert counts(taken) == (0, 0, {"settled": 1})
    assert taken["problems"][0]["detail"] == "This line needs no answer any more."


@pytest.mark.parametrize(
    ("result", "detail"),
    [
        ([], "It has no text: type one, or choose unreadable or not-text."),
        (texts("two\nrows"), "It has 2 rows of text in the image's text: Recto reads line by line"),
        (texts("bell\x07"), "It has the image's text with a control character in value.text."),
        (texts("x" * 2001), "text: 2001 characters are more than a line holds"),
        ([{"type": "choices", "value": {"choices": "unreadable"}}], "It has a choice without a list"),
    ],
)
def test_an_annotation_that_can_be_no_answer_is_told_and_leaves_the_line_free(
    queue: Any, result: list[dict[str, Any]], detail: str
) -> None:
    [task] = tasks_of(queue)
    taken = send(queue, [annotated(task, result)])
    assert counts(taken) == (0, 0, {"unfit": 1})
    assert taken["problems"][0]["detail"].startswith(detail)
    assert len(queue.lease("bob")) == 1


def test_tasks_that_are_not_this_collections_are_told(queue: Any) -> None:
    queue.collection("deeds")
    queue.tell(queue.events.task("l9", collection="deeds"))
    [other] = queue.http.get("/v1/collections/deeds/tasks.label-studio.json").json()
    foreign = {"data": {"image": "a.png"}}
    made_up = {"data": {"task_id": "none"}}
    taken = send(queue, [annotated(task, texts("x")) for task in (other, foreign, made_up)])
    assert counts(taken) == (0, 0, {"unknown": 3})
    assert [problem["task_id"] for problem in taken["problems"]] == [other["data"]["task_id"], None, "none"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "body: it is not JSON"),
        (b"5", "body: it is neither a list of tasks nor a webhook's message"),
        (b'[{"data": {}, "annotations": [{"lead_time": NaN}]}]', "body: it is not JSON"),
        (
            b'[{"id": 4, "data": {}, "annotations": [{"result": 5}]}]',
            "body: it has in task 4 the field annotations",
        ),
        (
            b'{"action": "ANNOTATION_CREATED", "annotation": {"id": 1}}',
            "body: it tells of 1 annotations and 0 tasks",
        ),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_and_nothing_of_it_counts(
    queue: Any, body: bytes, said: str
) -> None:
    refused = queue.http.post(ANSWERS, content=body)
    assert (refused.status_code, refused.json()["field"]) == (422, "body")
    assert refused.json()["detail"].startswith(said)


def test_one_malformed_task_spoils_the_whole_export(queue: Any) -> None:
    [task] = tasks_of(queue)
    refused = queue.http.post(ANSWERS, json=[annotated(task, texts("My dear")), {"id": 4, "data": 5}])
    assert (refused.status_code, queue.said()) == (422, [])


def test_a_body_over_the_limit_is_refused_with_what_to_do(queue: Any) -> None:
    refused = queue.http.post(ANSWERS, content=b"[" + b" " * MOST_BYTES + b"]")
    assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")
    assert refused.json()["detail"] == "The body has more than the 32 MiB accepted: send it in parts."


def test_a_body_at_the_limit_is_read(queue: Any) -> None:
    taken = queue.http.post(ANSWERS, content=b"[" + b" " * (MOST_BYTES - 2) + b"]")
    assert taken.status_code == 200


@pytest.fixture
def guarded(make_gateway: Any) -> Any:
    """A gateway with a token, in which one line waits."""
    gateway = make_gateway(token="s3cret-token")
    gateway.http.headers["Authorization"] = "Bearer s3cret-token"
    gateway.collection()
    gateway.tell(gateway.events.task("l1"), gateway.events.task("l2"))
    return gateway


def test_an_images_address_shows_it_without_the_token_and_in_other_sites_pages(guarded: Any) -> None:
    addresses = [httpx.URL(task["data"]["image"]) for task in tasks_of(guarded)]
    del guarded.http.headers["Authorization"]
    shown = guarded.http.get(addresses[0].raw_path.decode())
    assert shown.content in (b"l1", b"l2")
    assert shown.headers["cross-origin-resource-policy"] == "cross-origin"
    assert shown.headers["access-control-allow-origin"] == "*"
    swapped = f"{addresses[0].path}?{addresses[1].query.decode()}"
    for closed in (swapped, addresses[0].path, f"{addresses[0].path}?key=%C3%A9"):
        assert guarded.http.get(closed).status_code == 401
    assert guarded.http.get(TASKS).status_code == 401
    assert guarded.http.post(ANSWERS, json=[]).status_code == 401


def test_images_have_the_address_at_which_browsers_reach_the_gateway(queue: Any) -> None:
    [here] = tasks_of(queue)
    assert here["data"]["image"].startswith("http://testserver/v1/label-studio/images/")
    [there] = tasks_of(queue, "?gateway=https://recto.example/")
    assert there["data"]["image"].startswith("https://recto.example/v1/label-studio/images/")
    assert queue.http.get(f"{TASKS}?gateway=javascript:alert(1)").status_code == 422
    assert queue.http.get(httpx.URL(here["data"]["image"]).path).content == b"l1"


def test_the_labeling_configuration_in_the_documentation_goes_with_what_is_written(queue: Any) -> None:
    page = Path(__file__).parents[3] / "docs" / "label-studio.md"
    [config] = re.findall(r"```xml\n(.*?)```", page.read_text(), re.DOTALL)
    view = ET.fromstring(config)  # noqa: S314  our own page
    names = {element.get("name"): element for element in view.iter() if element.get("name")}
    [task] = tasks_of(queue)
    [result] = task["predictions"][0]["result"]
    assert names[result["from_name"]].tag == "TextArea"
    assert names[result["from_name"]].get("toName") == result["to_name"]
    assert names[result["to_name"]].get("value") == "$image"
    assert tuple(choice.get("value") for choice in view.iter("Choice")) == CHOICES


def test_the_openapi_document_has_an_example_of_each_body_that_is_taken(queue: Any) -> None:
    described = queue.http.get("/openapi.json").json()["paths"][
        "/v1/collections/{name}/answers/label-studio"
    ]["post"]
    examples = described["requestBody"]["content"]["application/json"]["examples"]
    assert set(examples) == {"export", "webhook"}
    for example in examples.values():
        assert counts(send(queue, example["value"])) == (0, 0, {"unknown": 1})
