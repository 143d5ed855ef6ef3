"""One service under supervision: started, watched, and started again with backoff when it dies."""

import json
import signal
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

import httpx

from recto.local.child import Child
from recto.local.kafka import last_error
from recto.local.ports import HOST
from recto.local.roster import Member
from recto.runtime.trust import trusted

Seconds = float

FIRST_DELAY: Seconds = 0.5
LONGEST_DELAY: Seconds = 30.0
STEADY: Seconds = 60.0
"""A process that ran so long has earned a quick restart again."""


class State(StrEnum):
    """How a service is."""

    STARTING = "starting"
    UP = "up"
    DOWN = "down"


class Supervised:
    """A service's process. `tell` gets one line for a person each time it ends unasked.

    It runs in `folder`, which takes what a library drops where it stands.
    """

    def __init__(
        self,
        member: Member,
        port: int,
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
        *,
        now: Callable[[], Seconds],
        tell: Callable[[str], None],
    ) -> None:
        self.member = member
        self.url = f"http://{HOST}:{port}"
        self.log = log
        self.state = State.DOWN
        self._environment = environment
        self._folder = folder
        self._now = now
        self._tell = tell
        self._child: Child | None = None
        self._started: Seconds = 0
        self._delay = FIRST_DELAY
        self._due: Seconds | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._child.pid if self._child and self._child.exit_code is None else None

    @property
    def exit_code(self) -> int | None:
        """How it ended, or None while it runs."""
        return self._child.exit_code if self._child else None

    def start(self) -> None:
        """Starts the process; `look_after` finds out when it is up."""
        command = [sys.executable, "-P", "-m", self.member.module]
        self._child = Child(command, self.log, env=self._environment, folder=self._folder)
        self._started, self._due, self.state = self._now(), None, State.STARTING

    def look_after(self) -> None:
        """Call often: notices that it is up, that it has died, and that the time for a restart has come."""
        if self._due is not None:
            if self._now() >= self._due:
                self.start()
        elif self.exit_code is not None:
            self._plan_restart()
        elif self.state is State.STARTING and self.is_ready():
            self.state = State.UP

    def is_ready(self) -> bool:
        """Whether /readyz says so."""
        try:
            answer = httpx.get(f"{self.url}/readyz", timeout=2, verify=trusted())
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    def last_words(self) -> str:
        """The message of the last error, or else the last line, that the process has logged."""
        if self._child is None:
            return "it was never started"
        lines = [_message(line) for line in self._child.said().splitlines() if line.strip()]
        return last_error("\n".join(lines))

    def kill(self) -> None:
        """SIGKILL, as a test of the rest of the stack."""
        if self._child:
            self._child.kill()

    def ask_to_stop(self) -> None:
        """SIGTERM; `stop` waits for it."""
        if self._child:
            self._child.ask_to_stop()

    def stop(self, within: Seconds) -> None:
        """SIGTERM, then SIGKILL after `within` seconds."""
        self.state = State.DOWN
        if self._child and not self._child.stop(within):
            self._tell(f"{self.member.name} did not stop within {within:.0f} s and was killed")

    def _plan_restart(self) -> None:
        self.state = State.DOWN
        if self._now() - self._started > STEADY:
            self._delay = FIRST_DELAY
        self._due = self._now() + self._delay
        self._tell(f"{self.member.name} {self._how_it_ended()}; starting it again in {self._delay:.1f} s")
        self._delay = min(2 * self._delay, LONGEST_DELAY)

    def _how_it_ended(self) -> str:
        code = self.exit_code or 0
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with code {code}: {self.last_words()}"


def _message(line: str) -> str:
    """What a JSON line of a log says; any other line is itself."""
    try:
        record = json.loads(line)
        return f"{str(record['level']).upper()} {record['message']}"
    except (ValueError, KeyError, TypeError):
        return line
