"""How long a single page takes on an idle system: ingested, transcribed, asked about, its task in the queue."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

import numpy as np

from recto.benchmarks.pipeline.running import Pipeline
from recto.local.demo.collection import Scan
from recto.local.demo.following import Following
from recto.local.demo.tally import Tally
from recto.runtime.clock import system_clock
from recto.runtime.failures import UserError
from schemas.collections import CollectionSettings
from schemas.tasks import TaskRequested
from schemas.transcripts import PageTranscribed

E = TypeVar("E", PageTranscribed, TaskRequested)
T = TypeVar("T")

ASKS_AT_ONCE = CollectionSettings(batch_lines=1000, low_water_lines=100_000, target_cer=0)
"""Everything that was read is asked for, whatever waits in the queue: so each page leads to tasks."""

_PATIENCE_SECONDS = 120
_LISTEN_SECONDS = 0.3
_LOOK_SECONDS = 0.02
_PAUSE_SECONDS = (1.0, 2.0)
"""Between two pages; at random, lest pages come in step with the services' ticks."""


class Passage(NamedTuple):
    """When one page passed each stage."""

    handed_in: datetime
    """Its upload began."""
    ingested: datetime
    """Ingestion answered: the broker has its events."""
    transcribed: datetime
    """Inference said so in page.transcribed."""
    asked: datetime
    """Scoring had chosen a line of it: task.requested."""
    queued: datetime
    """The gateway had that task in its queue."""

    def seconds(self) -> dict[str, float]:
        """From the beginning of the upload to each later stage."""
        stages = self._asdict().items()
        return {name: (at - self.handed_in).total_seconds() for name, at in stages if name != "handed_in"}


def summary(passages: Sequence[Passage]) -> dict[str, dict[str, float]]:
    """Median and 95th percentile of the seconds from the beginning of the upload, by stage."""
    rows = [passage.seconds() for passage in passages]
    return {
        stage: {
            "median": round(float(np.median([row[stage] for row in rows])), 3),
            "p95": round(float(np.percentile([row[stage] for row in rows], 95)), 3),
        }
        for stage in rows[0]
    }


class Watch:
    """Hands pages in one by one and sees what becomes of each. For use as a context."""

    def __init__(self, pipeline: Pipeline, bootstrap_servers: str, collection: str, seed: int = 0) -> None:
        self._pipeline = pipeline
        self._collection = collection
        self._chance = random.Random(seed)  # noqa: S311
        self._tally = Tally(collection)
        self._following = Following(bootstrap_servers, self._tally)

    def __enter__(self) -> Self:
        self._pipeline.make(self._collection, ASKS_AT_ONCE)
        self._following.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._following.__exit__(kind, error, trace)

    def passages(self, scans: Sequence[Scan], tell: Callable[[float], None]) -> list[Passage]:
        """When each page passed each stage; `tell` gets the share that is through. UserError if one gets stuck."""
        seen = []
        for number, scan in enumerate(scans, start=1):
            time.sleep(self._chance.uniform(*_PAUSE_SECONDS))
            seen.append(self._passage(scan))
            tell(number / len(scans))
        return seen

    def _passage(self, scan: Scan) -> Passage:
        handed_in = system_clock()
        page = self._pipeline.hand_in_one(self._collection, scan)
        ingested = system_clock()
        transcribed, asked = self._heard(PageTranscribed, page), self._heard(TaskRequested, page)
        self._wait(
            lambda: self._pipeline.has_task(asked.task_id) or None, "the gateway does not queue a task of it"
        )
        return Passage(handed_in, ingested, transcribed.transcribed_at, asked.requested_at, system_clock())

    def _heard(self, kind: type[E], page: str) -> E:
        """The first event of a kind about a page."""

        def found() -> E | None:
            self._following.listen(_LISTEN_SECONDS)
            return next((event for event in self._tally.all(kind) if event.page_id == page), None)

        return self._wait(found, f"no {kind.type} comes of it")

    @staticmethod
    def _wait(look: Callable[[], T | None], without: str) -> T:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (found := look()) is None:
            if time.monotonic() > deadline:
                raise UserError(f"A page was handed in {_PATIENCE_SECONDS} s ago, and {without}.")
            time.sleep(_LOOK_SECONDS)
        return found
