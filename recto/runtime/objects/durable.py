"""Files that are there whole or not at all, and still there when the power has gone."""

import ctypes
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PART = ".part"
"""Ends the name of what is not whole yet."""


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write files, all in one folder. Raises OSError; none of them is there then that was not before.

    1. Write each beside its place.
    2. Have the disk keep them. Renamed before that, they could be found empty after a power cut.
    3. Rename each to its place.
    """
    unfinished = {
        path: path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}{PART}") for path in files
    }
    try:
        for path, part in unfinished.items():
            _write(part, files[path])
        _keep(list(unfinished.values()))
        for path, part in unfinished.items():
            part.replace(path)
    except BaseException:
        for part in unfinished.values():
            part.unlink(missing_ok=True)
        raise


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def _keep(files: Sequence[Path]) -> None:
    """One by one, every file costs the disk a turn; Linux can take all that its file system holds in one."""
    if len(files) == 1 or not hasattr(ctypes.CDLL(None), "syncfs"):
        for file in files:
            _on_handle(file, os.fsync)
    elif files:
        _on_handle(files[0], _syncfs)


def _on_handle(file: Path, work: Callable[[int], None]) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        work(handle)
    finally:
        os.close(handle)


def _syncfs(handle: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.syncfs(handle):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
