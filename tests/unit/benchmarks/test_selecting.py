"""Choosing from a large pool: made, chosen from, measured in a process of its own."""

from pathlib import Path

import pytest

from recto.benchmarks.selecting import Question, select
from recto.runtime.failures import UserError


def test_a_batch_is_chosen_from_a_pool_on_disk():
    told = []
    figures = select(Question(lines=3000, batch=50), lambda what, done: told.append(what))
    assert figures["chosen"] == 50
    assert figures["peak_rss_bytes"] > 10_000_000
    assert len(figures["each"]) == 3
    assert told == ["making a pool", "choosing"]


def test_a_pool_that_was_kept_is_taken_again_if_it_is_as_large_as_asked_for(tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        select(Question(lines=300, batch=5), lambda what, _: told.append(what), tmp_path / "pool")
    assert told == ["making a pool", "choosing", "choosing"]
    with pytest.raises(UserError, match="no pool of 400 open lines"):
        select(Question(lines=400, batch=5), lambda *_: None, tmp_path / "pool")
