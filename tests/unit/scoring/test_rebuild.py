"""A pool that was lost is made again from what was published, and is the same."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recto.runtime.failures import Transient, UserError
from recto.runtime.memory import MemorySubscription
from schemas.blobs import BlobRef
from schemas.documents import DocumentCompleted
from schemas.ids import line_id, page_id
from schemas.tasks import TaskRequested
from services.scoring.pool import Pool
from services.scoring.rebuild import rebuild
from tests.unit.scoring.conftest import Events, Scoring

TABLES = {
    "collections": "* exclude (is_touched, arrived_at, weighed)",
    "documents": "* exclude (is_touched)",
    "pages": "*",
    "lines": "*",
    "judged": "*",
    "trainings": "*",
    "withdrawn": "*",
}
LINES = {"a": 0.1, "b": 0.55, "c": 0.99, "d": 0.3}
STEPS = ("page", "label", "decline", "withdraw", "promote", "reject", "configure", "tick", "import", "reline")
DRAWN = ({"a": 0.2, "r1-1": 0.4}, {"b": 0.5}, {})


def contents(pool: Pool) -> dict[str, list[Any]]:
    """All that a pool holds, but for what depends on when it was asked."""
    return {
        table: pool._database.execute(f"select {columns} from {table} order by 1").fetchall()  # noqa: S608
        for table, columns in TABLES.items()
    }


class Story:
    """One thing after another happens, as it might."""

    def __init__(self, folder: Path) -> None:
        self.scoring = Scoring(folder)
        self.events = self.scoring.events
        self.pages = self.generation = self.rounds = self.labels = 0
        self.drawn: dict[str, tuple[int, dict[str, float]]] = {}
        self.version = 1
        self.scoring.hear(self.configured())

    def configured(self) -> Any:
        share = (0.0, 0.4)[self.version % 2]
        return self.events.configured(self.version, held_out_share=share, audit_share=0.3, batch_lines=2)

    def happens(self, step: str, which: int) -> None:
        self.scoring.clock.move(10)
        getattr(self, step)(which)

    def page(self, _which: int) -> None:
        self.pages += 1
        name = f"doc-{self.pages}"
        writer = (None, "Mary", "Jane")[self.pages % 3]
        self.scoring.hear(self.events.page(LINES, name=name, generation=self.generation, writer=writer))
        self.scoring.hear(self.events.document(name=name))

    def tick(self, _which: int) -> None:
        self.scoring.settle()

    def label(self, which: int) -> None:
        if tasks := self.scoring.said(TaskRequested):
            task = tasks[which % len(tasks)]
            self.scoring.hear(self.events.label(task.line_id, name=task.document_id, purpose=task.purpose))

    def decline(self, which: int) -> None:
        if tasks := self.scoring.said(TaskRequested):
            task = tasks[which % len(tasks)]
            self.scoring.hear(self.events.declined(task.line_id, name=task.document_id))

    def import_(self, which: int) -> None:
        name = f"doc-{which % 4}"
        label = self.events.label(line_id(page_id(name, 1), "b"), name=name, imported=True)
        self.scoring.hear(label)

    def withdraw(self, which: int) -> None:
        name = f"doc-{which % 4}"
        self.scoring.hear(self.events.withdrawn(line_id(page_id(name, 1), "ab"[which % 2])))

    def promote(self, _which: int) -> None:
        if self.generation == 3:
            return
        self.generation += 1
        self.rounds += 1
        self.scoring.hear(self.events.promoted(self.generation, self.rounds, evidence=self.events.proof()))
        for number in range(1, self.pages + 1):
            revision, lines = self.drawn.get(f"doc-{number}", (0, LINES))
            again = self.events.page(
                lines, name=f"doc-{number}", generation=self.generation, again=True, revision=revision
            )
            self.scoring.hear(again)

    def reline(self, which: int) -> None:
        name = f"doc-{which % self.pages + 1}"
        revision, lines = self.drawn.get(name, (0, {}))[0] + 1, DRAWN[which % 3]
        self.drawn[name] = revision, lines
        if lines:
            page = self.events.page(lines, name=name, generation=self.generation, revision=revision)
            self.scoring.hear(page)
        else:
            self.scoring.hear(self.events.unreadable(name=name, revision=revision))

    def reject(self, _which: int) -> None:
        self.rounds += 1
        self.scoring.hear(self.events.rejected(self.rounds, evidence=self.events.proof(doubtful=9)))

    def configure(self, _which: int) -> None:
        self.version += 1
        self.scoring.hear(self.configured())


setattr(Story, "import", Story.import_)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 50)), min_size=1, max_size=15))
def test_whatever_has_happened_the_pool_is_rebuilt_as_it_was(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        story = Story(Path(folder))
        for step, which in [("page", 0), ("tick", 0), *steps]:
            story.happens(step, which)
        before = contents(story.scoring.deps.pool)
        said = len(story.scoring.said())
        rebuilt = story.scoring.rebuilt()
        assert contents(rebuilt.deps.pool) == before
        assert len(rebuilt.said()) == said, "what follows from the past was said then"
        rebuilt.deps.pool.close()


def test_after_rebuilding_rounds_go_on_where_they_were(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(batch_lines=2), events.document(), events.page(LINES))
    first = scoring.settle()
    scoring.clock.move(60)
    rebuilt = scoring.rebuilt()
    assert rebuilt.settle() == []
    rebuilt.hear(*(events.label(task.line_id) for task in first), events.rejected())
    assert [task.round for task in rebuilt.settle()] == [2, 2]


def test_a_document_that_was_complete_is_not_said_to_be_so_again(scoring: Scoring, events: Events) -> None:
    scoring.hear(events.configured(), events.document(), events.unreadable())
    scoring.settle()
    scoring.clock.move(60)
    scoring.rebuilt().settle()
    assert len(scoring.said(DocumentCompleted)) == 1


def test_an_object_store_that_is_away_breaks_the_rebuilding_off_and_the_next_attempt_is_whole(
    scoring: Scoring, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    scoring.hear(events.configured(), events.document(), events.page(LINES))
    scoring.settle()
    before = contents(scoring.deps.pool)

    def away(_store: object, _ref: BlobRef) -> bytes:
        raise Transient("the store is away")

    with monkeypatch.context() as patched:
        patched.setattr(type(scoring.objects), "get", away)
        with pytest.raises(Transient):
            scoring.rebuilt()
    assert not scoring.deps.pool.is_built
    rebuild(scoring.deps, scoring.broker, scoring.handling)  # type: ignore[arg-type]
    assert scoring.deps.pool.is_built
    assert contents(scoring.deps.pool) == before


def test_topics_that_arrive_in_pieces_are_taken_in_the_order_of_publication(
    scoring: Scoring, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broker gives what it likes first: here, one record at a time from one partition after another."""
    scoring.hear(events.configured(held_out_share=0.4))
    for number in range(1, 8):
        scoring.clock.move(1)
        page = events.page(LINES, number=number, name=f"doc-{number}")
        scoring.hear(page, events.document(7, name=f"doc-{number}"))
    for rounds in range(1, 4):
        tasks = [event for event in scoring.settle() if isinstance(event, TaskRequested)]
        scoring.hear(*(events.label(task.line_id, name=task.document_id) for task in tasks))
        scoring.clock.move(1)
        scoring.hear(events.rejected(rounds))
    before = contents(scoring.deps.pool)
    whole = MemorySubscription._take

    def one_at_a_time(self: MemorySubscription, partition: Any) -> list[Any]:
        waiting = [p for p, events in self.lag().items() if events]
        if not waiting or partition != waiting[-1]:
            return []
        some = whole(self, partition)
        self._positions[partition] -= len(some) - 1
        return some[:1]

    monkeypatch.setattr(MemorySubscription, "_take", one_at_a_time)
    assert contents(scoring.rebuilt().deps.pool) == before


