"""One benchmark of the pipeline from beginning to end: loops, a stack, runs, single pages, and the figures."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from recto.benchmarks.pipeline.figures import AT_ONCE, Measured, figures
from recto.benchmarks.pipeline.latencies import Watch
from recto.benchmarks.pipeline.looping import looped
from recto.benchmarks.pipeline.pages import pages_of, write_pages
from recto.benchmarks.pipeline.plain_loop import Looped
from recto.benchmarks.pipeline.processes import load
from recto.benchmarks.pipeline.running import Pipeline
from recto.benchmarks.taken import how_taken
from recto.local.demo.collection import Scan
from recto.local.stack_ports import ANY_PORTS
from recto.local.supervisor import Stack
from recto.recognition.precision import available_cores

Tell = Callable[[str, float], None]
"""What is being done, and the share of it that is."""

_HOW = (
    "pages handed in over HTTP by two clients to a stack of its own, Kafka and all five services; from the first"
    " upload until scoring has handled page.transcribed of the last, with every line in its pool; the loop opens,"
    " cuts and reads the same files in one process, page by page, before the stack is up and after it is down; both"
    " warm, medians; latencies of single pages on the idle stack"
)
_WARM_PAGES = 4


class Question(NamedTuple):
    """What to measure: so many pages a run, so many runs and loops, and pages handed in one by one."""

    pages: int = 80
    runs: int = 2
    single_pages: int = 12
    seed: int = 0


def pipeline(data: Path, asked: Question, tell: Tell) -> dict[str, Any]:
    """The figures, as the JSON has them.

    Raises UserError if the folder has no pages, the stack does not come up, or nothing moves any more. However it
    ends, nothing of it stays: no process, no folder.
    """
    tell("composing pages", 0)
    scans = pages_of(data, asked.pages + asked.single_pages, asked.seed)
    under_load, single = scans[: asked.pages], scans[-asked.single_pages :]
    with temporary_home() as home:
        measured = measure(home, under_load, single, asked, tell)
    return {
        "benchmark": "pipeline",
        "data": data.resolve().name,
        "pages": len(under_load),
        "threads": available_cores(),
        **figures(measured),
        "taken": how_taken(_HOW),
    }


def measure(
    home: Path, scans: Sequence[Scan], single: Sequence[Scan], asked: Question, tell: Tell
) -> Measured:
    """Loops, then the stack's runs and single pages, then loops again: what drifts falls on both alike."""
    files, before = home / "pages", load()
    write_pages(scans, files)
    loops, at_once = _both_loops(files, home, tell)
    tell("starting the stack", 0)
    deaths: list[str] = []
    with (
        Stack(home / "stack", ANY_PORTS, tell=deaths.append) as stack,
        closing(Pipeline(stack, deaths)) as running,
    ):
        running.run("warm", scans[:_WARM_PAGES], lambda _: None)
        runs = [
            running.run(f"run-{number}", scans, lambda share: tell("pipeline", share))
            for number in range(1, asked.runs + 1)
        ]
        servers = stack.addresses.bootstrap_servers
        with Watch(running, servers, "single", asked.seed) as watch:
            passages = watch.passages(single, lambda share: tell("single pages", share))
    more_loops, more_at_once = _both_loops(files, home, tell)
    return Measured(loops + more_loops, at_once + more_at_once, runs, passages, (before, load()))


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A folder that is gone afterwards, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="recto-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _both_loops(files: Path, home: Path, tell: Tell) -> tuple[list[Looped], list[Looped]]:
    tell("plain loop", 0)
    plain = looped(files, home / "loop.log", 1)
    tell("plain loop", 0.5)
    return [plain], [looped(files, home / "loop.log", AT_ONCE)]
