"""The connection to PostgreSQL: statements prepared once, errors as what they are, URLs as libpq takes them."""

from collections.abc import Iterator
from typing import Any

import pytest
from pg8000 import dbapi
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from services.labeling_gateway.store.postgresql import arguments_of, with_driver
from services.labeling_gateway.store.prepared import MOST_PREPARED, Connection

PREPARED = "select count(*) from pg_prepared_statements"


@pytest.fixture
def connection(postgres: Any) -> Iterator[Connection]:
    made = Connection(**arguments_of(make_url(postgres.url())))
    yield made
    made.close()


def rows(connection: Connection, statement: str, *values: Any) -> list[Any]:
    cursor = connection.cursor()
    cursor.execute(statement, values)
    return list(cursor.fetchall())


@pytest.mark.postgres
def test_a_statement_is_prepared_once(connection: Connection) -> None:
    for number in range(5):
        assert rows(connection, "select $1::integer + 1", number) == [[number + 1]]
    assert rows(connection, PREPARED) == [[1]]


@pytest.mark.postgres
def test_the_server_keeps_only_so_many_statements(connection: Connection) -> None:
    for number in range(MOST_PREPARED + 20):
        rows(connection, f"select $1::integer + {number}", 1)
    assert rows(connection, PREPARED) == [[MOST_PREPARED]]
    assert rows(connection, "select $1::integer + 0", 1) == [[1]]


@pytest.mark.postgres
def test_many_rows_go_in_at_once_and_are_counted(connection: Connection) -> None:
    connection.cursor().execute("create temporary table things (number integer primary key)")
    cursor = connection.cursor()
    cursor.executemany("insert into things values ($1::integer)", [(number,) for number in range(1001)])
    assert cursor.rowcount == 1001
    assert rows(connection, "select sum(number) from things") == [[500500]]


@pytest.mark.postgres
def test_a_database_without_an_encoding_keeps_every_character(postgres: Any, connection: Connection) -> None:
    connection.autocommit = True
    connection.cursor().execute("create database bytes template template0 encoding 'SQL_ASCII' locale 'C'")
    inside = Connection(**arguments_of(make_url(postgres.url("bytes"))))
    assert rows(inside, "select $1::text", "ſüß ⟨…⟩") == [["ſüß ⟨…⟩"]]
    inside.close()
    connection.cursor().execute("drop database bytes")


@pytest.mark.postgres
def test_an_error_says_what_it_is_and_the_next_transaction_is_unharmed(connection: Connection) -> None:
    connection.cursor().execute("create temporary table things (number integer primary key)")
    connection.commit()
    with pytest.raises(dbapi.IntegrityError, match="23505"):
        connection.cursor().executemany("insert into things values ($1::integer)", [(1,), (1,)])
    connection.rollback()
    with pytest.raises(dbapi.DataError, match="22012"):
        rows(connection, "select 1 / $1::integer", 0)
    connection.rollback()
    assert rows(connection, "select count(*) from things where number = $1::integer", 1) == [[0]]


@pytest.mark.postgres
def test_a_transaction_that_failed_cannot_be_committed(connection: Connection) -> None:
    with pytest.raises(dbapi.DataError):
        rows(connection, "select 1 / $1::integer", 0)
    with pytest.raises(dbapi.InterfaceError):
        connection.commit()


@pytest.mark.postgres
def test_a_statement_whose_table_was_migrated_is_prepared_again(connection: Connection) -> None:
    connection.cursor().execute(
        "create temporary table things (number integer); insert into things values (7)"
    )
    query = "select * from things where number = $1::integer"
    assert rows(connection, query, 7) == [[7]]
    connection.cursor().execute("alter table things add column name varchar")
    connection.commit()
    with pytest.raises(dbapi.OperationalError, match="0A000"):
        rows(connection, query, 7)
    connection.rollback()
    assert rows(connection, query, 7) == [[7, None]]


@pytest.mark.postgres
def test_a_connection_that_the_server_has_closed_is_noticed_without_asking(
    connection: Connection, postgres: Any
) -> None:
    assert connection.is_silent
    [[process]] = rows(connection, "select pg_backend_pid()")
    connection.commit()
    other = Connection(**arguments_of(make_url(postgres.url())))
    rows(other, "select pg_terminate_backend($1::integer, 5000)", process)
    other.close()
    assert not connection.is_silent
    with pytest.raises(dbapi.InterfaceError, match="network error"):
        rows(connection, "select 1")


@pytest.mark.postgres
def test_text_that_postgresql_cannot_keep_is_kept_but_for_that_character(connection: Connection) -> None:
    assert rows(connection, "select $1::varchar", "a\0b") == [["a\N{REPLACEMENT CHARACTER}b"]]


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+pg8000"])
def test_the_driver_is_chosen_for_whoever_names_none(scheme: str) -> None:
    assert with_driver(make_url(f"{scheme}://db/recto")).drivername == "postgresql+prepared"
    assert with_driver(make_url("postgresql+psycopg://db/recto")).drivername == "postgresql+psycopg"


def test_a_url_says_where_the_server_is_and_how_to_speak_to_it() -> None:
    given = arguments_of(
        make_url("postgresql://ada:s%40crt@db:5433/recto?application_name=x&sslmode=disable")
    )
    assert given == {
        "host": "db", "port": 5433, "user": "ada", "password": "s@crt", "database": "recto",
        "application_name": "x", "ssl_context": False,
    }  # fmt: skip
    local = arguments_of(make_url("postgresql:///recto?host=/var/run/postgresql"))
    assert local["unix_sock"] == "/var/run/postgresql/.s.PGSQL.5432"


@pytest.mark.parametrize(
    ("mode", "verifies", "names"), [("require", 0, False), ("verify-ca", 2, False), ("verify-full", 2, True)]
)
def test_encryption_is_as_strict_as_the_url_says(mode: str, verifies: int, names: bool) -> None:
    context = arguments_of(make_url(f"postgresql://db/recto?sslmode={mode}"))["ssl_context"]
    assert (context.verify_mode, context.check_hostname) == (verifies, names)


@pytest.mark.parametrize("query", ["sslmode=maybe", "colour=red", "sslmode=verify-ca&sslrootcert=/none.pem"])
def test_a_url_that_asks_for_what_there_is_not_is_refused(query: str) -> None:
    with pytest.raises(ArgumentError):
        arguments_of(make_url(f"postgresql://db/recto?{query}"))
