"""Runs a service as a process: logs, HTTP, workers, host loop, signals; in this order, and back."""

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType

from fastapi import FastAPI

from recto.runtime.host import Host
from recto.runtime.http import HttpServer, with_operations
from recto.runtime.logs import log_as_json
from recto.runtime.mistakes import mistakes_told
from recto.runtime.recording import spans_recorded
from recto.runtime.service import Service
from recto.runtime.settings import RuntimeSettings, S, load

log = logging.getLogger(__name__)

EXIT_BUG = 70


def main(name: str, settings: type[S], build: Callable[[S], Service]) -> None:
    """The `__main__` of a service: load its settings, build it, run it, exit."""
    with mistakes_told(f"recto {name}"):
        loaded = load(settings)
        with spans_recorded(name, loaded.tracing):
            sys.exit(run(build(loaded)))


def run(service: Service) -> int:
    """Run a service until SIGTERM or SIGINT; the exit code.

    1. HTTP first, so that liveness is answered while the rest comes up.
    2. Workers, then the host loop, in this thread.
    3. On a signal the loop finishes its batch; if that takes longer than `stop_seconds`, the process ends
       all the same: what was not committed is delivered again.
    """
    log_as_json(service.name, service.settings.log_level)
    host = Host(service)
    http = HttpServer(
        with_operations(service.app or FastAPI(), service.name, host.why_not_ready), service.settings.http
    )
    http.start()
    _stop_on_signal(host, service.settings)
    host.watchdog.guard()
    # What is there now stays: the garbage collector, which stops everything, need not walk through it again.
    gc.freeze()
    log.info("%s started", service.name)
    try:
        for worker in service.workers:
            worker.start()
        host.run()
        log.info("%s stopped", service.name)
        return 0
    except Exception:  # the one broad guard: a bug ends the process, and says what it was
        log.critical("%s has a bug and ends", service.name, exc_info=True)
        return EXIT_BUG
    finally:
        host.watchdog.stop()
        for worker in reversed(service.workers):
            worker.stop()
        http.stop()
        service.bus.close()


def _stop_on_signal(host: Host, settings: RuntimeSettings) -> None:
    def stop(number: int, _frame: FrameType | None) -> None:
        log.info("stopping on %s", signal.Signals(number).name)
        deadline = threading.Timer(settings.stop_seconds, os._exit, args=(1,))
        deadline.daemon = True
        deadline.start()
        host.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
