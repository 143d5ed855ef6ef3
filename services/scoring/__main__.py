"""Builds the scoring service from its settings and runs it.

Faust drives the stream here, so this service has a process of its own making instead of recto.runtime.running's.
"""

import logging
import signal
import sys
import time
from types import FrameType

from fastapi import FastAPI

from recto.runtime.clock import system_clock
from recto.runtime.failures import Transient
from recto.runtime.handling import Handling
from recto.runtime.http import HttpServer, with_operations
from recto.runtime.kafka import KafkaBus
from recto.runtime.logs import log_as_json
from recto.runtime.mistakes import mistakes_told
from recto.runtime.objects import open_store
from recto.runtime.recording import spans_recorded
from recto.runtime.running import EXIT_BUG
from recto.runtime.service import Handlers
from recto.runtime.settings import load
from services.scoring.deps import Deps
from services.scoring.handlers import HANDLERS
from services.scoring.pool import Pool
from services.scoring.rebuild import rebuild
from services.scoring.rounds import on_tick
from services.scoring.settings import Settings
from services.scoring.stage import NAME, Stage
from services.scoring.stream import Stream

log = logging.getLogger(__name__)


def open_deps(settings: Settings) -> Deps:
    """The pool and the object store. Raises UserError if one of them cannot be opened."""
    return Deps(
        pool=Pool(settings.state_dir / "pool.duckdb", settings.pool_memory),
        objects=open_store(settings.objects),
        clock=system_clock,
        settle_seconds=settings.settle_seconds,
        reread_patience_seconds=settings.reread_patience_seconds,
    )


def main(settings: Settings) -> int:
    """Run until stopped; the exit code.

    1. HTTP first, so that liveness is answered while the pool is rebuilt.
    2. The pool, rebuilt if it was lost or never finished.
    3. The stream.
    """
    log_as_json(NAME, settings.log_level)
    signal.signal(signal.SIGTERM, _exit)
    deps, bus = open_deps(settings), KafkaBus(settings.bus, NAME)
    stage = Stage(deps.pool, bus, _handling(HANDLERS, deps), tick=lambda: on_tick(deps))
    stream = Stream(stage, settings.bus, settings.state_dir / "faust")
    http = HttpServer(with_operations(FastAPI(), NAME, stream.why_not_ready), settings.http)
    http.start()
    try:
        _build_pool(deps, bus)
        stream.run(settings.stop_seconds)
    except Exception:  # the one broad guard: a bug ends the process, and says what it was
        log.critical("scoring has a bug and ends", exc_info=True)
        return EXIT_BUG
    finally:
        http.stop()
        bus.close()
        deps.pool.close()
    return 0


def _handling(handlers: Handlers, deps: Deps) -> Handling:
    named = {event.type: (event, handler) for event, handler in handlers.items()}
    return Handling(NAME, named, deps, deps.clock)


def _build_pool(deps: Deps, bus: KafkaBus) -> None:
    """Rebuild the pool if it is not whole, as often as it takes."""
    while not deps.pool.is_built:
        try:
            rebuild(deps, bus, lambda handlers: _handling(handlers, deps))
        except Transient as away:
            log.warning("the pool is not built yet: %s", away.reason)
            time.sleep(away.retry_after)
    deps.pool.collections.touch_all()


def _exit(_number: int, _frame: FrameType | None) -> None:
    """Stop while the pool is being built; the stream has a way of its own. Half a pool is built anew."""
    sys.exit(0)


if __name__ == "__main__":
    with mistakes_told("recto scoring"):
        settings = load(Settings)
        with spans_recorded(NAME, settings.tracing):
            sys.exit(main(settings))
