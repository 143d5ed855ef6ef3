"""Logs as JSON, one object a line, with the ids of the event at hand."""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from recto.runtime.tracing import trace_id

_IDS: ContextVar[Mapping[str, str] | None] = ContextVar("ids", default=None)


@contextmanager
def logged_with(**ids: str) -> Iterator[None]:
    """Within this block every line of the log carries `ids`."""
    token = _IDS.set({**(_IDS.get() or {}), **ids})
    try:
        yield
    finally:
        _IDS.reset(token)


class JsonLines(logging.Formatter):
    """A log record as one JSON object."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON: time, level, service, logger, message, the ids, the trace, and the stack if any."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
            **(_IDS.get() or {}),
        }
        if (trace := trace_id()) is not None:
            line["trace_id"] = trace
        if record.exc_info:
            line["stack"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_as_json(service: str, level: str) -> None:
    """Send all logs of this process to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("kafka.net.selector").setLevel("ERROR")  # warns whenever the machine is busy
    for chatty in ("kafka", "aiokafka", "faust", "mode", "httpx", "urllib3", "uvicorn"):
        logging.getLogger(chatty).setLevel("WARNING")
