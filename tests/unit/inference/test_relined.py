"""A page whose lines a person has drawn: read anew by these, and told from what was read before."""

from typing import Any

from prometheus_client import REGISTRY

from schemas.layout import Layout
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.inference.ahead import read_ahead


def test_a_page_is_read_by_the_lines_that_were_drawn_and_not_by_those_that_came_along(
    desk: Any, a_page: Any, a_layout: Layout
) -> None:
    page = desk.page(a_page, a_layout, writer="Mary")
    drawn = a_layout.model_copy(update={"lines": a_layout.lines[1:]})
    [said] = desk.tell(desk.relined(page, drawn, revision=3))
    assert isinstance(said, PageTranscribed)
    assert (said.revision, said.again, said.writer, said.lines) == (3, False, "Mary", 2)
    assert [line.line for line in desk.readings(said).lines] == list(drawn.lines)


def test_readings_by_other_lines_are_other_events(desk: Any, a_page: Any, a_layout: Layout) -> None:
    page = desk.page(a_page, a_layout)
    [first] = desk.tell(page)
    [second] = desk.tell(desk.relined(page, a_layout, 1))
    [third] = desk.tell(desk.relined(page, a_layout, 2))
    assert len({first.id, second.id, third.id}) == 3
    assert (first.revision, second.revision, third.revision) == (0, 1, 2)


def test_lines_that_are_read_again_say_of_which_revision_they_are(
    desk: Any, a_page: Any, a_layout: Layout
) -> None:
    [drawn] = desk.tell(desk.relined(desk.page(a_page), a_layout, 2))
    desk.tell(desk.promotion(1))
    [again] = desk.tell(desk.rescore(drawn, ("l2",), 1))
    assert (again.again, again.revision, again.generation, again.lines) == (True, 2, 1, 1)


def test_a_page_without_a_drawn_line_is_unreadable_and_no_line_is_looked_for(desk: Any, a_page: Any) -> None:
    [said] = desk.tell(desk.relined(desk.page(a_page), Layout(width=640, height=280), 1))
    assert isinstance(said, PageUnreadable)
    assert (said.revision, said.reason) == (1, "a person found no line of text on it")


def test_drawn_pages_are_read_together_with_others_and_counted_apart(
    desk: Any, a_page: Any, a_layout: Layout
) -> None:
    page = desk.page(a_page, a_layout)
    events = [page, desk.relined(page, a_layout)]
    before = _lines_read("anew")
    read_ahead(events, desk.deps)
    first, anew = (desk.tell(event)[0] for event in events)
    assert [line.reading for line in desk.readings(first).lines] == [
        line.reading for line in desk.readings(anew).lines
    ]
    assert _lines_read("anew") == before + 3


def _lines_read(passed: str) -> float:
    of = {"collection": "letters", "pass": passed}
    return REGISTRY.get_sample_value("recto_lines_read_total", of) or 0
