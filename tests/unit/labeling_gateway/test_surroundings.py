"""What people see around a line: a part of its page, and the whole of it."""

from typing import Any

import numpy as np
import pytest

from recto.documents.images import encode_png, open_image
from recto.runtime.failures import Poison
from schemas import ids
from schemas.layout import Line
from services.labeling_gateway.store.document_tables import LineRow
from services.labeling_gateway.surroundings import PageImages, box_around


def line(left: int, top: int, right: int, bottom: int) -> Line:
    polygon = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Line(id="l", polygon=polygon, baseline=((left, bottom), (right, bottom)))


@pytest.fixture
def asked(gateway: Any) -> Any:
    """A gateway with a page of 1000 by 800 pixels, every row of it in a grey of its own, and a task on it."""
    events = gateway.events
    sheet = np.repeat(np.linspace(0, 255, 1000).astype(np.uint8)[:, None], 800, axis=1)
    image = events.objects.put("pages", encode_png(sheet), "image/png")
    page = events.page().model_copy(update={"image": image})
    gateway.tell(page, events.transcribed({"l0": "over it", "l1": "My dear"}), events.task("l1", "My dear"))
    return gateway


def test_a_line_is_shown_among_its_neighbours() -> None:
    box = box_around(line(100, 400, 700, 440), 800, 1000)
    assert box.left < 100
    assert box.right > 700
    assert box.top <= 400 - 40, "the line before"
    assert box.bottom >= 440 + 30, "most of the line after"


@pytest.mark.parametrize(
    "outline", [(0, 0, 800, 40), (700, 980, 790, 1000), (-20, -20, 900, 1100), (2000, 2000, 2100, 2040)]
)
def test_what_is_shown_never_leaves_the_page(outline: tuple[int, int, int, int]) -> None:
    box = box_around(line(*outline), 800, 1000)
    assert 0 <= box.left < box.right <= 800
    assert 0 <= box.top < box.bottom <= 1000


def test_a_short_line_is_shown_with_more_beside_it() -> None:
    box = box_around(line(380, 400, 420, 440), 800, 1000)
    assert box.right - box.left == 400


def test_the_part_shown_is_where_it_says(asked: Any) -> None:
    [lease] = asked.lease()
    around = asked.http.get(f"/v1/tasks/{lease['task_id']}/surroundings").json()
    [part] = open_image(asked.http.get(around["image"]).content)
    assert part.shape == (around["height"], around["width"])
    assert abs(int(part[0, 0]) - around["top"] * 255 / 1000) < 3
    assert around["polygon"] == [[10, 60], [700, 60], [700, 100], [10, 100]]
    assert (around["page_width"], around["page_height"]) == (800, 1000)


def test_pictures_may_be_kept_for_ever(asked: Any) -> None:
    [lease] = asked.lease()
    around = asked.http.get(f"/v1/tasks/{lease['task_id']}/surroundings").json()
    for address in (around["image"], around["page"]):
        first = asked.http.get(address)
        assert "immutable" in first.headers["cache-control"]
        assert asked.http.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_a_line_whose_page_has_not_come_is_refused_with_a_sentence(gateway: Any) -> None:
    gateway.tell(gateway.events.task("l1"))
    [lease] = gateway.lease()
    response = gateway.http.get(f"/v1/tasks/{lease['task_id']}/surroundings")
    assert response.status_code == 404
    assert "not known" in response.json()["detail"]


def test_a_damaged_page_is_told_apart_from_a_missing_one(gateway: Any) -> None:
    gateway.tell(gateway.events.page(), gateway.events.transcribed({"l1": "My"}), gateway.events.task("l1"))
    [lease] = gateway.lease()
    around = gateway.http.get(f"/v1/tasks/{lease['task_id']}/surroundings").json()
    assert gateway.http.get(around["image"]).status_code == 502


def test_pages_at_hand_are_opened_once_and_the_oldest_goes_first(gateway: Any) -> None:
    objects, opened = gateway.events.objects, []

    class Counting:
        def get(self, ref: Any) -> bytes:
            opened.append(ref.sha256)
            return bytes(objects.get(ref))

    refs = [
        objects.put("pages", encode_png(np.full((10, 10 + at), 200, np.uint8)), "image/png")
        for at in range(3)
    ]
    pages = PageImages(Counting(), kept_pixels=250)  # type: ignore[arg-type]
    for at in (0, 1, 0, 2, 0, 1):
        assert pages.of(refs[at]).shape == (10, 10 + at)
    assert opened == [refs[at].sha256 for at in (0, 1, 2, 1)]


def test_a_file_that_is_no_image_is_poison(gateway: Any) -> None:
    ref = gateway.events.image("page")
    with pytest.raises(Poison, match="is not a PNG"):
        PageImages(gateway.events.objects).of(ref)


def test_neighbours_with_personal_data_are_shown_to_the_cleared_alone(gateway: Any) -> None:
    events = gateway.events
    gateway.add("lea", role="lead")
    gateway.tell(events.page(), events.transcribed({"l1": "born 4 May 1905 in Fresno", "l2": "My dear"}))
    gateway.tell(events.task("l2", "My dear"))
    with gateway.service.deps.database.changing() as session:
        session.get(LineRow, ids.line_id(events.page().page_id, "l1")).personal = True
    [lease] = gateway.lease("ada")
    lea = gateway.signed_in("lea")
    for what in ("surroundings", "surroundings/image", "page"):
        assert lea.get(f"/v1/tasks/{lease['task_id']}/{what}").status_code == 403
    assert lea.get(lease["image"]).status_code == 200
    assert gateway.http.get(f"/v1/tasks/{lease['task_id']}/surroundings").status_code == 200
