"""PostgreSQL for SQLAlchemy: its pg8000 dialect over connections that prepare, and URLs as libpq takes them."""

import ssl
from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGCompiler
from sqlalchemy.dialects.postgresql.pg8000 import PGDialect_pg8000
from sqlalchemy.exc import ArgumentError

from services.labeling_gateway.store.prepared import Connection

_OURS = ("postgresql", "postgres", "postgresql+pg8000")
_DRIVER = "postgresql+prepared"
_TAKEN = ("host", "port", "application_name", "sslmode", "sslrootcert")


def with_driver(url: URL) -> URL:
    """The URL with the driver that comes with the gateway, unless it names another."""
    if url.drivername not in _OURS:
        return url
    registry.register(_DRIVER.replace("+", "."), __name__, Dialect.__name__)
    return url.set(drivername=_DRIVER)


class Dialect(PGDialect_pg8000):
    """PostgreSQL through pg8000, each statement prepared once."""

    driver = "prepared"
    statement_compiler = PGCompiler  # type: ignore[assignment]  # pg8000's doubles %, for another style of values
    supports_statement_cache = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "paramstyle": "numeric_dollar"})  # type: ignore[no-untyped-call]

    def create_connect_args(self, url: URL) -> tuple[list[Any], dict[str, Any]]:
        """What Connection takes. Raises ArgumentError for parameters that it does not know."""
        return [], arguments_of(url)

    def connect(self, *_: Any, **where: Any) -> Any:
        """A new connection."""
        return Connection(**where)

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether a connection from the pool can be used; asks nobody, which would cost a round trip each time."""
        return bool(dbapi_connection.is_silent)


def arguments_of(url: URL) -> dict[str, Any]:
    """A URL, with the parameters of libpq that are in use, as pg8000 takes it. Raises ArgumentError."""
    unknown = url.query.keys() - set(_TAKEN)
    if unknown:
        raise ArgumentError(f"{min(unknown)} is no parameter known here; {', '.join(_TAKEN)} are")
    given = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    host = given.get("host") or url.host or "localhost"
    port = int(given.get("port") or url.port or 5432)
    where = {"unix_sock": f"{host}/.s.PGSQL.{port}"} if host.startswith("/") else {"host": host, "port": port}
    return {
        **where,
        "user": url.username or "postgres",
        "password": url.password,
        "database": url.database,
        "application_name": given.get("application_name", "recto-labeling-gateway"),
        "ssl_context": False if "unix_sock" in where else _ssl(given),
    }


def _ssl(given: Mapping[str, str]) -> ssl.SSLContext | bool | None:
    """By sslmode: False is none, None is where the server offers it, as libpq does unless told otherwise."""
    mode = given.get("sslmode", "prefer")
    if mode in ("disable", "allow", "prefer"):
        return False if mode == "disable" else None
    if mode not in ("require", "verify-ca", "verify-full"):
        raise ArgumentError(f"sslmode {mode!r} is none of disable, prefer, require, verify-ca, verify-full")
    context = _trusting(given.get("sslrootcert"))
    context.check_hostname = mode == "verify-full"
    if mode == "require" and "sslrootcert" not in given:
        context.verify_mode = ssl.CERT_NONE
    return context


def _trusting(certificates: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=certificates)
    except OSError as error:
        raise ArgumentError(f"sslrootcert {certificates} can't be read: {error}") from error
