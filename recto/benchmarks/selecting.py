"""Choosing a batch from a pool of millions: how long it takes, and how much memory."""

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from recto.benchmarks.taken import how_taken
from recto.querying.strategies import STRATEGIES
from recto.runtime.failures import UserError
from services.scoring.choosing import choose
from services.scoring.pool import Pool
from services.scoring.pool.synthetic import COLLECTION, fill

_PASSES = 3


class Question(NamedTuple):
    """`batch` lines by a strategy, from a pool of `lines`."""

    lines: int
    strategy: str = "recto"
    batch: int = 500
    pool_memory: str = "4GB"
    """What DuckDB may hold of the pool, as RECTO_POOL_MEMORY."""


class Chosen(NamedTuple):
    """What it took, in a process that did nothing else."""

    seconds: list[float]
    peak_rss_bytes: int
    lines: int


def select(asked: Question, tell: Callable[[str, float], None], pool: Path | None = None) -> dict[str, Any]:
    """The figures of one selecting benchmark. Needs 250 bytes of disk a line.

    `pool` is taken if it is there, and kept if it is not; without it, one is made among temporary files.
    """
    with tempfile.TemporaryDirectory(prefix="recto-select-") as folder:
        path = pool or Path(folder) / "pool.duckdb"
        if path.exists():
            _check(path, asked.lines)
        else:
            fill(path, asked.lines, lambda done: tell("making a pool", done))
        tell("choosing", 1)
        # A process of its own, so that its peak of memory is that of choosing alone.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            chosen = process.submit(_choose, path, asked).result()
        size = path.stat().st_size
    return {
        "benchmark": "select",
        **asked._asdict(),
        "seconds": round(median(chosen.seconds), 3),
        "each": [round(seconds, 3) for seconds in chosen.seconds],
        "peak_rss_bytes": chosen.peak_rss_bytes,
        "chosen": chosen.lines,
        "pool_bytes": size,
        "taken": how_taken(
            f"median of {_PASSES} choices, as scoring makes them, from a pool on disk of drawn evidence; the first"
            " right after the pool was opened; memory of the whole process at its peak"
        ),
    }


def _check(path: Path, lines: int) -> None:
    pool = Pool(path)
    found = pool.counts.lines(COLLECTION)
    pool.close()
    if found != {"open": lines}:
        raise UserError(f"{path} is no pool of {lines:,} open lines: name another file, or remove it.")


def _choose(path: Path, asked: Question) -> Chosen:
    pool, seconds, lines = Pool(path, asked.pool_memory), [], 0
    collection = pool.collections.get(COLLECTION)
    for number in range(_PASSES):
        began = time.perf_counter()
        with pool.transaction():
            seed = f"pass-{number}"
            picks = choose(collection, STRATEGIES[asked.strategy], asked.batch, seed, pool, held_out=False)
        seconds.append(time.perf_counter() - began)
        lines = len(picks)
    pool.close()
    return Chosen(seconds, _peak_rss_bytes(), lines)


def _peak_rss_bytes() -> int:
    """Of this process since it began. getrusage's, where it has to do, starts from that of the process before exec."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    [peak] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(peak) * 1024
