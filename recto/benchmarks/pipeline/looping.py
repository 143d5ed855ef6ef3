"""Runs the plain loop in a process of its own, which is set up as the services are and ends with this one."""

import json
import os
import sys
import time
from pathlib import Path

from recto.benchmarks.pipeline.plain_loop import Looped
from recto.local.child import Child
from recto.local.environment import MALLOC
from recto.runtime.failures import UserError

_MODULE = "recto.benchmarks.pipeline.plain_loop"


def looped(files: Path, log: Path, pages_at_once: int) -> Looped:
    """What a loop over the pages in `files` took. UserError, with its last words, if it breaks off."""
    command = [sys.executable, "-P", "-m", _MODULE, str(files), "--pages-at-once", str(pages_at_once)]
    child = Child(command, log, env={**os.environ, **MALLOC})
    try:
        while child.exit_code is None:
            time.sleep(0.05)
    finally:
        child.stop(within=5)
    said = child.said().strip().splitlines() or ["nothing"]
    if child.exit_code:
        raise UserError(f"The plain loop broke off: it last said {said[-1]!r}.")
    return Looped(**json.loads(said[-1]))
