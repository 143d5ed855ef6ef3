"""Pages whose lines people draw: tasks, leases, the answer and what it leads to, tiles of the image."""

import io
import json
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from recto.documents.images import encode_png
from recto.runtime.objects import get_model
from schemas import ids
from schemas.labels import LabelWithdrawn
from schemas.layout import Layout
from schemas.pages import PageRelined
from schemas.tasks import BoxesRequested
from schemas.topics import LABELS, PAGES
from tests.unit.labeling_gateway.conftest import COLLECTION, DOCUMENT, PAGE, a_line

TEXTS = {"l1": "My dear Mrs, Stanford", "l2": "it was so kind", "l3": "of you"}
NEW = {"polygon": [[5, 500], [300, 500], [300, 540], [5, 540]], "baseline": [[5, 530], [300, 530]]}


def requested(gateway: Any, page: str = PAGE, revision: int = 0, priority: float = 5) -> BoxesRequested:
    return BoxesRequested(
        task_id=ids.boxes_task_id(page, revision=revision),
        collection=COLLECTION,
        document_id=DOCUMENT,
        page_id=page,
        number=1,
        revision=revision,
        reason="no line was found on this page",
        priority=priority,
        requested_at=gateway.clock(),
    )


def by(person: str) -> dict[str, str]:
    return {"X-Recto-Person": person}


def take(gateway: Any, person: str = "ada", page: str = PAGE) -> Any:
    response = gateway.http.post(f"/v1/pages/{page}/lease", headers=by(person))
    assert response.status_code == 200, response.text
    return response.json()


def hand_in(gateway: Any, lease: Any, lines: Any = (), person: str = "ada", **more: Any) -> httpx.Response:
    body = {"epoch": lease["epoch"], "lines": list(lines), **more}
    response: httpx.Response = gateway.http.post(
        f"/v1/tasks/{lease['task_id']}/boxes", json=body, headers=by(person)
    )
    return response


def layout(gateway: Any) -> Any:
    return gateway.http.get(f"/v1/pages/{PAGE}/layout").json()


def as_shown(gateway: Any) -> list[dict[str, Any]]:
    return [{name: line[name] for name in ("id", "polygon", "baseline")} for line in layout(gateway)["lines"]]


@pytest.fixture
def page(gateway: Any) -> Any:
    """A page of three lines, of which the first has a label."""
    events = gateway.events
    gateway.tell(events.document(), events.page(writer="Mary"), events.transcribed(TEXTS))
    gateway.tell(events.imported("l1", "My dear Mrs. Stanford"))
    return gateway


def test_a_page_in_doubt_waits_in_the_queue_for_those_who_draw_and_for_nobody_else(page: Any) -> None:
    page.tell(requested(page), page.events.task("l2"))
    assert [lease["kind"] for lease in page.lease(count=5)] == ["correct"]
    wanted = {"kinds": ["boxes"], "count": 5}
    [lease] = page.http.post("/v1/leases", json=wanted).json()["leases"]
    assert (lease["kind"], lease["page_id"], lease["line_id"]) == ("boxes", PAGE, "")
    assert lease["reason"] == "no line was found on this page"
    assert page.http.get(lease["image"]).content == b"page"


def test_a_request_that_comes_before_its_page_waits_for_it(gateway: Any) -> None:
    gateway.tell(requested(gateway), gateway.events.page(), requested(gateway))
    leases = gateway.http.post("/v1/leases", json={"kinds": ["boxes"], "count": 5}).json()["leases"]
    assert [lease["page_id"] for lease in leases] == [PAGE]


def test_a_request_for_lines_that_were_drawn_since_is_passed_over(page: Any) -> None:
    page.tell(page.events.relined("l1"), requested(page))
    assert page.http.post("/v1/leases", json={"kinds": ["boxes"]}).json()["leases"] == []


