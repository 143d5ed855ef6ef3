"""`python -m services.labeling_gateway.store`: the database before a new version starts, and on the way back."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from recto.runtime.failures import UserError
from services.labeling_gateway.store.__main__ import main
from services.labeling_gateway.store.database import Database

pytestmark = pytest.mark.stateless


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = f"sqlite:///{tmp_path / 'gateway.db'}"
    monkeypatch.setenv("RECTO_DATABASE_URL", url)
    return Database(url)


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def test_the_tables_are_there_afterwards_and_again_changes_nothing(database: Database) -> None:
    main()
    before = tables(database)
    assert "tasks" in before
    main()
    assert tables(database) == before


def test_back_at_an_earlier_revision_its_tables_are_there(database: Database) -> None:
    main()
    assert "people" in tables(database)
    main("0043")
    assert "people" not in tables(database)
    assert "tasks" in tables(database)


def test_a_database_of_a_later_version_is_refused_in_one_sentence(database: Database) -> None:
    main()
    with database.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(UserError, match=r"another version than this one knows: .*9999.*docs/kubernetes.md"):
        main()
