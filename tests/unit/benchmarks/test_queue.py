"""People at the gateway's queue: few of them, for a moment, and the proof that nothing is lost."""

from pathlib import Path
from typing import Any

import pytest

from recto.benchmarks.queue.lines import LINES_OF_A_PAGE, drawn_lines
from recto.benchmarks.queue.measuring import Question, queue
from recto.benchmarks.queue.serving import fill
from recto.benchmarks.queue.tape import Taken, Tape
from recto.local import postgres as local
from recto.runtime.failures import UserError
from recto.runtime.objects import FolderStore
from services.labeling_gateway.readings import ReadingCache

SMALL = Question(annotators=2, tasks=600, think=0, seconds=3, warm_seconds=0)


def require_figures(figures: dict[str, Any]) -> None:
    assert 0 < figures["answers"] <= figures["leased"] <= figures["answers"] + 4 * SMALL.annotators
    for what in ("next_line", "lease", "answer", "image"):
        took = figures["milliseconds"][what]
        assert 0 <= took["median"] <= took["p95"] <= took["p99"] <= took["longest"], what
    assert figures["milliseconds"]["answer"]["median"] > 0
    assert "client sees" in figures["taken"]["how"]


@pytest.mark.slow
def test_people_at_a_queue_in_sqlite_are_measured(tmp_path: Path) -> None:
    figures = queue(f"sqlite:///{tmp_path / 'gateway.db'}", SMALL, lambda *_: None)
    assert figures["database"] == "sqlite"
    require_figures(figures)


@pytest.mark.slow
@pytest.mark.postgres
def test_people_at_a_queue_in_postgresql_are_measured() -> None:
    if local.find_binaries() is None:
        pytest.skip("NO POSTGRESQL, so the queue on it is not measured: `make postgres` installs it")
    told: list[str] = []
    figures = queue(None, SMALL, lambda what, _: told.append(what))
    assert figures["database"] == "postgresql"
    require_figures(figures)
    assert list(dict.fromkeys(told)) == ["filling the queue", "at work"]


def test_a_database_that_is_in_use_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gateway.db'}"
    fill(url, tmp_path, 30, 0, lambda _: None)
    with pytest.raises(UserError, match="wants an empty one"):
        queue(url, SMALL, lambda *_: None)


def test_without_postgresql_a_database_must_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recto.benchmarks.queue.serving.find_binaries", lambda: None)
    with pytest.raises(UserError, match="--database"):
        queue(None, SMALL, lambda *_: None)


@pytest.fixture
def tape() -> Tape:
    """Two lines given out and answered."""
    whole = Tape()
    whole.leased.update(["t1", "t2"])
    whole.taken.update([Taken("t1", 1), Taken("t2", 1)])
    return whole


def test_a_whole_tape_is_whole(tape: Tape) -> None:
    tape.require_whole(["t2", "t1"])


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        (["t1"], "1 answers were lost"),
        (["t1", "t2", "t2"], "1 answers were told twice"),
        (["t1", "t2", "t3"], "1 events tell of answers that nobody gave"),
    ],
)
def test_an_answer_that_is_not_told_once_is_found(tape: Tape, told: list[str], wrong: str) -> None:
    with pytest.raises(UserError, match=wrong):
        tape.require_whole(told)


def test_a_line_that_two_people_had_is_found(tape: Tape) -> None:
    tape.leased["t1"] += 1
    tape.taken[Taken("t2", 2)] += 1
    with pytest.raises(UserError, match="1 lines were leased to two people, 1 lines were answered twice"):
        tape.require_whole(["t1", "t2"])


def test_drawn_lines_have_readings_and_those_without_wait_behind_them(tmp_path: Path) -> None:
    objects = FolderStore(tmp_path)
    lines = list(drawn_lines(objects, 5 * LINES_OF_A_PAGE - 5, seed=1, pages_at_hand=3))
    assert len({line.line_id for line in lines}) == 5 * LINES_OF_A_PAGE - 5
    first = max(lines, key=lambda line: line.priority)
    reading = ReadingCache(objects).of_line(first.readings, first.line_id)
    assert reading is not None
    assert reading.text == first.text
    at_hand, behind = lines[: 3 * LINES_OF_A_PAGE], lines[3 * LINES_OF_A_PAGE :]
    assert min(line.priority for line in at_hand) >= 1 > max(line.priority for line in behind)
