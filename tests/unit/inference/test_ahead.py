"""Several pages read by one call of the reader: the same is said of each as if it were read alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from recto.recognition.line_images import LineImage
from recto.runtime.failures import Poison, Transient
from schemas.layout import Layout
from schemas.readings import Reading
from services.inference.ahead import read_ahead
from services.inference.champions import Champion


class Counting:
    """A reader that notes how many lines each call brings."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.calls: list[int] = []

    def read(self, champion: Champion, lines: Sequence[LineImage]) -> list[Reading]:
        self.calls.append(len(lines))
        return self._reader.read(champion, lines)  # type: ignore[no-any-return]


@pytest.fixture
def counting(desk: Any) -> Counting:
    reader = Counting(desk.deps.reader)
    desk.deps = replace(desk.deps, reader=reader)
    return reader


def texts(desk: Any, event: Any) -> list[str]:
    return [line.reading.text for line in desk.readings(event).lines]


def test_pages_are_read_together_and_said_one_by_one(
    desk: Any, counting: Counting, write: Any, a_layout: Layout
) -> None:
    pages = [desk.page(write(*words), a_layout, words[0]) for words in (("a", "b", "c"), ("d", "e", "f"))]
    alone = [texts(desk, *desk.tell(page)) for page in pages]
    counting.calls.clear()
    read_ahead(pages, desk.deps)
    said = [desk.tell(page) for page in pages]
    assert counting.calls == [6]
    assert [event.page_id for [event] in said] == ["a", "d"]
    assert [texts(desk, event) for [event] in said] == alone


def test_lines_to_read_again_are_read_with_those_of_new_pages(
    desk: Any, counting: Counting, a_page: Any, a_layout: Layout
) -> None:
    [first] = desk.tell(desk.page(a_page, a_layout))
    desk.tell(desk.promotion(1))
    counting.calls.clear()
    again, page = desk.rescore(first, ("l1", "l3"), 1), desk.page(a_page, a_layout, "page-2")
    read_ahead([again, page], desk.deps)
    [said_again], [said] = desk.tell(again), desk.tell(page)
    assert counting.calls == [5]
    assert [line.line.id for line in desk.readings(said_again).lines] == ["l1", "l3"]
    assert [line.image for line in desk.readings(said_again).lines] == [
        desk.readings(said).lines[number].image for number in (0, 2)
    ]


def test_a_damaged_page_keeps_no_other_from_being_read(desk: Any, counting: Counting, a_page: Any) -> None:
    good, bad = desk.page(a_page, page_id="good"), desk.page(b"plain text", page_id="bad")
    read_ahead([bad, good], desk.deps)
    with pytest.raises(Poison, match="page bad"):
        desk.tell(bad)
    assert desk.tell(good)[0].lines == 3
    assert counting.calls == [3]


def test_a_reader_that_is_away_is_left_to_the_handler(desk: Any, a_page: Any) -> None:
    class Away:
        def read(self, champion: Champion, lines: Sequence[LineImage]) -> list[Reading]:
            raise Transient("the reader is away")

    pages = [desk.page(a_page, page_id=name) for name in ("one", "two")]
    desk.deps = replace(desk.deps, reader=Away())
    read_ahead(pages, desk.deps)
    with pytest.raises(Transient, match="the reader is away"):
        desk.tell(pages[0])


def test_what_was_read_by_an_earlier_champion_is_not_handed_out_after_the_next_batch(
    desk: Any, counting: Counting, a_page: Any
) -> None:
    page = desk.page(a_page)
    read_ahead([page], desk.deps)
    desk.tell(desk.promotion(1))
    read_ahead([desk.page(a_page, page_id="page-2")], desk.deps)
    [said] = desk.tell(page)
    assert said.generation == 1
    assert counting.calls == [3, 3, 3]


def test_a_store_that_takes_nothing_while_pages_are_read_is_left_to_the_handler(
    desk: Any, counting: Counting, a_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Transient("the store is away")

    pages = [desk.page(a_page, page_id=name) for name in ("one", "two")]
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(desk.deps.objects, "put_all", full)
        read_ahead(pages, desk.deps)
    assert [event.page_id for page in pages for event in desk.tell(page)] == ["one", "two"]
    assert counting.calls == [6, 3, 3]
