"""What comes of a document that is handed in: pages, labels, and nothing twice."""

import io
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from recto.documents.images import open_image
from recto.runtime.bus import Bus
from recto.runtime.failures import Transient
from recto.runtime.objects import get_model
from schemas.documents import DocumentIngested
from schemas.envelope import Event
from schemas.labels import LabelAccepted, Origin
from schemas.layout import Layout
from schemas.pages import PageIngested
from schemas.tasks import Purpose
from schemas.topics import DOCUMENTS, LABELS, PAGES

AnImage = Callable[..., bytes]
ALayout = Callable[..., bytes]


def the_page(desk: Any) -> PageIngested:
    [page] = desk.published(PAGES)
    assert isinstance(page, PageIngested)
    return page


def labels(desk: Any) -> dict[str, LabelAccepted]:
    return {event.line_id: event for event in desk.published(LABELS)}


def test_an_image_becomes_a_document_with_one_page(desk: Any, an_image: AnImage) -> None:
    answer = desk.post(an_image(), file="page 1.png")
    page = the_page(desk)
    assert answer.status_code == 201
    assert answer.json() == {
        "document_id": page.document_id,
        "page_ids": [page.page_id],
        "labels": 0,
        "already": False,
        "note": None,
    }
    [document] = desk.published(DOCUMENTS)
    assert isinstance(document, DocumentIngested)
    assert (document.document_id, document.name, document.pages) == (page.document_id, "page 1.png", 1)
    assert (page.width, page.height, page.number, page.layout) == (300, 200, 1, None)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_page_that_any_browser_shows_is_stored_as_it_came(desk: Any, an_image: AnImage, kind: str) -> None:
    sent = an_image(kind)
    desk.post(sent)
    assert desk.objects.get(the_page(desk).image) == sent
    assert the_page(desk).image.media_type == f"image/{kind.lower()}"


def test_any_other_page_is_stored_as_grey_png(desk: Any, an_image: AnImage) -> None:
    sent = an_image("TIFF")
    desk.post(sent)
    stored = desk.objects.get(the_page(desk).image)
    assert the_page(desk).image.media_type == "image/png"
    [page], [original] = open_image(stored), open_image(sent)
    assert (page == original).all()


def test_a_tiff_of_three_pages_is_one_document_of_three_pages(desk: Any, an_image: AnImage) -> None:
    answer = desk.post(an_image("TIFF", pages=3))
    pages = {page.number: page for page in desk.published(PAGES)}
    assert answer.json()["page_ids"] == [pages[number].page_id for number in (1, 2, 3)]
    assert len({page.image.sha256 for page in pages.values()}) == 3
    assert [document.pages for document in desk.published(DOCUMENTS)] == [3]


def test_a_layout_gives_the_lines_and_not_their_text(desk: Any, an_image: AnImage, a_layout: ALayout) -> None:
    assert desk.post(an_image(), a_layout("one", "two")).status_code == 201
    layout = get_model(desk.objects, the_page(desk).layout, Layout)
    assert [(line.id, line.text) for line in layout.lines] == [("l1", None), ("l2", None)]
    assert desk.published(LABELS) == []


