"""The database: its migrations, its restarts, and what happens when it is away or busy."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from recto.runtime.failures import Transient, UserError
from services.labeling_gateway.store import base, document_tables, queue_tables
from services.labeling_gateway.store.base import Base
from services.labeling_gateway.store.database import Database
from tests.unit.labeling_gateway.conftest import COLLECTION, DOCUMENT, PAGE

MIGRATIONS = Path(base.__file__).parent / "migrations"
OLD_DOCUMENT = (
    "insert into documents (id, collection, name, pages, ingested_at)"
    " values (:document, :collection, 'letter.png', 2, '2026-01-01 12:00:00')"
)
OLD_PAGE = (
    "insert into pages (id, document_id, collection, number, generation, width, height)"
    " values (:page, :document, :collection, 1, -1, 640, 480)"
)


def moved(database: Database, way: Callable[[Config, str], None], revision: str) -> None:
    """The database at another revision of its tables."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        way(config, revision)


@pytest.fixture
def database(tmp_path: Path) -> Any:
    database = Database(f"sqlite:///{tmp_path / 'gateway.db'}")
    database.migrate()
    yield database
    database.close()


def test_migrations_make_just_the_tables_that_the_code_expects(database: Database) -> None:
    assert document_tables.LineRow.metadata is queue_tables.TaskRow.metadata is Base.metadata
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    database.migrate()


def test_migrations_can_be_undone_and_done_again(database: Database) -> None:
    moved(database, command.downgrade, "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.migrate()
    test_migrations_make_just_the_tables_that_the_code_expects(database)


@pytest.mark.parametrize("revision", ["0001", "0040"])
def test_a_database_of_before_writers_were_kept_is_migrated_and_goes_on(
    make_gateway: Any, databases: Any, tmp_path: Path, revision: str
) -> None:
    old = Database(databases.of(tmp_path))
    moved(old, command.downgrade, "base")
    moved(old, command.upgrade, revision)
    with old.changing() as session:
        session.execute(text(OLD_DOCUMENT), {"document": DOCUMENT, "collection": COLLECTION})
        session.execute(text(OLD_PAGE), {"page": PAGE, "document": DOCUMENT, "collection": COLLECTION})
    old.close()
    gateway = make_gateway()
    events = gateway.events
    gateway.tell(events.task(), events.page(2, "Mary Stanford"))
    shown = gateway.http.get(f"/v1/documents/{DOCUMENT}").json()["content"]
    assert [(page["number"], page["width"], page["writer"]) for page in shown] == [
        (1, 640, None),
        (2, 800, "Mary Stanford"),
    ]
    [lease] = gateway.lease()
    assert gateway.answer(lease, outcome="accept").status_code == 200
    assert [(label.page_id, label.writer) for label in gateway.said()] == [(PAGE, None)]


def test_sqlite_is_opened_for_one_writer_beside_many_readers(database: Database) -> None:
    with database.reading() as session:
        settings = [
            session.execute(text(f"pragma {name}")).scalar() for name in ("journal_mode", "foreign_keys")
        ]
    assert settings == ["wal", 1]


def test_a_busy_database_is_transient(database: Database, tmp_path: Path) -> None:
    impatient = Database(f"sqlite:///{tmp_path / 'gateway.db'}", busy_seconds=0.05)
    other = sqlite3.connect(tmp_path / "gateway.db", isolation_level=None)
    other.execute("begin immediate")
    try:
        with pytest.raises(Transient), impatient.changing() as session:
            session.execute(text("select 1"))
    finally:
        other.close()
        impatient.close()


def test_a_block_that_fails_leaves_no_trace(database: Database) -> None:
    with pytest.raises(KeyError), database.changing() as session:
        session.execute(text("insert into early_events values ('a', 'b', 'c', 'd')"))
        raise KeyError
    with database.reading() as session:
        assert session.execute(text("select count(*) from early_events")).scalar() == 0


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/none/gateway.db", "mongo://there/db"])
def test_a_database_that_cannot_be_opened_is_one_sentence(url: str) -> None:
    with pytest.raises(UserError) as told:
        Database(url).migrate()
    assert str(told.value).endswith(".")


def test_what_was_answered_is_there_after_a_restart(make_gateway: Any) -> None:
    first = make_gateway()
    first.tell(first.events.task("l1"), first.events.task("l2"))
    one, two = first.lease(count=2)
    assert first.answer(one, outcome="accept").status_code == 200
    first.service.deps.database.close()
    second = make_gateway()
    assert second.answer(two, outcome="accept").status_code == 200
    assert len(second.said()) == 2
    assert second.lease() == []
