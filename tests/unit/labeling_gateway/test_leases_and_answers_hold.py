"""Whatever people, clocks and scoring do: one holder, one answer, one event."""

import shutil
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from schemas.labels import LabelAccepted
from schemas.topics import LABELS

PEOPLE = st.sampled_from(["ada", "bob", "cleo"])
LINES = st.integers(0, 3)
LEASE_SECONDS = 300


def machine(make_gateway: Any, databases: Any) -> type[RuleBasedStateMachine]:
    class Queue(RuleBasedStateMachine):
        """People at one queue. `holds` is who may answer, as somebody outside would know it."""

        def __init__(self) -> None:
            super().__init__()
            self.folder = Path(tempfile.mkdtemp())
            self.gateway = make_gateway(self.folder)
            self.holds: dict[str, tuple[str, dict[str, Any], Any]] = {}
            self.leases: list[tuple[str, dict[str, Any]]] = []
            self.taken: dict[str, Any] = {}
            self.published: list[Any] = []

        def teardown(self) -> None:
            self.gateway.service.deps.database.close()
            databases.forget(self.folder)
            shutil.rmtree(self.folder)

        @initialize()
        def a_first_line(self) -> None:
            self.gateway.tell(self.gateway.events.task("l0"))

        @rule(line=LINES)
        def ask(self, line: int) -> None:
            self.gateway.tell(self.gateway.events.task(f"l{line}"))

        @rule(line=LINES, generation=st.integers(1, 3))
        def read_again(self, line: int, generation: int) -> None:
            task = self.gateway.events.task(f"l{line}")
            self.gateway.tell(self.gateway.events.moved(task, f"reading {generation}", generation))

        @rule(person=PEOPLE, count=st.integers(1, 2))
        def lease(self, person: str, count: int) -> None:
            for lease in self.gateway.lease(person, count):
                holder = self.holds.get(lease["task_id"])
                assert holder is None or holder[2] <= self.gateway.clock(), "a line is held by two"
                assert lease["task_id"] not in self.taken, "an answered line is asked again"
                until = self.gateway.clock() + timedelta(seconds=LEASE_SECONDS)
                self.holds[lease["task_id"]] = (person, lease, until)
                self.leases.append((person, lease))

        @rule(seconds=st.sampled_from([1, 200, LEASE_SECONDS]))
        def wait(self, seconds: int) -> None:
            self.gateway.clock.move(seconds=seconds)

        @precondition(lambda self: self.leases)
        @rule(data=st.data(), outcome=st.sampled_from(["accept", "correct", "unreadable", "skip"]))
        def answer(self, data: st.DataObject, outcome: str) -> None:
            person, lease = data.draw(st.sampled_from(self.leases))
            given = {"outcome": outcome, "reason": "torn"} if outcome == "skip" else {"outcome": outcome}
            if outcome == "correct":
                given["text"] = f"by {person} under {lease['epoch']}"
            response = self.gateway.answer(lease, person, **given)
            task, newest = lease["task_id"], self.holds[lease["task_id"]][1]["epoch"]
            if task in self.taken:
                same = self.taken[task] == (lease["epoch"], outcome)
                assert response.status_code == (200 if same else 409)
            elif lease["epoch"] == newest:
                assert response.status_code == 200, response.text
                self.taken[task] = (lease["epoch"], outcome)
            else:
                assert response.status_code == 409
                assert response.json().get("text") == given.get("text"), "a refused text is lost"

        @rule()
        def publish(self) -> None:
            self.published = self.gateway.said()

        @invariant()
        def every_answer_ends_in_one_event(self) -> None:
            with self.gateway.service.deps.database.reading() as session:
                waiting = session.execute(text("select count(*) from outbox")).scalar_one()
            assert len(self.gateway.log.of(LABELS)) + waiting == len(self.taken)
            ends = Counter(event.task_id for event in self.published)
            assert set(ends.values()) <= {1}
            for event in self.published:
                gives_text = self.taken[event.task_id][1] in ("accept", "correct")
                assert isinstance(event, LabelAccepted) == gives_text

    return Queue


def test_no_line_is_held_by_two_and_every_answer_ends_in_one_event(make_gateway: Any, databases: Any) -> None:
    queue = machine(make_gateway, databases)
    queue.TestCase.settings = settings(
        max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    queue.TestCase().runTest()


def test_people_who_lease_at_the_same_moment_never_get_the_same_line(gateway: Any) -> None:
    gateway.tell(*(gateway.events.task(f"l{n}") for n in range(40)))
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda n: gateway.lease(f"p{n}", count=3), range(16)))
    leased = [lease["task_id"] for leases in got for lease in leases]
    assert len(leased) == len(set(leased)) == 40
