"""Who reads: champions take over while pages come in, and what waits is read again by them."""

from typing import Any

import pytest

from recto.runtime.failures import Poison, Transient
from schemas.layout import Layout
from schemas.transcripts import PageTranscribed


def transcribed(desk: Any, event: Any) -> PageTranscribed:
    [said] = desk.tell(event)
    assert isinstance(said, PageTranscribed)
    return said


def by(said: PageTranscribed) -> tuple[str, int]:
    return said.model_version, said.generation


def test_a_champion_takes_over_between_two_pages(desk: Any, a_page: Any, a_layout: Layout) -> None:
    before = transcribed(desk, desk.page(a_page, a_layout))
    desk.tell(desk.promotion(1))
    after = transcribed(desk, desk.page(a_page, a_layout))
    assert (by(before), by(after)) == (("base-latin", 0), ("letters-1", 1))
    assert before.id != after.id
    texts = [[line.reading.text for line in desk.readings(said).lines] for said in (before, after)]
    assert texts[0] != texts[1]


def test_an_older_generation_that_comes_late_changes_nothing(desk: Any, a_page: Any) -> None:
    desk.tell(desk.promotion(3))
    desk.tell(desk.promotion(2))
    assert by(transcribed(desk, desk.page(a_page))) == ("letters-3", 3)


def test_a_collection_keeps_its_champion_when_another_gets_one(desk: Any, a_page: Any) -> None:
    desk.configure("forms")
    desk.tell(desk.promotion(4, collection="forms"))
    assert by(transcribed(desk, desk.page(a_page))) == ("base-latin", 0)


def test_a_rollback_to_the_base_reads_with_the_base(desk: Any, a_page: Any, a_layout: Layout) -> None:
    first = transcribed(desk, desk.page(a_page, a_layout))
    desk.tell(desk.promotion(1))
    desk.tell(desk.rollback(2))
    back = transcribed(desk, desk.page(a_page, a_layout))
    assert by(back) == ("base-latin", 2)
    assert desk.readings(back) == desk.readings(first)


def test_settings_of_an_older_version_change_nothing(desk: Any) -> None:
    desk.configure(base="other", version=3)
    desk.configure(base="latin", version=2)
    assert desk.deps.champions.of("letters").base == "other"


def test_exactly_the_lines_asked_for_are_read_again_with_the_champion_in_use(
    desk: Any, a_page: Any, a_layout: Layout
) -> None:
    first = transcribed(desk, desk.page(a_page, a_layout))
    desk.tell(desk.promotion(1))
    desk.tell(desk.promotion(2))
    again = transcribed(desk, desk.rescore(first, ("l3", "l1"), generation=1))
    assert by(again) == ("letters-2", 2)
    assert (again.again, again.lines) == (True, 2)
    old = {line.line.id: line for line in desk.readings(first).lines}
    new = desk.readings(again).lines
    assert [line.line.id for line in new] == ["l1", "l3"]
    assert all(line.image == old[line.line.id].image for line in new)
    assert any(line.reading != old[line.line.id].reading for line in new)


def test_reading_again_gives_what_reading_the_page_with_that_champion_would_have(
    desk: Any, a_page: Any, a_layout: Layout
) -> None:
    first = transcribed(desk, desk.page(a_page, a_layout))
    desk.tell(desk.promotion(1))
    again = transcribed(desk, desk.rescore(first, ("l1", "l2", "l3"), generation=1))
    anew = transcribed(desk, desk.page(a_page, a_layout))
    assert desk.readings(again) == desk.readings(anew)


def test_reading_again_waits_for_a_generation_not_yet_heard_of(
    desk: Any, a_page: Any, a_layout: Layout
) -> None:
    first = transcribed(desk, desk.page(a_page, a_layout))
    request = desk.rescore(first, ("l1",), generation=2)
    for heard in (desk.promotion(1), desk.promotion(2)):
        with pytest.raises(Transient, match="generation 2 of letters"):
            desk.tell(request)
        desk.tell(heard)
    assert by(transcribed(desk, request)) == ("letters-2", 2)


def test_lines_that_the_page_does_not_have_are_poison_that_names_page_and_line(
    desk: Any, a_page: Any, a_layout: Layout
) -> None:
    first = transcribed(desk, desk.page(a_page, a_layout))
    desk.tell(desk.promotion(1))
    with pytest.raises(Poison, match=r"page page-1: .* no line l9"):
        desk.tell(desk.rescore(first, ("l1", "l9"), generation=1))


def test_weights_that_are_no_model_are_poison_that_names_the_model(desk: Any, a_page: Any) -> None:
    broken = desk.objects.put("models", b"no model", "application/x-safetensors")
    desk.tell(desk.promotion(1).model_copy(update={"weights": broken}))
    with pytest.raises(Poison, match="page page-1: model letters-1: "):
        desk.tell(desk.page(a_page))