def test_a_layout_of_another_resolution_is_fitted_to_the_image(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    desk.post(an_image(width=600, height=400), a_layout("one"))
    layout = get_model(desk.objects, the_page(desk).layout, Layout)
    assert (layout.width, layout.height) == (600, 400)
    assert layout.lines[0].polygon[0] == (20, 20)


def test_as_labels_every_line_with_a_text_becomes_a_label(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    answer = desk.post(an_image(), a_layout("one", None, "three"), as_labels="true")
    page = the_page(desk)
    found = labels(desk)
    assert answer.json()["labels"] == 2
    assert {line: label.text for line, label in found.items()} == {
        f"{page.page_id}/l1": "one",
        f"{page.page_id}/l3": "three",
    }
    label = found[f"{page.page_id}/l1"]
    assert (label.origin, label.purpose, label.by) == (Origin.IMPORTED, Purpose.TRAINING, "scan.xml")
    assert label.image.key.startswith("lines/letters/")
    [strip] = open_image(desk.objects.get(label.image))
    assert 20 <= strip.shape[0] <= 30
    assert get_model(desk.objects, page.layout, Layout).lines[0].text == "one"


def test_the_same_file_twice_is_one_document_and_says_so(desk: Any, an_image: AnImage) -> None:
    first = desk.post(an_image("TIFF", pages=2))
    published = desk.everything_published
    second = desk.post(an_image("TIFF", pages=2), file="under-another-name.tif")
    assert second.status_code == 200
    assert second.json() == first.json() | {"already": True}
    assert desk.everything_published == published


def test_the_same_file_in_another_collection_is_another_document(desk: Any, an_image: AnImage) -> None:
    desk.collections.add("forms")
    first = desk.post(an_image())
    second = desk.post(an_image(), collection="forms")
    assert second.status_code == 201
    assert first.json()["document_id"] != second.json()["document_id"]


def test_labels_that_come_later_are_published_without_the_page(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    desk.post(an_image(), a_layout("one"))
    answer = desk.post(an_image(), a_layout("one"), as_labels="true")
    assert (answer.status_code, answer.json()["already"], answer.json()["labels"]) == (200, True, 1)
    page = the_page(desk)
    assert list(labels(desk)) == [f"{page.page_id}/l1"]


def test_labels_are_imported_once(desk: Any, an_image: AnImage, a_layout: ALayout) -> None:
    for _ in range(2):
        answer = desk.post(an_image(), a_layout("one"), as_labels="true")
    assert (answer.status_code, answer.json()["labels"]) == (200, 0)
    assert len(desk.published(LABELS)) == 1


def test_a_corrected_text_is_published_under_the_same_label(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    desk.post(an_image(), a_layout("oen"), as_labels="true")
    desk.post(an_image(), a_layout("one"), as_labels="true")
    before, after = desk.published(LABELS)
    assert (before.label_id, before.text, after.text) == (after.label_id, "oen", "one")


def test_labels_of_other_lines_are_never_taken_for_the_lines_of_the_page(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    desk.post(an_image(), a_layout("one", spacing=30))
    desk.post(an_image(), a_layout("another", left=50), as_labels="true")
    [label] = desk.published(LABELS)
    assert label.text == "another"
    assert label.line_id.startswith(f"{the_page(desk).page_id}/l1@")


def test_another_layout_for_a_known_page_is_not_silently_ignored(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    desk.post(an_image(), a_layout("one"))
    answer = desk.post(an_image(), a_layout("one", "two"))
    assert answer.json()["already"]
    assert answer.json()["note"] == (
        "scan.png was ingested before, without scan.xml: its lines stay as they are."
    )
    assert desk.post(an_image(), a_layout("one")).json()["note"] is None


def test_the_writer_of_an_upload_is_that_of_every_page_and_label(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    desk.post(an_image("TIFF", pages=3), writer=" Mary\tStanford ")
    assert [page.writer for page in desk.published(PAGES)] == ["Mary Stanford"] * 3
    desk.post(an_image(), a_layout("one", "two"), as_labels="true", writer="clerk 2")
    assert [label.writer for label in desk.published(LABELS)] == ["clerk 2"] * 2


@pytest.mark.parametrize("fields", [{}, {"writer": ""}, {"writer": " \t\x00 "}])
def test_a_writer_that_is_not_named_is_not_known(
    desk: Any, an_image: AnImage, fields: dict[str, str]
) -> None:
    assert desk.post(an_image(), **fields).status_code == 201
    assert the_page(desk).writer is None


@pytest.mark.parametrize(("before", "told"), [("Mary", "as by Mary"), ("", "without a writer")])
def test_the_same_file_of_another_writer_changes_nothing_and_says_so(
    desk: Any, an_image: AnImage, before: str, told: str
) -> None:
    desk.post(an_image(), writer=before)
    published = desk.everything_published
    answer = desk.post(an_image(), writer="Jane")
    assert (answer.status_code, answer.json()["already"]) == (200, True)
    assert answer.json()["note"] == f"scan.png was ingested before, {told}: its writer stays as it is."
    assert desk.everything_published == published


@pytest.mark.parametrize("again", ["Mary", ""])
def test_the_same_file_without_a_writer_or_of_the_same_is_nothing_to_speak_of(
    desk: Any, an_image: AnImage, again: str
) -> None:
    desk.post(an_image(), writer="Mary")
    assert desk.post(an_image(), writer=again).json()["note"] is None


def test_another_layout_and_another_writer_for_a_known_page_are_both_told_of(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    desk.post(an_image())
    assert desk.post(an_image(), a_layout("one"), writer="Jane").json()["note"] == (
        "scan.png was ingested before, without scan.xml: its lines stay as they are. "
        "scan.png was ingested before, without a writer: its writer stays as it is."
    )


def test_labels_that_come_later_have_the_writer_of_their_page(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    desk.post(an_image(), a_layout("one"), writer="Mary")
    answer = desk.post(an_image(), a_layout("one"), as_labels="true", writer="Jane")
    assert [label.writer for label in desk.published(LABELS)] == ["Mary"]
    assert answer.json()["note"] == "scan.png was ingested before, as by Mary: its writer stays as it is."


class _Failing:
    """A bus that passes everything on, and then fails as if the process had died before it knew."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def publish(self, events: Iterable[Event]) -> None:
        self._bus.publish(events)
        raise Transient("Kafka did not confirm", retry_after=7)


def test_a_crash_before_the_receipt_publishes_again_under_the_same_ids(
    desk: Any, an_image: AnImage, a_layout: ALayout
) -> None:
    whole = desk.deps
    desk.deps = type(whole)(**vars(whole) | {"bus": _Failing(whole.bus)})
    broken = desk.post(an_image(), a_layout("one"), as_labels="true")
    assert (broken.status_code, broken.headers["Retry-After"]) == (503, "7")
    assert broken.json()["detail"] == "Kafka did not confirm: try again."
    desk.deps = whole
    assert desk.post(an_image(), a_layout("one"), as_labels="true").status_code == 201
    for topic, count in ((PAGES, 2), (DOCUMENTS, 2), (LABELS, 2)):
        events = desk.published(topic)
        assert (len(events), len({event.id for event in events})) == (count, 1)


def test_events_of_a_document_continue_the_trace_of_its_request(desk: Any, an_image: AnImage) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    with TestClient(desk.app) as client:
        client.post(
            "/v1/documents",
            data={"collection": "letters"},
            files={"file": ("scan.png", an_image())},
            headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"},
        )
    headers = [record.headers["traceparent"] for topic in (PAGES, DOCUMENTS) for record in desk.log.of(topic)]
    assert [header.split("-")[1] for header in headers] == [trace, trace]


def test_pages_of_colour_lie_upright(desk: Any) -> None:
    out = io.BytesIO()
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (300, 200), "red").save(out, "JPEG", exif=turned)
    desk.post(out.getvalue())
    assert (the_page(desk).width, the_page(desk).height) == (200, 300)
