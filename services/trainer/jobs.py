"""Runs a training job as a subprocess and reads what it reports."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from services.trainer.job import Order, Report


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
        """End it."""
        ...


StartJob = Callable[[Order], Job]


class SubprocessJob:
    """A job in a process of its own, which ends when this one does: it watches its stdin."""

    def __init__(self, order: Order, log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.order = order
        self.last_report = Report()
        self._log = log
        self._process = subprocess.Popen(
            [sys.executable, "-m", "services.trainer.job"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log.open("wb"),
            text=True,
        )
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.write(order.model_dump_json() + "\n")
        self._process.stdin.flush()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def exit_code(self) -> int | None:
        """See Job.exit_code; not before everything it said is heard."""
        return None if self._listener.is_alive() else self._process.wait()

    @property
    def complaint(self) -> str:
        """See Job.complaint."""
        return self._log.read_text(errors="replace").strip()[-2000:]

    def stop(self) -> None:
        """See Job.stop."""
        self._process.terminate()
        self._process.wait(10)

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101
        for line in self._process.stdout:
            try:
                self.last_report = Report.model_validate_json(line)
            except ValidationError:
                continue  # a library printed something of its own