def test_what_a_rebuilding_that_was_killed_has_left_is_forgotten(scoring: Scoring, events: Events) -> None:
    half = Pool()
    half.collections.touch("a-collection-that-was-only-half-read")
    scoring.hear(events.configured(), events.document(), events.page(LINES))
    before = contents(scoring.deps.pool)
    scoring.start(half)
    assert not half.is_built
    rebuild(scoring.deps, scoring.broker, scoring.handling)  # type: ignore[arg-type]
    assert contents(half) == before


def test_a_pool_in_a_file_is_found_again_and_one_of_another_layout_is_not_taken_for_whole(
    tmp_path: Path,
) -> None:
    pool = Pool(tmp_path / "pool.duckdb")
    pool.mark_built()
    pool.close()
    pool = Pool(tmp_path / "pool.duckdb")
    assert pool.is_built
    pool._database.execute("update built set layout = 0")
    assert not pool.is_built
    pool.close()


def test_a_pool_of_before_writers_were_kept_is_built_anew_with_them(
    scoring: Scoring, events: Events, tmp_path: Path
) -> None:
    scoring.hear(events.configured(), events.document(), events.page(LINES, writer="Mary"))
    before = contents(scoring.deps.pool)
    old = Pool(tmp_path / "pool.duckdb")
    old._database.execute("alter table pages drop column writer")
    old._database.execute("insert into built values (2)")
    old.close()
    scoring.start(Pool(tmp_path / "pool.duckdb"))
    assert not scoring.deps.pool.is_built
    rebuild(scoring.deps, scoring.broker, scoring.handling)  # type: ignore[arg-type]
    assert contents(scoring.deps.pool) == before
    assert "Mary" in before["pages"][0]


def test_a_file_that_is_no_pool_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "pool.duckdb").write_bytes(b"no pool" * 1000)
    with pytest.raises(UserError, match=r"pool\.duckdb cannot be opened.*delete it"):
        Pool(tmp_path / "pool.duckdb")
