"""Builds the scoring service from its settings and runs it.

Faust drives the stream here, so this service has a process of its own making instead of recto.runtime.running's.
"""

import logging
import sys

from fastapi import FastAPI

from recto.runtime.clock import system_clock
from recto.runtime.failures import UserError
from recto.runtime.handling import Handling
from recto.runtime.http import HttpServer, with_operations
from recto.runtime.kafka import KafkaBus
from recto.runtime.logs import log_as_json
from recto.runtime.objects import open_store
from recto.runtime.running import EXIT_BUG
from recto.runtime.service import Handlers
from recto.runtime.settings import load
from services.scoring.handlers import HANDLERS, Deps
from services.scoring.pool import Pool
from services.scoring.rebuild import rebuild
from services.scoring.rounds import on_tick
from services.scoring.settings import Settings
from services.scoring.stage import NAME, Stage
from services.scoring.stream import Stream

log = logging.getLogger(__name__)


def build(settings: Settings) -> Stream:
    """The pool, rebuilt if it was lost, and the stream that feeds it. Raises Transient if Kafka is away."""
    deps = Deps(
        pool=Pool(settings.state_dir / "pool.duckdb"),
        objects=open_store(settings.objects),
        clock=system_clock,
        settle_seconds=settings.settle_seconds,
        reread_patience_seconds=settings.reread_patience_seconds,
    )
    bus = KafkaBus(settings.bus, NAME)

    def handling(handlers: Handlers) -> Handling:
        named = {event.type: (event, handler) for event, handler in handlers.items()}
        return Handling(NAME, named, deps, deps.clock)

    if deps.pool.is_empty:
        rebuild(deps, bus, handling)
    stage = Stage(pool=deps.pool, bus=bus, handling=handling(HANDLERS), tick=lambda: on_tick(deps))
    return Stream(stage, settings.bus)


def main(settings: Settings) -> int:
    """Run until stopped; the exit code."""
    log_as_json(NAME, settings.log_level)
    stream = build(settings)
    http = HttpServer(with_operations(FastAPI(), NAME, stream.why_not_ready), settings.http)
    http.start()
    stream.watchdog.guard()
    try:
        stream.run(settings.stop_seconds)
    except Exception:  # the one broad guard: a bug ends the process, and says what it was
        log.critical("scoring has a bug and ends", exc_info=True)
        return EXIT_BUG
    finally:
        stream.watchdog.stop()
        http.stop()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(load(Settings)))
    except UserError as error:
        print(f"recto scoring: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
