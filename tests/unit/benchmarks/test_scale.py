"""What holds of every plan, whatever the figures."""

import json
from dataclasses import replace
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from recto.benchmarks.scale.assumptions import assumed, shipped
from recto.benchmarks.scale.day import simulate
from recto.benchmarks.scale.needs import Load, first_to_break, needs, storage
from recto.cli.app import app
from recto.runtime.failures import UserError
from schemas.topics import PAGES, RESCORING

FIGURES = shipped()
loads = st.builds(
    Load,
    pages_per_minute=st.floats(0.01, 20_000),
    annotators=st.integers(1, 20_000),
    share_asked=st.floats(0.001, 0.5),
)


@given(loads, st.floats(1, 100))
def test_more_pages_never_need_less_of_anything(load: Load, times: float) -> None:
    more = replace(load, pages_per_minute=load.pages_per_minute * times)
    for before, after in zip(needs(load, FIGURES), needs(more, FIGURES), strict=True):
        assert after.part == before.part
        assert after.count >= before.count
    for where, size in storage(load, FIGURES).items():
        assert isclose(storage(more, FIGURES)[where], size * times)


@given(loads, st.integers(1, 10_000))
def test_more_people_never_need_less_of_the_gateway_and_are_never_fewer_than_enough(
    load: Load, others: int
) -> None:
    more = replace(load, annotators=load.annotators + others)
    before = {need.part: need for need in needs(load, FIGURES)}
    after = {need.part: need for need in needs(more, FIGURES)}
    assert after["gateway"].count >= before["gateway"].count
    assert after["people"].use <= before["people"].use


@given(loads)
def test_a_part_that_is_asked_for_too_much_is_named_with_what_to_do(load: Load) -> None:
    found = needs(load, FIGURES)
    first = first_to_break(found)
    assert first.use == max(need.use for need in found)
    assert first.remedy
    assert any(need.is_over for need in found) == first.is_over


@given(st.floats(0.1, 5000), st.integers(1, 5000))
def test_the_days_are_steady_where_people_are_enough_and_only_there(pages: float, annotators: int) -> None:
    load = Load(pages, annotators)
    people = next(need for need in needs(load, FIGURES) if need.part == "people")
    inference = next(need for need in needs(load, FIGURES) if need.part == "inference")
    if inference.is_over or 0.95 < people.use < 1.05:
        return
    assert simulate(load, FIGURES).is_steady == (people.use < 1)


def test_one_page_a_minute_is_little_and_ten_thousand_are_too_many_for_one_pool() -> None:
    few, many = Load(1, 2), Load(10_000, 10_000)
    assert not any(need.is_over for need in needs(few, FIGURES))
    assert first_to_break(needs(many, FIGURES)).part == "scoring"


def test_every_figure_says_what_it_is_and_where_it_came_from() -> None:
    assert all(figure.value > 0 and figure.unit and figure.source for figure in FIGURES.values())
    assert FIGURES["partitions"].value == PAGES.partitions == RESCORING.partitions


def test_a_figure_can_be_replaced_by_ones_own() -> None:
    assert assumed({"room": 0.5})["room"] == (0.5, FIGURES["room"].unit, "yours")
    with pytest.raises(UserError, match="no assumption 'rom'"):
        assumed({"rom": 0.5})
    with pytest.raises(UserError, match="above 0"):
        assumed({"room": 0})


def test_the_command_says_what_breaks_first() -> None:
    said = CliRunner().invoke(
        app, ["bench", "scale", "--pages", "10000", "--annotators", "5", "--assume", "partitions=200"]
    )
    figures = json.loads(said.stdout)
    assert figures["first_to_break"] == "people"
    assert figures["assumptions"]["partitions"]["source"] == "yours"
    assert "people: asked for more than it can give" in said.stderr
