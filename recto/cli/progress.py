"""How far a command is: a bar with its rate on a terminal, now and then a line where there is none. On stderr."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LINE_EVERY = 5.0
"""Seconds between two lines where there is no terminal."""


@contextmanager
def counted(total: int, *, clock: Callable[[], float] = time.monotonic) -> Iterator[Callable[[], None]]:
    """Within this block, call what is given once for each file that is done with."""
    if sys.stderr.isatty():
        with _bar(total) as one_more:
            yield one_more
    else:
        yield _Lines(total, clock)


class _Lines:
    def __init__(self, total: int, clock: Callable[[], float]) -> None:
        self._total, self._done = total, 0
        self._clock = clock
        self._began = self._told = clock()

    def __call__(self) -> None:
        self._done += 1
        now = self._clock()
        if now - self._told >= _LINE_EVERY and self._done < self._total:
            self._told = now
            rate = self._done / (now - self._began)
            print(f"{self._done} of {self._total} files, {rate:.1f}/s", file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def _bar(total: int) -> Iterator[Callable[[], None]]:
    from rich import progress as parts  # noqa: PLC0415  only a terminal needs it, and it takes its time
    from rich.console import Console  # noqa: PLC0415

    speed = parts.TextColumn("{task.fields[rate]}")
    columns = (parts.BarColumn(), parts.MofNCompleteColumn(), speed, parts.TimeRemainingColumn())
    with parts.Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        files = progress.add_task("files", total=total, rate="")

        def one_more() -> None:
            progress.advance(files)
            progress.update(files, rate=f"{progress.tasks[0].speed or 0:.1f}/s")

        yield one_more
