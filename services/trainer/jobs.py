"""The port behind which trainings run, and its default: a subprocess. `cluster_job.py` has the other one."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from recto.runtime.failures import Transient
from services.trainer.order import TRACEPARENT, Order, Report


class Job(Protocol):
    """A training under way."""

    @property
    def order(self) -> Order:
        """What was ordered."""
        ...

    @property
    def last_report(self) -> Report:
        """The newest word from the job; its result once it has ended well."""
        ...

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        ...

    @property
    def complaint(self) -> str:
        """The end of what it wrote to stderr."""
        ...

    def stop(self) -> None:
        """End it, and leave nothing of it."""
        ...


StartJob = Callable[[Order], Job]


class SubprocessJob:
    """A job in a process of its own, which ends when this one does: it watches its stdin.

    The order goes in through stdin too, so that nothing of it shows in a list of processes.
    Raises Transient if no process can be started.
    """

    def __init__(self, order: Order, log: Path) -> None:
        self.order = order
        self.last_report = Report()
        self._log = log
        try:
            self._process = _started(order, log)
        except OSError as error:
            raise Transient(f"cannot start a training: {error}", retry_after=5) from error
        self._listener = threading.Thread(target=self._converse, name="training", daemon=True)
        self._listener.start()

    @property
    def exit_code(self) -> int | None:
        """See Job.exit_code; not before everything it said is heard."""
        return None if self._listener.is_alive() else self._process.returncode

    @property
    def complaint(self) -> str:
        """See Job.complaint."""
        try:
            return self._log.read_text(errors="replace").strip()[-2000:]
        except OSError as error:
            return f"its log cannot be read: {error}"

    def stop(self) -> None:
        """See Job.stop."""
        self._process.kill()  # it keeps nothing that could be left half done
        self._listener.join()

    def _converse(self) -> None:
        """Hand the order over, hear reports until the job ends, and reap it."""
        with suppress(BrokenPipeError), self._process:
            assert self._process.stdin is not None  # noqa: S101
            assert self._process.stdout is not None  # noqa: S101
            with suppress(BrokenPipeError):  # it died at once; its exit code says so
                self._process.stdin.write(self.order.model_dump_json() + "\n")
                self._process.stdin.flush()
            for line in self._process.stdout:
                self._hear(line)

    def _hear(self, line: str) -> None:
        # What is no report is from a library that printed something of its own.
        with suppress(ValidationError):
            self.last_report = Report.model_validate_json(line)


class TrainingEnds:
    """A worker of the service that ends the training under way when the service stops."""

    def __init__(self, job: Callable[[], Job | None]) -> None:
        self._job = job

    def start(self) -> None:
        """Trainings start when they are due."""

    def stop(self) -> None:
        """End the training under way, if any; its labels are still new at the next start."""
        job = self._job()
        if job is not None:
            job.stop()


def _started(order: Order, log: Path) -> "subprocess.Popen[str]":
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "services.trainer.job"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, TRACEPARENT: order.traceparent or ""},
        )
