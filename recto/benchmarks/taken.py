"""How a figure was taken: what has to stand beside it for anyone to believe it."""

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from recto.recognition.precision import available_cores, computes_in_bfloat16


def how_taken(how: str) -> dict[str, Any]:
    """The machine, the versions and the time, with `how` in words."""
    return {
        "how": how,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": available_cores(),
        "processor": _processor(),
        "bfloat16": computes_in_bfloat16(),
        "python": platform.python_version(),
        "torch": version("torch"),
        "recto": version("recto"),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")
