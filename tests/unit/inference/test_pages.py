"""What comes of a page: readings with their line images, a word that it is unreadable, or a dead letter."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from prometheus_client import REGISTRY

from recto.documents.images import encode_png, open_image
from recto.recognition.errors import MissingMaterial
from recto.runtime.failures import Poison, Transient
from schemas.blobs import BlobRef
from schemas.layout import Layout
from schemas.transcripts import PageTranscribed, PageUnreadable


def test_a_page_with_a_layout_is_read_line_by_line_in_its_order(
    desk: Any, a_page: Any, a_layout: Layout
) -> None:
    [said] = desk.tell(desk.page(a_page, a_layout))
    assert isinstance(said, PageTranscribed)
    assert (said.lines, said.again, said.model_version, said.generation) == (3, False, "base-latin", 0)
    readings = desk.readings(said)
    assert [line.line for line in readings.lines] == list(a_layout.lines)
    assert (readings.page_id, readings.model_version) == ("page-1", "base-latin")
    assert all(len(line.reading.evidence.embedding) == 32 for line in readings.lines)


def test_a_page_is_told_of_with_its_writer_until_its_lines_are_read_again(
    desk: Any, a_page: Any, a_layout: Layout
) -> None:
    [said] = desk.tell(desk.page(a_page, a_layout, writer="Mary"))
    assert said.writer == "Mary"
    desk.tell(desk.promotion(1))
    [again] = desk.tell(desk.rescore(said, ("l1",), generation=1))
    assert (again.again, again.writer) == (True, None)


def test_every_line_image_is_stored_and_shows_the_line(desk: Any, a_page: Any, a_layout: Layout) -> None:
    [said] = desk.tell(desk.page(a_page, a_layout))
    for line in desk.readings(said).lines:
        [image] = open_image(desk.objects.get(line.image))
        assert line.image.key.startswith("lines/letters/")
        assert image.shape[1] > 400
        assert image.min() < 100


def test_lines_are_found_where_no_layout_came_along(desk: Any, a_page: Any) -> None:
    [said] = desk.tell(desk.page(a_page))
    readings = desk.readings(said)
    assert said.lines == len(readings.lines) == 3
    tops = [min(y for _, y in line.line.polygon) for line in readings.lines]
    assert tops == sorted(tops)
    assert len({line.line.id for line in readings.lines}) == 3


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_blank_page_is_unreadable_and_says_why(desk: Any, shade: int) -> None:
    [said] = desk.tell(desk.page(np.full((400, 300), shade, np.uint8)))
    assert isinstance(said, PageUnreadable)
    assert (said.page_id, said.collection) == ("page-1", "letters")
    assert "no line" in said.reason


def test_a_layout_without_lines_is_unreadable_too(desk: Any, a_page: Any) -> None:
    [said] = desk.tell(desk.page(a_page, Layout(width=640, height=400)))
    assert isinstance(said, PageUnreadable)


@pytest.mark.parametrize("damaged", ["cut short", "no image", "empty"])
def test_a_damaged_image_is_poison_that_names_the_page(desk: Any, a_page: Any, damaged: str) -> None:
    whole = encode_png(a_page)
    data = {"cut short": whole[: len(whole) // 2], "no image": b"plain text", "empty": b""}[damaged]
    with pytest.raises(Poison, match=r"page page-7: pages/.* is "):
        desk.tell(desk.page(data, page_id="page-7"))


def test_bytes_that_are_not_what_was_stored_are_poison_that_names_the_page(desk: Any, a_page: Any) -> None:
    page = desk.page(a_page)
    (desk.root / page.image.key).write_bytes(b"overwritten")
    with pytest.raises(Poison, match=r"page page-1: .*damaged"):
        desk.tell(page)


def test_a_stored_layout_that_is_none_is_poison_that_names_the_page(desk: Any, a_page: Any) -> None:
    page = desk.page(a_page).model_copy(
        update={"layout": desk.objects.put("layouts", b'{"width": 0}', "application/json")}
    )
    with pytest.raises(Poison, match=r"page page-1: .* is no Layout"):
        desk.tell(page)


def test_a_page_of_a_collection_not_heard_of_waits(desk: Any, a_page: Any) -> None:
    page = desk.page(a_page).model_copy(update={"collection": "forms"})
    with pytest.raises(Transient, match="forms"):
        desk.tell(page)
    desk.configure("forms")
    assert len(desk.tell(page)) == 1


def test_a_store_that_is_away_makes_the_page_wait(desk: Any, a_page: Any) -> None:
    class Away:
        def get(self, ref: BlobRef) -> bytes:
            raise Transient("cannot read: timed out")

    page = desk.page(a_page)
    desk.deps = replace(desk.deps, objects=Away())
    with pytest.raises(Transient, match="timed out"):
        desk.tell(page)


def test_a_base_that_does_not_exist_is_poison_that_names_page_and_model(
    desk: Any, a_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_such(name: str) -> bytes:
        raise MissingMaterial(f"There is no base model {name!r}.")

    monkeypatch.setattr("services.inference.reading.shipped_base", none_such)
    desk.configure(base="klingon", version=2)
    with pytest.raises(Poison, match=r"page page-1: model base-klingon: .*klingon"):
        desk.tell(desk.page(a_page))


def test_the_same_page_twice_gives_the_same_ids_and_blobs(desk: Any, a_page: Any) -> None:
    [first] = desk.tell(desk.page(a_page))
    stored = set(desk.objects.keys(""))
    desk.deps = desk.fresh()
    desk.configure()
    [again] = desk.tell(desk.page(a_page))
    assert (again.id, again) == (first.id, first)
    assert set(desk.objects.keys("")) == stored


def measured(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_pages_lines_and_time_are_measured(desk: Any, a_page: Any) -> None:
    def counts() -> dict[str, float]:
        of = {"collection": "letters"}
        return {
            "pages": measured("recto_pages_read_total", **of),
            "fresh": measured("recto_page_freshness_seconds_count", **of),
            "unreadable": measured("recto_pages_unreadable_total", **of),
            "first": measured("recto_lines_read_total", **of, **{"pass": "first"}),
            "again": measured("recto_lines_read_total", **of, **{"pass": "again"}),
            "confidence": measured("recto_line_confidence_count", **of),
            "find": measured("recto_reading_seconds_count", step="find"),
            "read": measured("recto_reading_seconds_count", step="read"),
        }

    before = counts()
    [first] = desk.tell(desk.page(a_page))
    desk.tell(desk.page(np.full((400, 300), 255, np.uint8)))
    one = desk.readings(first).lines[0].line.id
    desk.tell(desk.promotion(1))
    desk.tell(desk.rescore(first, (one,), 1))
    grown = {name: count - before[name] for name, count in counts().items()}
    assert grown == {
        "pages": 1,
        "fresh": 2,
        "unreadable": 1,
        "first": 3,
        "again": 1,
        "confidence": 4,
        "find": 2,
        "read": 2,
    }
    assert measured("recto_champion_generation", collection="letters") == 1
