"""The folder in which everything local is kept, and the lock that keeps it to one process."""

import errno
import fcntl
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from recto.runtime.failures import UserError

NEEDED_BYTES = 500 * 1000 * 1000
"""A start with less free space would end in the middle of a demo."""


def prepare(home: Path, needed_bytes: int = NEEDED_BYTES) -> None:
    """Makes the folder. Raises UserError if it cannot be made or its disk is all but full."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise UserError(
                f"The disk of {home} is full; free some space or choose another --home."
            ) from error
        raise UserError(
            f"{home} cannot be made: {error.strerror}; choose a folder that you may write to with --home."
        ) from error
    if not os.access(home, os.W_OK):
        raise UserError(f"{home} may not be written to; choose another folder with --home.")
    free = shutil.disk_usage(home).free
    if free < needed_bytes:
        raise UserError(
            f"The disk of {home} has {free // 1_000_000} MB left and {needed_bytes // 1_000_000} MB are "
            "needed; free some space or choose another --home."
        )


class HomeLock:
    """Holds `folder` for this process until it ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._file: int | None = None

    def __enter__(self) -> Self:
        """Raises UserError if another process holds the folder."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(file, 32).decode(errors="replace").strip() or "unknown"
            os.close(file)
            raise UserError(
                f"{self._path.parent} is in use by another `recto up` (pid {holder}); "
                "stop that one or choose another --home."
            ) from error
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Lets go. The file stays: removing it would let two processes lock two files of one name."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
