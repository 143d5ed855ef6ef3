"""What was measured of a pipeline, as the figures of its JSON."""

from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

from recto.benchmarks.pipeline.latencies import Passage, summary
from recto.benchmarks.pipeline.plain_loop import Looped
from recto.benchmarks.pipeline.running import Run

AT_ONCE = 8
"""Pages that the larger loop reads by one call: as many as inference takes at most."""


class Measured(NamedTuple):
    """What came of it."""

    loops: Sequence[Looped]
    loops_at_once: Sequence[Looped]
    runs: Sequence[Run]
    passages: Sequence[Passage]
    load: tuple[float, float]
    """Of the machine, before and after."""


def figures(measured: Measured) -> dict[str, Any]:
    """Speeds, their ratio, times and latencies from what was measured."""
    plain = _speeds(measured.loops)
    at_once = _speeds(measured.loops_at_once)
    piped = _speeds(measured.runs)
    return {
        "lines": measured.runs[0].lines,
        "ratio": round(median(piped) / median(plain), 3),
        "lines_per_second": round(median(piped), 1),
        "loop_lines_per_second": round(median(plain), 1),
        "loop_at_once": {
            "pages_at_once": AT_ONCE,
            "lines_per_second": round(median(at_once), 1),
            "ratio": round(median(piped) / median(at_once), 3),
        },
        "each": {"pipeline": _rounded(piped), "loop": _rounded(plain), "loop_at_once": _rounded(at_once)},
        "kept_lines_per_second": round(median(run.lines / run.kept_seconds for run in measured.runs), 1),
        "cpu_milliseconds_per_line": {
            "loop": _milliseconds(measured.loops),
            "loop_at_once": _milliseconds(measured.loops_at_once),
            "pipeline": _by_process(measured.runs),
        },
        "latency_seconds": summary(measured.passages),
        "single_pages": len(measured.passages),
        "load": {"before": measured.load[0], "after": measured.load[1]},
    }


def _speeds(taken: Sequence[Looped] | Sequence[Run]) -> list[float]:
    return [each.lines / each.seconds for each in taken]


def _rounded(speeds: Sequence[float]) -> list[float]:
    return [round(speed, 1) for speed in speeds]


def _milliseconds(loops: Sequence[Looped]) -> float:
    return round(median(1000 * loop.cpu_seconds / loop.lines for loop in loops), 3)


def _by_process(runs: Sequence[Run]) -> dict[str, float]:
    """By process, and in all."""
    by_process = {
        name: round(median(1000 * run.cpu_seconds[name] / run.lines for run in runs), 3)
        for name in runs[0].cpu_seconds
    }
    return {**by_process, "all": round(sum(by_process.values()), 3)}
