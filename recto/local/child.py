"""A child process that is tied to this one, logs to a file and stops within a deadline."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_LEASH = Path(__file__).with_name("leash.py")


class Child:
    """A running process. Start it from a thread that outlives it: the leash is that thread's."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        folder: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self._log = log
        self._stop_signal = stop_signal
        self._log_start = log.stat().st_size if log.exists() else 0
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), *command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=None if env is None else dict(env),
                # Ctrl-C goes to the whole foreground group, and the broker must not stop before the services.
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended (negative: by that signal), or None while it runs."""
        return self._process.poll()

    def said(self) -> str:
        """What it has written since it started."""
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    def ask_to_stop(self) -> None:
        """SIGTERM, or the signal that means it to this program, if it still runs."""
        if self.exit_code is None:
            self._process.send_signal(self._stop_signal)

    def kill(self) -> None:
        """SIGKILL, if it still runs."""
        if self.exit_code is None:
            self._process.send_signal(signal.SIGKILL)

    def stop(self, within: float) -> bool:
        """Ask, then SIGKILL after `within` seconds. Returns whether it stopped by itself."""
        self.ask_to_stop()
        try:
            self._process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
            return False
        return True
