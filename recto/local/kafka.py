"""A real single-node Apache Kafka (KRaft) as a child process, with nothing installed but Python packages."""

import os
import socket
import struct
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from recto.local.child import Child
from recto.local.home import HomeLock, prepare
from recto.local.jars import kafka_jars
from recto.local.java import find_java
from recto.local.kafka_properties import CLUSTER_ID, Ports, server_properties
from recto.local.ports import HOST, free_port, require_free
from recto.runtime.failures import UserError

START_SECONDS = 60
STOP_SECONDS = 20

_LOGGING = (
    # INFO writes megabytes in a session.
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss",
)


class EmbeddedKafka:
    """The broker of one home folder, from `with` to its end; its data are found again at the next start.

    `controller_port` is Kafka's inner one; a free one is taken unless it is given.
    """

    def __init__(self, home: Path, port: int = 9092, controller_port: int | None = None) -> None:
        self._home = home.absolute()
        self._ports = Ports(port, controller_port or free_port())
        self._lock = HomeLock(self._home)
        self._child: Child | None = None

    @property
    def bootstrap_servers(self) -> str:
        """Where clients connect."""
        return f"{HOST}:{self._ports.broker}"

    @property
    def log(self) -> Path:
        """What the broker has to say: warnings and errors."""
        return self._home / "kafka.log"

    @property
    def pid(self) -> int | None:
        """The broker's process id while it runs."""
        return self._child.pid if self.exit_code is None and self._child else None

    @property
    def exit_code(self) -> int | None:
        """How the broker ended, or None while it runs or has not been started."""
        return self._child.exit_code if self._child else None

    def __enter__(self) -> Self:
        """Starts the broker and waits until it answers.

        Raises UserError if the home is in use, full or damaged, a port is taken, or Kafka cannot be fetched.
        """
        prepare(self._home)
        self._lock.__enter__()
        try:
            self._require_ports()
            self._format_once()
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the broker, by force after STOP_SECONDS, and lets go of the home."""
        if self._child:
            self._child.stop(within=STOP_SECONDS)
        self._lock.__exit__(kind, error, trace)

    def start(self) -> None:
        """Starts the broker on its data, also after it died. Raises UserError if it does not come up."""
        self._write_configuration(self._data)
        self._child = Child(self._java("kafka.Kafka", str(self._properties)), self.log, env=_environment())
        wait_until(self._answers, START_SECONDS, "Kafka", self._child, self.log)

    @property
    def _data(self) -> Path:
        return self._home / "data"

    @property
    def _properties(self) -> Path:
        return self._home / "server.properties"

    def _require_ports(self) -> None:
        require_free(
            self._ports.broker, "Kafka", "stop that process or choose another port with --kafka-port"
        )
        require_free(self._ports.controller, "Kafka's controller", "stop that process or choose another")

    def _format_once(self) -> None:
        """Formats the storage under another name, so that a start cut short leaves no half of it."""
        if self._data.exists():
            _require_formatted(self._data)
            return
        unfinished = self._home / "data.unfinished"
        self._write_configuration(unfinished)
        command = self._java(
            "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", str(self._properties)
        )
        done = subprocess.run([*command, "--ignore-formatted"], capture_output=True, text=True, check=False)
        if done.returncode:
            raise UserError(f"Kafka could not make its data folder {self._data}: {_last_line(done.stderr)}")
        unfinished.rename(self._data)

    def _write_configuration(self, data: Path) -> None:
        self._properties.write_text(server_properties(data, self._ports))

    def _java(self, main_class: str, *arguments: str) -> list[str]:
        return [
            find_java(),
            "-Xms64m",
            "-Xmx320m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            *_LOGGING,
            "-cp",
            f"{kafka_jars()}/*",
            main_class,
            *arguments,
        ]

    def _answers(self) -> bool:
        return broker_answers(self._ports.broker)


def broker_answers(port: int) -> bool:
    """Whether a Kafka broker on `port` answers a request, not merely a connection.

    Asks for ApiVersions v0 (key 18), the one request that needs no client: its header is key, version,
    correlation id and a client id of length -1, after the length of it all.
    """
    request = struct.pack(">ihhih", 10, 18, 0, 1, -1)
    try:
        with socket.create_connection((HOST, port), timeout=2) as connection:
            connection.sendall(request)
            return len(connection.recv(4)) > 0
    except OSError:
        return False


def wait_until(is_up: Callable[[], bool], seconds: float, what: str, child: Child, log: Path) -> None:
    """Returns when `is_up`. Raises UserError if the child ends before, or `seconds` have gone by."""
    deadline = time.monotonic() + seconds
    while not is_up():
        if child.exit_code is not None:
            raise UserError(f"{what} ended while starting: {last_error(child.said())} (all of it: {log}).")
        if time.monotonic() > deadline:
            raise UserError(f"{what} did not answer within {seconds:.0f} s; {log} may say why.")
        time.sleep(0.05)


def _require_formatted(data: Path) -> None:
    """Raises UserError if `data` is not a whole data folder of the embedded Kafka."""
    if not _is_formatted(data) or _has_lost_metadata(data):
        raise UserError(
            f"Kafka's data folder {data} is damaged (its metadata are missing or not ours); "
            "put it back from a copy, or move it away to start with an empty one."
        )


def _is_formatted(data: Path) -> bool:
    try:
        return f"cluster.id={CLUSTER_ID}" in (data / "meta.properties").read_text()
    except OSError:
        return False


def _has_lost_metadata(data: Path) -> bool:
    """Kafka itself would start afresh then, and set all events aside as stray without a word."""
    topics = [folder for folder in data.glob("*-[0-9]*") if not folder.name.startswith("__cluster_metadata")]
    return bool(topics) and not any(data.glob("__cluster_metadata-0/*.log"))


def last_error(said: str) -> str:
    """The last line of a log that was an error, or else the last line."""
    errors = [line for line in said.splitlines() if " ERROR " in line or " FATAL " in line]
    return _last_line("\n".join(errors) or said)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


def _environment() -> dict[str, str]:
    return {**os.environ, "MALLOC_ARENA_MAX": "2"}
