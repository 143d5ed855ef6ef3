"""A database of an earlier version, brought up to date with what is in it."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from services.labeling_gateway.store.database import MIGRATIONS, Database

BEFORE_PEOPLE = "0043"


def at(database: Database, revision: str, move: Any = command.upgrade) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        move(config, revision)


def write(database: Database, statement: str, **values: Any) -> None:
    with database.changing() as session:
        session.execute(text(statement), values)


def read(database: Database, statement: str) -> dict[str, Any]:
    with database.reading() as session:
        return {row[0]: row[1] for row in session.execute(text(statement))}


@pytest.fixture
def old(tmp_path: Path) -> Any:
    """Lines and tasks as the first version kept them."""
    database = Database(f"sqlite:///{tmp_path / 'gateway.db'}")
    at(database, BEFORE_PEOPLE)
    line = (
        "insert into lines (id, page_id, document_id, collection, state, generation, reading, accepted, label) "
        "values (:id, 'p', 'd', 'c', 'read', 0, :reading, :accepted, :label)"
    )
    texts = {"a": ("Dr. Adam", None, None), "b": ("Tag", "Dr. Adam", None), "c": ("Tag", None, "Dr. Adam")}
    for name, (reading, accepted, label) in {
        **texts,
        "d": (None, None, None),
        "e": ("Tag", None, None),
    }.items():
        write(database, line, id=name, reading=reading, accepted=accepted, label=label)
    task = (
        "insert into tasks (id, collection, document_id, page_id, line_id, strategy, reason, text, model_version, "
        "kind, purpose, state, priority, round, generation, epoch, image, readings, requested_at) values "
        "(:id, 'c', 'd', 'p', :line, 's', 'r', :text, 'm', 'correct', 'training', 'open', 1, 1, 0, 0, :blob, :blob, "
        "'2026-03-02 09:00:00.000000')"
    )
    blob = '{"key": "k", "sha256": "' + "a" * 64 + '", "size": 1, "media_type": "image/png"}'
    for name, line_id, reading in (("t1", "d", "Dr. Adam"), ("t2", "e", "λόγος"), ("t3", "e", "1905")):
        write(database, task, id=name, line=line_id, text=reading, blob=blob)
    yield database
    database.close()


def test_what_is_there_already_is_looked_through_for_personal_data_and_scripts(old: Database) -> None:
    old.migrate()
    personal = read(old, "select id, personal from lines")
    assert {name: bool(found) for name, found in personal.items()} == {
        "a": True, "b": True, "c": True, "d": True, "e": False
    }  # fmt: skip
    assert read(old, "select id, script from tasks") == {"t1": "Latin", "t2": "Greek", "t3": None}


def test_more_rows_than_are_looked_through_at_a_time_are_all_looked_through(old: Database) -> None:
    line = (
        "insert into lines (id, page_id, document_id, collection, state, generation, reading) "
        "values (:id, 'p', 'd', 'c', 'read', 0, 'Dr. Adam')"
    )
    with old.changing() as session:
        session.execute(text(line), [{"id": f"m{number}"} for number in range(2001)])
    old.migrate()
    assert sum(map(bool, read(old, "select id, personal from lines").values())) == 2001 + 4


def test_back_at_the_version_before_everything_else_is_there(old: Database) -> None:
    old.migrate()
    at(old, BEFORE_PEOPLE, command.downgrade)
    assert set(read(old, "select id, reading from lines")) == set("abcde")
    assert not {"people", "keys", "sign_ins"} & set(inspect(old.engine).get_table_names())
    old.migrate()
