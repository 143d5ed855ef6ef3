"""Prometheus' own programs, for the tests that ask them. Skips the test, by name, if there are none."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy/prometheus/rules"
_BUILT_BY_MAKE = ROOT / ".cache/bin"


@cache
def found(name: str) -> str | None:
    return shutil.which(name) or (str(_BUILT_BY_MAKE / name) if (_BUILT_BY_MAKE / name).exists() else None)


def program(name: str) -> str:
    at = found(name)
    if at is None:
        pytest.skip(
            f"NO {name.upper()}, so rules and queries are not tried: `make tools` gets one (needs apt)"
        )
    return at


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    called = [program("promtool"), *map(str, arguments)]
    return subprocess.run(called, capture_output=True, text=True, check=False, timeout=240)