def test_drawn_lines_are_told_and_shown_and_those_that_did_not_change_keep_id_and_label(page: Any) -> None:
    first, second, _ = as_shown(page)
    moved = {**second, "polygon": [[11, 60], *second["polygon"][1:]]}
    answer = hand_in(page, take(page), [NEW, first, moved])
    assert (answer.status_code, answer.json()["revision"]) == (200, 1)
    [event] = page.said(PAGES)
    assert isinstance(event, PageRelined)
    assert (event.revision, event.by, event.writer, event.width) == (1, "ada", "Mary", 800)
    told = get_model(page.service.deps.objects, event.layout, Layout)
    assert [line.id for line in told.lines] == ["r1-1", "l1", "r1-3"]
    assert [(line["id"], line["text"]) for line in layout(page)["lines"]] == [
        ("r1-1", None),
        ("l1", "My dear Mrs. Stanford"),
        ("r1-3", None),
    ]
    assert page.said(LABELS) == []


def test_the_label_of_a_line_that_was_changed_is_withdrawn_and_told_once(page: Any) -> None:
    lease = take(page)
    answer = hand_in(page, lease, as_shown(page)[1:])
    page.tell(*page.said(PAGES))
    [withdrawn] = page.said(LABELS)
    assert isinstance(withdrawn, LabelWithdrawn)
    again = hand_in(page, lease, [{"id": n, **_place(n, at)} for at, n in ((1, "l2"), (2, "l3"))])
    assert again.json() == answer.json()
    assert len(page.said(PAGES)) == len(page.said(LABELS)) == 1


def _place(name: str, at: int) -> dict[str, Any]:
    line = a_line(name, at)
    return {"polygon": line.polygon, "baseline": line.baseline}


def test_a_baseline_that_moved_is_read_anew_without_the_line_losing_its_label(page: Any) -> None:
    lines = as_shown(page)
    lines[0]["baseline"] = [[10, 44], [700, 44]]
    assert hand_in(page, take(page), lines).json()["revision"] == 1
    assert layout(page)["lines"][0]["id"] == "l1"
    assert layout(page)["lines"][0]["baseline"] == [[10, 44], [700, 44]]
    assert page.said(LABELS) == []


def test_lines_in_another_order_are_a_new_revision_of_the_same_lines(page: Any) -> None:
    hand_in(page, take(page), reversed(as_shown(page)))
    assert [line["id"] for line in layout(page)["lines"]] == ["l3", "l2", "l1"]
    assert page.said(LABELS) == []


def test_lines_left_as_they_are_end_the_task_and_change_nothing(page: Any) -> None:
    assert hand_in(page, take(page), as_shown(page)).json()["revision"] == 0
    assert page.said(PAGES) == []
    page.tell(requested(page))
    assert page.http.post("/v1/leases", json={"kinds": ["boxes"]}).json()["leases"] == []


def test_a_page_without_a_line_may_be_handed_in(page: Any) -> None:
    assert hand_in(page, take(page), []).status_code == 200
    assert layout(page)["lines"] == []


def test_a_new_line_never_gets_an_id_that_the_page_had_before(page: Any) -> None:
    page.tell(page.events.transcribed({**TEXTS, "r1-1": "imported under our name"}))
    hand_in(page, take(page), [NEW])
    assert layout(page)["lines"][0]["id"] == "r1-1a"


def test_an_id_that_is_given_twice_stays_with_the_first(page: Any) -> None:
    first = as_shown(page)[0]
    hand_in(page, take(page), [first, first])
    assert [line["id"] for line in layout(page)["lines"]] == ["l1", "r1-2"]


BOW = [[0, 0], [100, 100], [100, 0], [0, 100]]
UNFIT = {
    "has an outline that crosses itself": {"polygon": BOW},
    "encloses nothing": {"polygon": [[0, 0], [10, 10], [20, 20]]},
    "has 2 points in its outline": {"polygon": [[0, 0], [10, 10], [10, 10]]},
    "has 201 points in its outline": {"polygon": [[n, n * n % 7] for n in range(201)]},
    "outside the page of 800 x 1000": {"polygon": [[0, 0], [900, 0], [0, 90]]},
    "has 1 points in its baseline": {"baseline": [[5, 5]]},
    "has 101 points in its baseline": {"baseline": [[n, n % 2] for n in range(101)]},
    "has a point of its baseline at -1, 5": {"baseline": [[-1, 5], [50, 5]]},
}


