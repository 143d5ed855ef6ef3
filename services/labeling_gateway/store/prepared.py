"""A connection to PostgreSQL that prepares each statement once, and then needs one round trip for it.

pg8000 alone reads through every statement character by character, has the server parse it anew, and waits three
times. Here BEGIN, values and execution leave together, and the answers come back together. Errors come as what
they are: pg8000 has one kind for all that a server may say.
"""

import socket
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from select import POLLERR, POLLHUP, POLLIN, poll
from struct import pack
from typing import Any, NamedTuple

from pg8000 import core, dbapi
from pg8000.converters import make_params

MOST_PREPARED = 200
"""Statements kept by one connection, on both sides of it: those used last."""

_CONNECT_SECONDS = 10
_ROWS_AT_ONCE = 100
"""Rows sent before the server's answers are read: unread answers must fit into the sockets' buffers."""

_TIMESTAMPTZ = 1184
_SESSION = {"TimeZone": "UTC", "lock_timeout": "5s", "client_encoding": "UTF8"}
"""The encoding is named because a database that was made as SQL_ASCII would hand out bytes that nobody decodes."""
_ALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 30_000}
"""A server that is gone without a word is noticed in half a minute; the system's own patience is two hours."""

_KINDS = {
    "23": dbapi.IntegrityError,
    "22": dbapi.DataError,
    "08": dbapi.OperationalError,
    "25006": dbapi.OperationalError,  # read only: it became the standby
    "28": dbapi.OperationalError,  # who are you?
    "3D": dbapi.OperationalError,  # there is no such database
    "42501": dbapi.OperationalError,  # you may not
    "26000": dbapi.OperationalError,  # the prepared statement is gone: it is prepared again
    "0A000": dbapi.OperationalError,  # a migration has changed what it returns: likewise
    "40": dbapi.OperationalError,  # rolled back for the sake of another: deadlock
    "53": dbapi.OperationalError,
    "55": dbapi.OperationalError,
    "57": dbapi.OperationalError,
    "58": dbapi.OperationalError,
}
"""By SQLSTATE, or its first two characters. Everything else is a mistake of ours: DatabaseError."""


class Prepared(NamedTuple):
    """A statement as the server knows it, and how to read its rows (None where it gives none)."""

    name: bytes
    columns: list[dict[str, Any]] | None
    readers: list[Any]


class Connection(dbapi.Connection):  # type: ignore[misc]  # pg8000 has no types
    """One connection. Takes the arguments of pg8000.dbapi.connect; placeholders are $1, $2 and so on."""

    def __init__(self, **where: Any) -> None:
        with _told_as_interface_error():
            super().__init__(timeout=_CONNECT_SECONDS, startup_params=_SESSION, **where)
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()
        self.register_in_adapter(_TIMESTAMPTZ, datetime.fromisoformat)
        self._usock.settimeout(None)
        if self._usock.family != socket.AF_UNIX:
            _notice_silence(self._usock)

    @property
    def is_silent(self) -> bool:
        """Whether nothing has come in since the last answer. A server that closes says so, or hangs up."""
        looker = poll()
        looker.register(self._usock, POLLIN | POLLERR | POLLHUP)
        return not looker.poll(0)

    def cursor(self) -> "Cursor":
        """A cursor on this connection."""
        return Cursor(self)

    def commit(self) -> None:
        """End the transaction, if one has begun."""
        if self._in_transaction:
            self.execute_simple("commit")

    def rollback(self) -> None:
        """Undo the transaction, if one has begun."""
        if self._in_transaction:
            self.execute_simple("rollback")

    def close(self) -> None:
        """Hang up; the server may have done so before."""
        with suppress(dbapi.InterfaceError):
            super().close()

    def execute_all(self, statement: str, rows: Sequence[Sequence[Any]]) -> Any:
        """Execute a statement with each row of values; pg8000's context, with what came of it."""
        prepared = self._known(statement)
        context = core.Context(statement, columns=prepared.columns, input_funcs=prepared.readers)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            self._execute(prepared, rows[start : start + _ROWS_AT_ONCE], context)
        return context

    def handle_messages(self, context: Any) -> None:
        """Read answers up to the next sign of readiness."""
        with _told_as_interface_error():
            super().handle_messages(context)

    def handle_ERROR_RESPONSE(self, data: bytes, context: Any) -> None:  # noqa: N802  pg8000's name for it
        """Keep an error, as the kind that it is."""
        super().handle_ERROR_RESPONSE(data, context)
        [told] = context.error.args
        code = told.get("C", "")
        kind = _KINDS.get(code) or _KINDS.get(code[:2], dbapi.DatabaseError)
        context.error = kind(f"{told.get('M', 'no reason given')} (SQLSTATE {code})")

    def _known(self, statement: str) -> Prepared:
        """A statement, prepared now if it was not before."""
        prepared = self._prepared.get(statement)
        if prepared is None:
            prepared = self._prepared[statement] = Prepared(*self.prepare_statement(statement, ()))
        self._prepared.move_to_end(statement)
        if len(self._prepared) > MOST_PREPARED:
            _, oldest = self._prepared.popitem(last=False)
            self.close_prepared_statement(oldest.name)
        return prepared

    def _execute(self, prepared: Prepared, rows: Sequence[Sequence[Any]], context: Any) -> None:
        """Send BEGIN where it is due, then each row; read the answers to the one and to the others."""
        begins = not self._in_transaction and not self.autocommit
        if begins:
            self.send_QUERY("begin")
        for values in rows:
            self._send_message(core.BIND, _bound(prepared.name, make_params(self.py_types, values)))
            self._send(core.EXECUTE_MSG)
        self._send(core.SYNC_MSG)
        core._flush(self._sock)
        if begins:
            self.handle_messages(core.Context("begin"))
        try:
            self.handle_messages(context)
        except dbapi.OperationalError:
            self._prepared.pop(context.statement, None)
            raise

    def _send(self, message: bytes) -> None:
        core._write(self._sock, message)


class Cursor(dbapi.Cursor):  # type: ignore[misc]
    """Executes by preparing. A statement without values, which may be several, is sent as it is."""

    def execute(self, operation: str, args: Sequence[Any] = (), stream: None = None) -> None:
        """Execute a statement with its values."""
        if args:
            self.executemany(operation, [args])
        else:
            super().execute(operation, (), stream)

    def executemany(self, operation: str, param_sets: Sequence[Sequence[Any]]) -> None:
        """Execute a statement with each of these rows of values."""
        self._context = self._c.execute_all(operation, param_sets)
        self._row_iter = None if self._context.rows is None else iter(self._context.rows)


@contextmanager
def _told_as_interface_error() -> Iterator[None]:
    """pg8000 lets some broken connections through as they are. SQLAlchemy knows them by these words."""
    try:
        yield
    except OSError as error:
        raise dbapi.InterfaceError("network error") from error


def _bound(name: bytes, values: Sequence[str | None]) -> bytes:
    """What Bind says: values as text for a prepared statement, rows wanted as text. U+0000 can't be kept."""
    parts = [core.NULL_BYTE, name, pack("!hh", 0, len(values))]
    for value in values:
        text = None if value is None else value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode()
        parts.append(pack("!i", -1) if text is None else pack("!i", len(text)) + text)
    return b"".join([*parts, pack("!h", 0)])


def _notice_silence(connected: socket.socket) -> None:
    for name, value in _ALIVE.items():
        if hasattr(socket, name):
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
