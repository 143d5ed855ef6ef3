"""What the processes of a stack have used of the processor, from /proc."""

import os
from collections.abc import Mapping
from pathlib import Path

from recto.local.supervisor import Stack

_BEFORE_USER_TIME = 11
"""Fields of /proc/PID/stat between the command's name and utime (proc(5))."""


def pids(stack: Stack) -> dict[str, int]:
    """Every process of a stack by name, and this one, which hands the pages in."""
    found = {name: service.pid for name, service in stack.services.items()}
    found["kafka"] = stack.kafka.pid if stack.kafka else None
    return {"client": os.getpid(), **{name: pid for name, pid in found.items() if pid}}


def cpu_seconds(processes: Mapping[str, int]) -> dict[str, float]:
    """Seconds of the processor that each has used since it began, in user and kernel mode; 0 for one that ended."""
    return {name: _used(pid) for name, pid in processes.items()}


def since(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """What each process used between two looks."""
    return {name: used - before.get(name, 0) for name, used in after.items()}


def load() -> float:
    """Processes that ran or waited to, averaged over the last minute."""
    return round(os.getloadavg()[0], 2)


def _used(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    fields = stat.rpartition(")")[2].split()[_BEFORE_USER_TIME:]
    return (int(fields[0]) + int(fields[1])) / os.sysconf("SC_CLK_TCK")