@pytest.mark.parametrize("reason", UNFIT)
def test_a_line_that_cannot_be_is_refused_in_a_sentence_that_names_it(page: Any, reason: str) -> None:
    refused = hand_in(page, take(page), [*as_shown(page)[:1], {**NEW, **UNFIT[reason]}])
    assert refused.status_code == 422
    assert refused.json()["field"] == "lines.1"
    assert "line 2" in refused.json()["detail"]
    assert reason in refused.json()["detail"]
    assert page.said(PAGES) == []


def test_more_lines_than_a_page_may_have_are_refused(page: Any) -> None:
    refused = hand_in(page, take(page), [NEW] * 2001)
    assert (refused.status_code, refused.json()["field"]) == (422, "lines")


def test_an_outline_that_came_along_may_be_as_it_is(gateway: Any) -> None:
    events = gateway.events
    bow = a_line("l1", 0).model_copy(update={"polygon": tuple(map(tuple, BOW))})
    relined = events.relined("l1", "l2")
    lines = (bow, a_line("l2", 1))
    stored = gateway.service.deps.objects.put(
        "layouts", Layout(width=800, height=1000, lines=lines).model_dump_json().encode(), "application/json"
    )
    gateway.tell(events.document(), events.page(), relined.model_copy(update={"layout": stored}))
    assert hand_in(gateway, take(gateway), as_shown(gateway)[:1]).status_code == 200
    assert [line["id"] for line in layout(gateway)["lines"]] == ["l1"]


def test_repeated_points_and_a_closed_outline_are_tidied_and_baselines_run_to_the_right(page: Any) -> None:
    polygon = NEW["polygon"]
    drawn = {"polygon": [polygon[0], *polygon, polygon[0]], "baseline": [[300, 530], [5, 530]]}
    hand_in(page, take(page), [drawn])
    [line] = layout(page)["lines"]
    assert (line["polygon"], line["baseline"]) == (polygon, [[5, 530], [300, 530]])


def test_a_page_is_in_one_persons_hands_until_the_lease_is_over(page: Any) -> None:
    take(page)
    other = page.http.post(f"/v1/pages/{PAGE}/lease", headers=by("bob"))
    assert (other.status_code, other.json()["type"]) == (409, "urn:recto:problem:in-other-hands")
    page.clock.move(seconds=301)
    assert take(page, "bob")["epoch"] == 2


def test_lines_drawn_under_a_lease_that_is_over_are_refused_kept_and_offered(page: Any) -> None:
    stale = take(page)
    page.clock.move(seconds=301)
    hand_in(page, take(page, "bob"), [NEW], "bob")
    late = hand_in(page, stale, as_shown(page)[:1])
    assert late.status_code == 409
    assert json.loads(late.json()["text"])[0]["id"] == "r1-1"
    [kept] = page.http.get("/v1/kept-answers", headers=by("ada")).json()["kept_answers"]
    assert (kept["outcome"], kept["text"]) == ("drawn", late.json()["text"])
    assert len(page.said(PAGES)) == 1


def test_another_tab_of_the_same_person_takes_the_page_over(page: Any) -> None:
    first, second = take(page), take(page)
    assert hand_in(page, first, [NEW]).status_code == 409
    assert hand_in(page, second, [NEW]).status_code == 200


def test_something_else_under_the_same_lease_is_refused(page: Any) -> None:
    lease = take(page)
    hand_in(page, lease, [NEW])
    other = hand_in(page, lease, [])
    assert (other.status_code, other.json()["type"]) == (409, "urn:recto:problem:already-answered")


def test_who_draws_is_refused_once_the_lines_changed_under_their_hands(page: Any) -> None:
    lease = take(page)
    page.tell(page.events.relined("l1"))
    assert hand_in(page, lease, [NEW]).status_code == 409
    assert [line["id"] for line in layout(page)["lines"]] == ["l1"]


