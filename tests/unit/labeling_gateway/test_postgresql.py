"""What PostgreSQL alone can do to the gateway: several writers at once, servers that go away, plans that go wrong."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from recto.runtime.objects import get_model
from schemas.labels import LabelWithdrawn
from schemas.layout import Layout
from services.labeling_gateway.people import MACHINE, Skills, Who
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import Work
from services.labeling_gateway.store import boxes, dealing, labels, leases, lines, relining, tasks
from services.labeling_gateway.store.database import Database
from services.labeling_gateway.store.dealing import Wanted
from services.labeling_gateway.store.queue_tables import TaskRow
from tests.unit.labeling_gateway.conftest import PAGE

pytestmark = pytest.mark.on_postgresql

PATIENCE_SECONDS = 30
ADA = Who("ada", "Ada", Role.ADJUDICATOR, cleared=True, skills=Skills())
DRAWN = {"id": "'task-' || n", "line_id": "'line-' || n", "priority": "n"}
COLUMNS = [column.name for column in TaskRow.__table__.columns]
MANY_TASKS = (
    f"insert into tasks ({', '.join(COLUMNS)}) select {', '.join(DRAWN.get(name, name) for name in COLUMNS)}"  # noqa: S608
    " from tasks, generate_series(1, 100000) n"
)
LOCKED_OUT = text("select count(*) from pg_locks where not granted")


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def database_of(gateway: Any) -> Database:
    database: Database = gateway.service.deps.database
    return database


def is_somebody_waiting(gateway: Any) -> bool:
    with database_of(gateway).reading() as session:
        return bool(session.execute(LOCKED_OUT).scalar_one())


def test_while_the_server_is_away_the_answer_is_503_and_then_the_gateway_goes_on(
    gateway: Any, postgres: Any
) -> None:
    gateway.tell(gateway.events.task())
    [lease] = gateway.lease()
    postgres.stop()
    try:
        refused = gateway.answer(lease, outcome="correct", text="My dear")
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:recto:problem:away")
        assert refused.headers["content-type"] == "application/problem+json"
        assert int(refused.headers["retry-after"]) >= 1
        assert gateway.http.post("/v1/leases", json={}).status_code == 503
    finally:
        postgres.start()
    assert gateway.answer(lease, outcome="correct", text="My dear").status_code == 200
    assert [label.text for label in gateway.said()] == ["My dear"]


def test_no_answer_is_lost_or_half_written_when_the_server_restarts_under_it(
    gateway: Any, postgres: Any
) -> None:
    gateway.tell(*(gateway.events.task(f"l{n}") for n in range(30)))
    waiting = gateway.lease(count=30)
    is_half_done = threading.Event()

    def answer(lease: dict[str, Any]) -> int:
        while (status := gateway.answer(lease, outcome="correct", text="My dear").status_code) == 503:
            is_half_done.wait(0.05)
        if lease is waiting[15]:
            is_half_done.set()
        return int(status)

    with ThreadPoolExecutor(4) as people:
        answered = people.map(answer, waiting)
        assert is_half_done.wait(PATIENCE_SECONDS)
        postgres.stop()
        postgres.start()
        assert set(answered) == {200}
    told = Counter(label.task_id for label in gateway.said())
    assert told == Counter(lease["task_id"] for lease in waiting)
    with database_of(gateway).reading() as session:
        assert session.execute(text("select count(*) from answers")).scalar_one() == 30
        assert session.execute(text("select count(*) from tasks where state = 'open'")).scalar_one() == 0


def test_an_answer_and_an_imported_label_of_one_line_wait_for_each_other_only_one_way(gateway: Any) -> None:
    task = gateway.events.task("l1")
    gateway.tell(task)
    imported = gateway.events.imported("l1", "My dear")
    with ThreadPoolExecutor(1) as other, database_of(gateway).changing() as session:
        tasks.locked(session, task.task_id)
        importing = other.submit(gateway.tell, imported)
        wait_for(lambda: is_somebody_waiting(gateway))
        # It waits for the task, and does not hold the line, which comes next here.
        assert lines.locked(session, task.line_id) is not None
        session.commit()
        importing.result(PATIENCE_SECONDS)
    assert gateway.lease() == []


@pytest.mark.parametrize("way", ["withdraw", "undo"])
def test_who_takes_many_lines_back_waits_for_who_holds_one_and_holds_no_other(gateway: Any, way: str) -> None:
    wanted = [gateway.events.task(f"l{n}", priority=-n) for n in range(3)]
    gateway.tell(*wanted)
    first, *_ = (gateway.keyed("ada", f"text {n}") for n in range(3) if not gateway.clock.move(seconds=1))
    ways = {
        "withdraw": lambda: gateway.post("/v1/withdrawals", person="ada", reason="misread"),
        "undo": lambda: gateway.post("/v1/answers/undo", "ada", task_id=first["task_id"], epoch=1),
    }
    held, *others = sorted(wanted, key=lambda task: task.task_id, reverse=True)
    with ThreadPoolExecutor(1) as other, database_of(gateway).changing() as session:
        tasks.locked(session, held.task_id)
        taking_back = other.submit(ways[way])
        wait_for(lambda: is_somebody_waiting(gateway))
        # It waits for the last task, and holds no line yet, which come next here.
        assert len(lines.all_locked(session, [task.line_id for task in (held, *others)])) == 3
        session.commit()
        taking_back.result(PATIENCE_SECONDS)
    assert len([event for event in gateway.said() if isinstance(event, LabelWithdrawn)]) == 3


def test_what_two_say_of_a_line_at_once_is_all_kept(gateway: Any) -> None:
    first = gateway.events.task("l1")
    gateway.tell(first)
    label = gateway.events.imported("l1", "My dear")
    with ThreadPoolExecutor(1) as other:
        with database_of(gateway).changing() as session:
            labels.accepted(session, label)
            session.flush()
            withdrawing = other.submit(gateway.tell, gateway.events.withdrawn(first))
            wait_for(lambda: is_somebody_waiting(gateway))
        withdrawing.result(PATIENCE_SECONDS)
    with database_of(gateway).reading() as session:
        [state] = session.execute(text("select state from lines")).scalars()
    assert state == "labelled"


def test_a_line_being_leased_is_passed_over_and_not_waited_for(gateway: Any) -> None:
    gateway.tell(gateway.events.task("l1", priority=2), gateway.events.task("l2", priority=1))
    deps = gateway.service.deps
    with deps.database.changing() as session:
        held = leases.give(session, Wanted(MACHINE), now=deps.clock(), lasts=deps.lease_lasts)
        assert [task.line_id[-2:] for task, _ in held.held] == ["l1"]
        assert [lease["line_id"][-2:] for lease in gateway.lease("bob", count=2)] == ["l2"]


def test_of_gateways_on_one_database_one_at_a_time_publishes(gateway: Any, make_gateway: Any) -> None:
    gateway.tell(gateway.events.task())
    gateway.answer(gateway.lease()[0], outcome="accept")
    other = make_gateway()
    with database_of(other).alone("relay") as is_its_turn:
        assert is_its_turn
        assert gateway.said() == []
    assert len(gateway.said()) == 1


def test_gateways_that_start_together_migrate_one_after_the_other(postgres: Any, databases: Any) -> None:
    databases.execute("create database empty")
    gateways = [Database(postgres.url("empty")) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Database.migrate, gateways))
    for gateway in gateways:
        gateway.close()
    databases.execute("drop database empty")


def test_what_was_read_by_older_lines_waits_for_who_draws_and_brings_none_of_them_back(gateway: Any) -> None:
    events, texts = gateway.events, {"l1": "My dear", "l2": "of you"}
    gateway.tell(events.document(), events.page(), events.transcribed(texts), events.task("l1"))
    drawn = events.relined("l2", "r1-2")
    layout = get_model(gateway.service.deps.objects, drawn.layout, Layout)
    older = events.transcribed(texts, generation=1)
    with ThreadPoolExecutor(1) as other, database_of(gateway).changing() as session:
        relining.relined(session, drawn, layout, gateway.clock())
        session.flush()
        reading = other.submit(gateway.tell, older)
        wait_for(lambda: is_somebody_waiting(gateway))
        session.commit()
        reading.result(PATIENCE_SECONDS)
    shown = gateway.get(f"/v1/pages/{PAGE}/layout")["lines"]
    assert [line["id"] for line in shown] == ["l2", "r1-2"]
    assert gateway.lease() == []


def test_who_draws_waits_for_who_answers_a_line_of_the_page_and_holds_no_line(gateway: Any) -> None:
    events = gateway.events
    task = events.task("l1")
    gateway.tell(events.document(), events.page(), events.transcribed({"l1": "My dear"}), task)
    drawn = events.relined("r1-1")
    with ThreadPoolExecutor(1) as other, database_of(gateway).changing() as session:
        tasks.locked(session, task.task_id)
        drawing = other.submit(gateway.tell, drawn)
        wait_for(lambda: is_somebody_waiting(gateway))
        assert lines.locked(session, task.line_id) is not None
        session.commit()
        drawing.result(PATIENCE_SECONDS)
    assert gateway.lease() == []


def test_who_holds_a_page_keeps_nobody_from_another_page(gateway: Any) -> None:
    gateway.tell(gateway.events.page(1), gateway.events.page(2))
    pages = [gateway.post(f"/v1/pages/{gateway.events.page(n).page_id}/lease", f"p{n}") for n in (1, 2)]
    with database_of(gateway).changing() as session:
        boxes.locked(session, pages[0]["task_id"])
        assert gateway.heartbeat("p2", pages[1])["lost"] == []


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Wanted(ADA), "ix_tasks_next"),
        (Wanted(ADA, "letters-1905"), "ix_tasks_next"),
        (Wanted(ADA, work=Work.ADJUDICATE), "ix_tasks_of_stage"),
    ],
)
def test_the_next_of_100000_lines_are_found_by_an_index(gateway: Any, wanted: Wanted, index: str) -> None:
    gateway.tell(gateway.events.task())
    with database_of(gateway).changing() as session:
        session.execute(text(MANY_TASKS))
        session.execute(text("analyze tasks"))
        query = (
            dealing.next_for(session, wanted, {}, gateway.clock()).limit(4).with_for_update(skip_locked=True)
        )
        sql = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = "\n".join(row[0] for row in session.connection().exec_driver_sql(f"explain {sql}"))
        assert f"Index Scan Backward using {index}" in plan, plan
        assert "Sort" not in plan, plan
        assert "hashed" not in plan, plan
