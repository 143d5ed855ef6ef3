"""Whatever people, clocks, leads and other services do to lines that are keyed once or twice, known or not, or gone.

No line is held by two, no answer counts twice, nobody keys a line twice, every answer ends in just one thing, nobody is
asked for a line that is gone, and what was published gives the labels that the database has.
"""

import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from schemas.labels import DeclineWithdrawn, LabelAccepted, LabelDeclined, LabelWithdrawn
from tests.unit.labeling_gateway.conftest import PAGE

PEOPLE = ("ada", "bob", "cleo", "admin")
WHO = st.sampled_from(PEOPLE)
LINES = st.integers(0, 3)
SAID = st.sampled_from(["Dear", "Bear", "unreadable", "skip"])
LEASE_SECONDS = 300
KNOWN = "g0"


def machine(make_gateway: Any, databases: Any) -> type[RuleBasedStateMachine]:
    class Keying(RuleBasedStateMachine):
        """`holds`: who holds which task under which epoch, until when, as somebody outside would know it."""

        def __init__(self) -> None:
            super().__init__()
            self.folder = Path(tempfile.mkdtemp())
            self.gateway = make_gateway(self.folder)
            self.leases: list[tuple[str, dict[str, Any]]] = []
            self.holds: dict[str, tuple[str, int, Any]] = {}
            self.given: list[tuple[str, dict[str, Any]]] = []
            self.heard = 0

        def teardown(self) -> None:
            self.gateway.service.deps.database.close()
            databases.forget(self.folder)
            shutil.rmtree(self.folder)

        @initialize(share=st.sampled_from([0.0, 0.5]), enough=st.sampled_from([4, 1000]))
        def a_collection_with_a_known_line(self, share: float, enough: int) -> None:
            self.gateway.collection(gold_share=0.0, second_person_hours=1, retrain_after_labels=enough)
            texts = dict.fromkeys((KNOWN, *(f"l{line}" for line in range(4))), "Daer")
            self.gateway.tell(self.gateway.events.page(), self.gateway.events.transcribed(texts))
            self.gateway.tell(self.gateway.events.task(KNOWN))
            self.gateway.keyed("zoe", "known")
            line = self.gateway.events.task(KNOWN).line_id
            self.gateway.post("/v1/collections/letters-1905/gold", lines=[line])
            self.gateway.collection(gold_share=share, second_person_hours=1, retrain_after_labels=enough)
            self.ask(0)
            self.ask(1)

        @rule(line=LINES)
        def ask(self, line: int) -> None:
            self.gateway.tell(self.gateway.events.task(f"l{line}", "Daer", keyings=1 + line % 2))

        @rule(line=LINES, generation=st.integers(1, 3))
        def read_again(self, line: int, generation: int) -> None:
            task = self.gateway.events.task(f"l{line}", keyings=1 + line % 2)
            self.gateway.tell(self.gateway.events.moved(task, f"reading {generation}", generation))

        @rule(line=LINES)
        def import_a_label(self, line: int) -> None:
            self.gateway.tell(self.gateway.events.imported(f"l{line}", "Dear"))

        @rule(line=LINES)
        def withdraw_the_import(self, line: int) -> None:
            label = self.gateway.events.imported(f"l{line}", "Dear")
            event = LabelWithdrawn(
                label_id=label.label_id,
                collection=label.collection,
                line_id=label.line_id,
                reason="wrong file",
                withdrawn_at=self.gateway.clock(),
            )
            self.gateway.tell(event)

        @rule(person=WHO, line=LINES)
        def draw_a_line_away(self, person: str, line: int) -> None:
            """The person hands in the page without a line of it, unless that is gone."""
            lines = self.gateway.get(f"/v1/pages/{PAGE}/layout")["lines"]
            kept = [each for each in lines if each["id"] != f"l{line}"]
            if len(kept) == len(lines):
                return
            lease = self.gateway.post(f"/v1/pages/{PAGE}/lease", person)
            given = [{name: each[name] for name in ("id", "polygon", "baseline")} for each in kept]
            address = f"/v1/tasks/{lease['task_id']}/boxes"
            self.gateway.post(address, person, epoch=lease["epoch"], lines=given)

        @rule()
        def judge_a_model(self) -> None:
            self.gateway.tell(self.gateway.events.promoted())

        @rule(person=WHO, count=st.integers(1, 2), work=st.sampled_from(["key", "key", "adjudicate"]))
        def lease(self, person: str, count: int, work: str) -> None:
            if work == "adjudicate" and person != "admin":
                return
            self._got(person, self.gateway.lease(person, count, work=work))

        @rule(person=st.sampled_from(["ada", "bob"]), said=SAID)
        def key_the_next(self, person: str, said: str) -> None:
            self._work(person, said, "key")

        @rule(said=SAID)
        def key_two_in_a_row(self, said: str) -> None:
            self._work("ada", said, "key")
            self._work("ada", said, "key")

        @rule(said=SAID)
        def settle_the_next(self, said: str) -> None:
            self._work("admin", said, "adjudicate")

        @rule(seconds=st.sampled_from([1, 200, LEASE_SECONDS, 4000]))
        def wait(self, seconds: int) -> None:
            self.gateway.clock.move(seconds=seconds)

        @precondition(lambda self: self.leases)
        @rule(data=st.data(), said=SAID, flag=st.sampled_from([None, "look"]))
        def answer(self, data: st.DataObject, said: str, flag: str | None) -> None:
            person, lease = data.draw(st.sampled_from(self.leases[-6:]))
            self._answered(person, lease, said, flag)

        def _work(self, person: str, said: str, work: str) -> None:
            """Take the next line and answer it."""
            leases = self.gateway.lease(person, work=work)
            self._got(person, leases)
            for lease in leases:
                self._answered(person, lease, said, None)

        def _answered(self, person: str, lease: dict[str, Any], said: str, flag: str | None) -> None:
            given: dict[str, Any] = {"outcome": "correct", "text": said, "flag": flag}
            if said in ("unreadable", "skip"):
                given = {"outcome": said, "reason": "torn", "flag": flag}
            response = self.gateway.answer(lease, person, **given)
            assert response.status_code in (200, 409), response.text
            if response.status_code == 200 and (person, lease) not in self.given:
                assert self.holds[lease["task_id"]][:2] == (person, lease["epoch"]), "a stale answer counts"
                self.given.append((person, lease))
                self.gateway.clock.move(seconds=1)

        @precondition(lambda self: self.given)
        @rule(ago=st.sampled_from([1, 1, 2, 3]))
        def take_back(self, ago: int) -> None:
            person, lease = self.given[-min(ago, len(self.given))]
            wanted = {"task_id": lease["task_id"], "epoch": lease["epoch"]}
            is_held = self._is_held_by_another(lease["task_id"], person)
            response = self.gateway.http.post(
                "/v1/answers/undo", json=wanted, headers={"X-Recto-Person": person}
            )
            assert response.status_code in (200, 409), response.text
            assert not (is_held and response.status_code == 200), "taken out of another person's hands"
            for again in response.json().get("leases", []):
                if self.holds[again["task_id"]][:2] != (person, again["epoch"]):  # else told again
                    self._got(person, [again])

        @rule(person=WHO)
        def withdraw(self, person: str) -> None:
            self.gateway.post("/v1/withdrawals", person=person, reason="misread")

        @rule(count=st.integers(0, 3))
        def hear_itself_late(self, count: int) -> None:
            """Its own events come back in order, some at a time."""
            said = self.gateway.said()
            self.gateway.tell(*said[self.heard : self.heard + count])
            self.heard = min(len(said), self.heard + count)

        @rule(count=st.integers(1, 3))
        def hear_itself_again(self, count: int) -> None:
            """The last of them come a second time, as Kafka may have it."""
            self.gateway.tell(*self.gateway.said()[max(0, self.heard - count) : self.heard])

        def _got(self, person: str, leases: list[dict[str, Any]]) -> None:
            now = self.gateway.clock()
            for lease in leases:
                task = lease["task_id"]
                holder = self.holds.get(task)
                if holder is not None and holder[2] > now:
                    assert self._has_let_go(task, holder[1]), "a line is held by two"
                self.holds[task] = (person, lease["epoch"], now + timedelta(seconds=LEASE_SECONDS))
                self.leases.append((person, lease))

        def _is_held_by_another(self, task: str, person: str) -> bool:
            holder, epoch, until = self.holds[task]
            is_live = until > self.gateway.clock() and not self._has_let_go(task, epoch)
            return holder != person and is_live

        def _has_let_go(self, task: str, epoch: int) -> bool:
            ended = f"select ended from leases where task_id = '{task}' and epoch = {epoch}"  # noqa: S608
            return self._rows(ended) in ([("answered",)], [("released",)])

        def _rows(self, query: str) -> list[Any]:
            with self.gateway.service.deps.database.reading() as session:
                return [tuple(row) for row in session.execute(text(query))]

        @invariant()
        def nobody_stands_twice_in_a_task(self) -> None:
            keyed = self._rows("select task_id, person from answers where set_aside is null and work = 'key'")
            assert set(Counter(keyed).values()) <= {1}

        @invariant()
        def every_answer_ends_in_one_thing(self) -> None:
            query = (
                "select a.ended, a.set_aside, a.label_id, a.truth, a.work, t.state, t.stage, l.withdrawn_at, d.reason,"
                " t.gold_for from answers a join tasks t on t.id = a.task_id left join labels l on l.id = a.label_id"
                " left join declines d on d.task_id = t.id and d.withdrawn_at is null"
            )
            for ended, aside, label, truth, work, state, stage, gone, decline, gold in self._rows(query):
                if aside is not None:
                    continue
                match ended:
                    case "label":
                        assert label is not None
                        assert gone is None
                        assert state == "answered"
                    case "decline":
                        assert (label, state) == (None, "answered")
                        assert decline is not None
                    case "drawn":
                        assert (label, state) == (None, "answered")
                    case "measure":
                        assert truth is not None
                        assert (label, gold is None) == (None, False)
                    case "waiting":
                        assert (state, stage, work) == ("open", "second", "key")
                    case "adjudication":
                        settled = label is not None or decline is not None
                        assert (state, settled) == ("answered", True) or (state, stage) == (
                            "open",
                            "adjudication",
                        )
                    case _:
                        raise AssertionError(ended)

        @invariant()
        def an_open_line_waits_for_whom_its_keyings_leave_out(self) -> None:
            query = (
                "select t.stage, count(a.epoch) from tasks t left join answers a on a.task_id = t.id"
                " and a.set_aside is null and a.work = 'key' where t.state = 'open' group by t.id, t.stage"
            )
            for stage, keyings in self._rows(query):
                assert stage == ("first", "second", "adjudication")[keyings]

        @invariant()
        def what_was_published_gives_the_labels_that_the_database_has(self) -> None:
            labels: dict[str, LabelAccepted] = {}
            declines: dict[str, LabelDeclined] = {}
            ids = Counter(event.id for event in self.gateway.said())
            assert set(ids.values()) <= {1}, "something was said twice"
            for event in self.gateway.said():
                match event:
                    case LabelAccepted():
                        labels[event.label_id] = event
                    case LabelWithdrawn():
                        labels.pop(event.label_id, None)
                    case LabelDeclined():
                        declines[event.task_id] = event
                    case DeclineWithdrawn():
                        declines.pop(event.task_id)
            mine = self._rows(
                "select id, text from labels where withdrawn_at is null and task_id is not null order by id"
            )
            assert mine == sorted((label.label_id, label.text) for label in labels.values())
            said = self._rows("select task_id from declines where withdrawn_at is null order by task_id")
            assert said == sorted((task,) for task in declines)

        @invariant()
        def nobody_is_asked_for_a_line_that_is_gone(self) -> None:
            query = (
                "select t.id from tasks t join lines l on l.id = t.line_id"
                " left join answers a on a.task_id = t.id and a.set_aside is null"
                " where l.is_gone and (t.state <> 'withdrawn' or a.epoch is not null)"
            )
            assert self._rows(query) == []
            labels = "select b.id from labels b join lines l on l.id = b.line_id"
            assert self._rows(f"{labels} where l.is_gone and b.withdrawn_at is null") == []

        @invariant()
        def a_line_is_asked_for_just_while_it_has_no_text(self) -> None:
            query = (
                "select l.id, l.label_id, l.declined from tasks t join lines l on l.id = t.line_id"
                " where t.gold_for is null and t.state = 'open'"
            )
            for line, label, declined in self._rows(query):
                assert (label, declined) == (None, None), line

    return Keying


def test_whatever_happens_every_answer_ends_in_one_thing(make_gateway: Any, databases: Any) -> None:
    keying = machine(make_gateway, databases)
    keying.TestCase.settings = settings(
        max_examples=25,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.reuse, Phase.generate),  # shrinking takes minutes; the steps are printed as they were
    )
    keying.TestCase().runTest()
