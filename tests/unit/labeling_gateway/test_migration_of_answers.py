"""Answers of before two people keyed a line: what they mean afterwards, on each kind of database."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from services.labeling_gateway.store.database import MIGRATIONS, Database

BEFORE, AFTER = "0010", "0044"
IMAGE = '{"key": "k", "sha256": "' + "0" * 64 + '", "size": 1, "media_type": "image/png"}'
AT = "2026-03-02 09:00:00.000000+00:00"


def migrate(database: Database, revision: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def insert(database: Database, table: str, **row: object) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    with database.engine.begin() as connection:
        connection.execute(text(f"insert into {table} ({names}) values ({values})"), row)  # noqa: S608


def a_line(database: Database, name: str, task_state: str, **line: object) -> None:
    where = {"page_id": "p", "document_id": "d", "collection": "letters"}
    known = {"state": "read", "generation": 0, "declined": None, "label_id": None, "label": None, **line}
    insert(database, "lines", id=name, **where, **known)
    insert(
        database, "tasks", id=f"t-{name}", line_id=name, **where, strategy="s", reason="r", text="Daer",
        model_version="base", kind="correct", purpose="training", state=task_state, priority=1.0, round=1,
        generation=0, epoch=1, image=IMAGE, readings=IMAGE, requested_at=AT,
    )  # fmt: skip


def an_answer(database: Database, name: str, outcome: str, words: str | None, label: str | None) -> None:
    insert(
        database, "leases", task_id=f"t-{name}", epoch=1, person="ada", text="Daer", model_version="base",
        generation=0, given_at=AT, expires_at=AT, ended="answered", readings=IMAGE,
    )  # fmt: skip
    insert(
        database, "answers", task_id=f"t-{name}", epoch=1, person="ada", outcome=outcome, text=words,
        reason=None, seconds=2.0, keystrokes=1, characters_keyed=4, edits=2, label_id=label, answered_at=AT,
    )  # fmt: skip
    if label:
        insert(
            database, "labels", id=label, line_id=name, collection="letters", task_id=f"t-{name}",
            origin="human", purpose="training", text=words, by="ada", characters_keyed=4, edits=2,
            seconds=2.0, accepted_at=AT, withdrawn_at=AT if name == "withdrawn" else None,
        )  # fmt: skip


@pytest.fixture
def url(databases: Any, tmp_path: Path) -> str:
    return str(databases.bare(tmp_path))


@pytest.fixture
def old(url: str) -> Any:
    """A database of the revision before, with a past in it."""
    database = Database(url)
    migrate(database, BEFORE)
    a_line(database, "labelled", "answered", state="labelled", label_id="label-1", label="Dear")
    an_answer(database, "labelled", "correct", "Dear", "label-1")
    a_line(database, "declined", "answered", state="declined", declined="unreadable")
    an_answer(database, "declined", "unreadable", None, None)
    a_line(database, "withdrawn", "answered")
    an_answer(database, "withdrawn", "correct", "Deer", "label-2")
    a_line(database, "imported", "withdrawn", state="labelled", label_id="label-3", label="Sir")
    a_line(database, "open", "open", state="asked")
    a_line(database, "unwanted", "withdrawn")
    yield database
    database.close()


def rows(database: Database, query: str) -> list[Any]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_what_was_there_means_the_same_afterwards(old: Database) -> None:
    migrate(old, AFTER)
    answers = "select task_id, ended, set_aside, work, verdicts from answers order by task_id"
    assert rows(old, answers) == [
        ("t-declined", "decline", None, "key", 0),
        ("t-labelled", "label", None, "key", 0),
        ("t-withdrawn", "label", "the label was withdrawn", "key", 0),
    ]
    assert rows(old, "select task_id, epoch, line_id, reason from declines") == [
        ("t-declined", 0, "declined", "unreadable")
    ]
    assert rows(old, "select text, is_partial from labels where id = 'label-1'") == [("Dear", 0)]


def test_lines_whose_label_was_withdrawn_are_asked_for_again(old: Database) -> None:
    migrate(old, AFTER)
    states = dict(rows(old, "select line_id, state from tasks"))
    assert states == {
        "labelled": "answered",
        "declined": "answered",
        "withdrawn": "open",
        "imported": "settled",
        "open": "open",
        "unwanted": "withdrawn",
    }
    assert rows(old, "select state, asked_task from lines where id = 'withdrawn'") == [
        ("asked", "t-withdrawn")
    ]


@pytest.mark.usefixtures("old")
def test_what_was_migrated_can_be_worked_on(make_gateway: Any, url: str) -> None:
    gateway = make_gateway(database_url=url)
    leases = gateway.lease("bob", count=5)
    assert {lease["line_id"] for lease in leases} == {"open", "withdrawn"}
    for lease in leases:
        assert gateway.answer(lease, "bob", outcome="accept").status_code == 200
    assert len(gateway.said()) == 2


def shape(database: Database) -> dict[str, set[str]]:
    found = inspect(database.engine)
    return {
        table: {column["name"] for column in found.get_columns(table)} for table in found.get_table_names()
    }


def test_the_way_back_leaves_the_tables_of_before(old: Database) -> None:
    before = shape(old)
    migrate(old, AFTER)
    assert shape(old) != before
    migrate(old, BEFORE, down=True)
    assert shape(old) == before
    assert len(rows(old, "select * from answers")) == 3
