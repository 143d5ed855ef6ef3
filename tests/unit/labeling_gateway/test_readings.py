"""Readings of one line out of a page's, whoever wrote them."""

from pathlib import Path

import pytest

from recto.runtime.failures import Poison
from recto.runtime.objects import FolderStore
from schemas.ids import line_id
from schemas.layout import Line
from schemas.readings import Evidence, Grapheme, LineReading, PageReadings, Reading
from services.labeling_gateway.readings import ReadingCache

TEXTS = {"l1": "Dear", "l10": 'says "{"line":{"id":"l2"', "l2": "Grüße", "line/3": "Yours"}


def reading(text: str) -> Reading:
    graphemes = tuple(Grapheme(letter, 0.9, 0, 1) for letter in text)
    evidence = Evidence(log_probability=-1, margin=0.1, entropy=0.2, expected_errors=0.6, confidence=0.93)
    return Reading(text=text, graphemes=graphemes, evidence=evidence)


@pytest.fixture
def page() -> PageReadings:
    image = {"key": "lines/x", "sha256": "0" * 64, "size": 1, "media_type": "image/png"}
    lines = tuple(
        LineReading.model_validate(
            {
                "line": Line(id=name, polygon=((0, 0), (9, 0), (9, 9)), baseline=((0, 8), (9, 8))),
                "image": image,
                "reading": reading(text),
            }
        )
        for name, text in TEXTS.items()
    )
    return PageReadings(page_id="p1", model_version="base", lines=lines)


@pytest.mark.parametrize("indent", [None, 2], ids=["as we write it", "as another might"])
def test_each_line_has_its_own_reading(page: PageReadings, tmp_path: Path, indent: int | None) -> None:
    objects = FolderStore(tmp_path)
    ref = objects.put("readings", page.model_dump_json(indent=indent).encode(), "application/json")
    cache = ReadingCache(objects)
    for name, text in TEXTS.items():
        assert cache.of_line(ref, line_id("p1", name)) == reading(text)
    assert cache.of_line(ref, line_id("p1", "l")) is None
    assert cache.of_line(ref, line_id("p2", "l1")) is None
    assert cache.of_page(ref) == {line_id("p1", name): reading(text) for name, text in TEXTS.items()}


@pytest.mark.parametrize("damage", [(b'"text"', b'"txet"'), (b"0.9", b"9.9"), (b"]}", b"]")])
def test_damaged_readings_are_poison(page: PageReadings, tmp_path: Path, damage: tuple[bytes, bytes]) -> None:
    objects = FolderStore(tmp_path)
    stored = page.model_dump_json().encode().replace(*damage)
    ref = objects.put("readings", stored, "application/json")
    with pytest.raises(Poison, match="holds no readings of a page"):
        ReadingCache(objects).of_line(ref, line_id("p1", "l1"))


def test_the_pages_used_last_are_at_hand(page: PageReadings, tmp_path: Path) -> None:
    objects = FolderStore(tmp_path)
    refs = [
        objects.put(
            "readings", page.model_copy(update={"model_version": name}).model_dump_json().encode(), "x"
        )
        for name in ("a", "b", "c")
    ]
    cache = ReadingCache(objects, kept_pages=2)
    for at in (0, 1, 0, 2):
        cache.of_line(refs[at], line_id("p1", "l1"))
    for blob in (tmp_path / "readings").rglob("*"):
        blob.unlink()
    assert cache.of_line(refs[0], line_id("p1", "l1")) is not None
    with pytest.raises(Poison):
        cache.of_line(refs[1], line_id("p1", "l1"))
