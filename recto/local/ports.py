"""Ports of 127.0.0.1: which are free, and who has one that is not."""

import contextlib
import socket
from pathlib import Path

from recto.runtime.failures import UserError

HOST = "127.0.0.1"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def require_free(port: int, what: str, remedy: str) -> None:
    """Raises UserError if `port`, meant for `what`, is taken: by whom, and then `remedy`."""
    if is_free(port):
        return
    owner = owner_of(port)
    by = f" by {owner}" if owner else ""
    raise UserError(f"Port {port} for {what} is taken{by}; {remedy}.")


def owner_of(port: int) -> str | None:
    """The listening process as 'name (pid 123)'; None where it is another user's or there is no /proc."""
    socket_of_port = _listening_socket(port)
    if socket_of_port is None:
        return None
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(link.readlink().name == socket_of_port for link in (folder / "fd").iterdir()):
                return f"{(folder / 'comm').read_text().strip()} (pid {folder.name})"
    return None


def _listening_socket(port: int) -> str | None:
    """The name that /proc/PID/fd has for the socket listening on `port`."""
    listening = "0A"
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        if not table.exists():
            continue
        for row in table.read_text().splitlines()[1:]:
            fields = row.split()
            if fields[3] == listening and int(fields[1].rpartition(":")[2], 16) == port:
                return f"socket:[{fields[9]}]"
    return None
