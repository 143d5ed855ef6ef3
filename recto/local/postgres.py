"""A PostgreSQL server for a while, from the binaries of this machine: for tests and benchmarks."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from recto.local.child import Child
from recto.local.kafka import wait_until
from recto.local.ports import HOST, free_port
from recto.runtime.failures import UserError

USER = "recto"
START_SECONDS = 60
STOP_SECONDS = 20

_DEBIAN = Path("/usr/lib/postgresql")
_UNPRIVILEGED = ("postgres", "nobody")


def find_binaries() -> Path | None:
    """The folder of initdb and postgres: on the path, or the newest where Debian has them; None if there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = (path.parent for path in _DEBIAN.glob("*/bin/initdb"))
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


class Postgres:
    """A server with nothing in it on a free port of 127.0.0.1, gone with its data at the end of `with`.

    PostgreSQL refuses to run as root, so root starts it as somebody else, to whom the folder is given.
    """

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._settings = {"listen_addresses": HOST, "unix_socket_directories": "", **(settings or {})}
        self._folder = Path()
        self._port = free_port()
        self._password = secrets.token_urlsafe()
        self._child: Child | None = None

    def url(self, database: str = "postgres") -> str:
        """Where a database of this server is, for RECTO_DATABASE_URL."""
        return f"postgresql://{USER}:{self._password}@{HOST}:{self._port}/{database}"

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._child.pid if self._child and self._child.exit_code is None else None

    def __enter__(self) -> Self:
        """Makes a folder for temporary files and starts the server. Raises UserError if that can't be done."""
        self._folder = Path(tempfile.mkdtemp(prefix="recto-postgres-"))
        try:
            self._initialise()
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the server and removes its folder."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server on its data, also after it died. Raises UserError if it does not come up."""
        settings = {"port": str(self._port), **self._settings}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = self._folder / "server.log"
        command = self._command("postgres", "-D", str(self._data), *options)
        self._child = Child(command, log, folder=self._folder, stop_signal=signal.SIGQUIT)
        wait_until(self._is_ready, START_SECONDS, "PostgreSQL", self._child, log)

    def stop(self) -> None:
        """Stop the server at once. What was committed is there when it starts again."""
        if self._child:
            self._child.stop(STOP_SECONDS)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _initialise(self) -> None:
        password = self._folder / "password"
        password.write_text(self._password)
        if os.geteuid() == 0:
            for path in (self._folder, password):
                shutil.chown(path, _unprivileged())
        initialised = subprocess.run(
            self._command(
                *("initdb", "-D", str(self._data), "-U", USER, "-E", "UTF8", "--no-locale", "--no-sync"),
                *("--auth=scram-sha-256", f"--pwfile={password}"),
            ),
            capture_output=True,
            text=True,
            check=False,
            cwd=self._folder,
        )
        if initialised.returncode:
            raise UserError(f"PostgreSQL could not make its data folder: {initialised.stderr.strip()}")

    def _is_ready(self) -> bool:
        """The last line of postmaster.pid says so."""
        try:
            return (self._data / "postmaster.pid").read_text().split()[-1:] == ["ready"]
        except OSError:
            return False

    def _command(self, program: str, *arguments: str) -> list[str]:
        binaries = find_binaries()
        if binaries is None:
            raise UserError("There is no PostgreSQL on this machine: `make postgres` installs it.")
        command = [str(binaries / program), *arguments]
        if os.geteuid() != 0:
            return command
        user = pwd.getpwnam(_unprivileged())
        ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
        return ["setpriv", *ids, "--pdeathsig=KILL", *command]


def _unprivileged() -> str:
    known = {user.pw_name for user in pwd.getpwall()}
    return next(name for name in _UNPRIVILEGED if name in known)