def test_a_page_is_skipped_with_a_reason_and_may_be_taken_up_again(page: Any) -> None:
    lease = take(page)
    assert hand_in(page, lease, outcome="skip").json()["field"] == "reason"
    assert hand_in(page, lease, outcome="skip", reason="not a page").json()["outcome"] == "skip"
    assert (page.said(PAGES), page.said(LABELS)) == ([], [])
    assert take(page)["epoch"] == 2


def test_a_page_takes_no_text_and_a_line_no_drawing(page: Any) -> None:
    page.tell(page.events.task("l2"))
    [line] = page.lease()
    assert hand_in(page, line, [NEW]).json()["field"] == "task_id"
    assert page.answer(line, outcome="drawn").json()["field"] == "outcome"
    assert page.answer(take(page), outcome="correct", text="x").json()["field"] == "task_id"


def test_a_heartbeat_holds_a_page_as_it_holds_a_line(page: Any) -> None:
    lease = take(page)
    page.clock.move(seconds=299)
    assert page.heartbeat("ada", lease)["lost"] == []
    page.clock.move(seconds=299)
    assert page.http.post(f"/v1/pages/{PAGE}/lease", headers=by("bob")).status_code == 409


def test_a_page_that_is_not_known_is_a_problem_with_a_sentence(gateway: Any) -> None:
    for address in ("", "/layout", "/image", "/tiles/0/0/0"):
        assert gateway.http.get(f"/v1/pages/none{address}").json()["detail"] == "There is no page none."
    assert gateway.http.post("/v1/pages/none/lease").status_code == 404


@pytest.fixture
def large(gateway: Any) -> Any:
    """A page of 1500 x 1100 pixels, dark at the bottom right."""
    pixels = np.full((1100, 1500), 250, np.uint8)
    pixels[1024:, 1024:] = 10
    ref = gateway.service.deps.objects.put("pages", encode_png(pixels), "image/png")
    event = gateway.events.page().model_copy(update={"image": ref, "width": 1500, "height": 1100})
    gateway.tell(event)
    return gateway


def test_a_page_says_how_it_is_cut_into_tiles_and_its_etag_is_the_revision(large: Any) -> None:
    response = large.http.get(f"/v1/pages/{PAGE}")
    tiles = response.json()["tiles"]
    assert (tiles["size"], tiles["levels"], response.headers["etag"]) == (512, 3, '"0"')
    large.tell(large.events.relined("l1"))
    assert large.http.get(f"/v1/pages/{PAGE}").headers["etag"] == '"1"'


def test_tiles_show_their_part_of_the_page_at_their_scale(large: Any) -> None:
    def tile(*at: int) -> Any:
        response = large.http.get(f"/v1/pages/{PAGE}/tiles/{at[0]}/{at[1]}/{at[2]}")
        assert response.headers["content-type"] == "image/jpeg"
        return np.asarray(Image.open(io.BytesIO(response.content)))

    assert (tile(0, 0, 0).shape, tile(0, 2, 2).shape) == ((512, 512), (76, 476))
    assert (int(tile(0, 2, 2).mean()), int(tile(0, 1, 1).mean())) == (10, 250)
    assert tile(1, 1, 1).shape == (38, 238)
    assert tile(2, 0, 0).shape == (275, 375)


def test_a_tile_is_kept_for_ever_and_one_that_is_not_there_is_not_found(large: Any) -> None:
    address = f"/v1/pages/{PAGE}/tiles/0/0/0"
    first = large.http.get(address)
    assert "immutable" in first.headers["cache-control"]
    again = large.http.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    for missing in ("3/0/0", "0/3/0", "0/0/3", "0/-1/0", "-1/0/0"):
        assert large.http.get(f"/v1/pages/{PAGE}/tiles/{missing}").status_code == 404


def test_a_damaged_page_image_is_told_as_that(page: Any) -> None:
    assert page.http.get(f"/v1/pages/{PAGE}/tiles/0/0/0").status_code == 502
