"""The running system under load: pages in as fast as it takes them, until scoring has every line."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import httpx
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from recto.benchmarks.pipeline.processes import cpu_seconds, pids, since
from recto.local.demo.collection import Scan
from recto.local.demo.handing_in import hand_in, hand_in_one, make_collection
from recto.local.patient import Patient
from recto.local.roster import SCORING
from recto.local.supervisor import Stack
from recto.runtime.failures import UserError
from schemas.collections import CollectionSettings
from schemas.transcripts import PageTranscribed

_CLIENTS = 2
_STALLED_SECONDS = 90
_FAR_SECONDS, _NEAR_SECONDS = 0.5, 0.05
"""Between two looks at scoring: rarely while most pages are to come, for each look costs it a few milliseconds."""


class Run(NamedTuple):
    """One run of the pipeline. The times count from the first page handed in."""

    lines: int
    seconds: float
    """Until scoring had taken the readings of the last page."""
    kept_seconds: float
    """Until the gateway had all lines too, and nothing was left to do."""
    cpu_seconds: Mapping[str, float]
    """By process, until then."""


class Pipeline:
    """A stack, and clients of its services. `deaths` is where the stack tells of services that died."""

    def __init__(self, stack: Stack, deaths: Sequence[str]) -> None:
        self.gateway = Patient(stack.gateway_url, stack.token, "The gateway")
        self._ingestion = [Patient(stack.ingestion_url, stack.token, "Ingestion") for _ in range(_CLIENTS)]
        self._scoring = httpx.Client(base_url=stack.addresses.url_of(SCORING), timeout=30)
        self._stack = stack
        self._deaths = deaths

    def close(self) -> None:
        """Close all connections."""
        for client in (self.gateway, *self._ingestion):
            client.close()
        self._scoring.close()

    def make(self, collection: str, settings: CollectionSettings) -> None:
        """Make a collection."""
        make_collection(self.gateway, collection, settings)

    def hand_in(self, collection: str, scans: Sequence[Scan]) -> None:
        """Hand all of them in, by two clients at a time. Returns when ingestion has published them."""

        def work(client: int) -> None:
            hand_in(self._ingestion[client], collection, scans[client::_CLIENTS], lambda _: None)

        with ThreadPoolExecutor(_CLIENTS) as threads:
            list(threads.map(work, range(_CLIENTS)))

    def hand_in_one(self, collection: str, scan: Scan) -> str:
        """Hand in one page. Its id, when ingestion has published it."""
        return hand_in_one(self._ingestion[0], collection, scan)

    def has_task(self, task_id: str) -> bool:
        """Whether the gateway has a task in its queue."""
        return self.gateway.ask("GET", f"/v1/tasks/{task_id}").is_success

    def run(self, collection: str, scans: Sequence[Scan], tell: Callable[[float], None]) -> Run:
        """Hand the pages in and wait for them; `tell` gets the share that is scored.

        A page is scored when scoring has handled its page.transcribed: the evidence of each line is in the pool,
        from which all choosing is done. It counts those events; afterwards the pool must hold every line.
        Raises UserError if nothing moves any more, or lines are missing.
        """
        lines = sum(len(scan.layout.lines) for scan in scans)
        self.make(collection, CollectionSettings())
        processes, scored = pids(self._stack), self._scored()
        used, began = cpu_seconds(processes), time.perf_counter()
        with ThreadPoolExecutor(1) as thread:
            handing_in = thread.submit(self.hand_in, collection, scans)
            self._wait(lambda: (self._scored() - scored) / len(scans), tell)
            seconds = time.perf_counter() - began
            handing_in.result()
        self._wait(lambda: self._in_pool(collection) / lines, lambda _: None)
        self._wait(lambda: self._kept(collection) / lines, lambda _: None)
        kept = time.perf_counter() - began
        return Run(lines, seconds, kept, since(used, cpu_seconds(processes)))

    def _wait(self, share: Callable[[], float], tell: Callable[[float], None]) -> None:
        """Until the share is 1. Raises UserError when it has not grown for long, or a service has died."""
        last, moved = -1.0, time.monotonic()
        while (now := share()) < 1:
            if now > last:
                last, moved = now, time.monotonic()
                tell(now)
            if self._deaths:
                raise UserError(f"A service died while it was measured: {self._deaths[0]}.")
            if time.monotonic() - moved > _STALLED_SECONDS:
                raise UserError(f"Nothing has moved for {_STALLED_SECONDS} s: {self._last_words()}")
            time.sleep(_NEAR_SECONDS if now > 0.9 else _FAR_SECONDS)

    def _scored(self) -> float:
        """Pages whose readings scoring has taken since it began."""
        return self._sum("recto_events_total", {"type": PageTranscribed.type, "outcome": "done"})

    def _in_pool(self, collection: str) -> float:
        return self._sum("recto_pool_lines", {"collection": collection})

    def _kept(self, collection: str) -> float:
        """Lines that the gateway can show."""
        told: dict[str, dict[str, int]] = self.gateway.get(f"/v1/collections/{collection}/progress")
        return sum(told["lines"].values())

    def _sum(self, name: str, labels: Mapping[str, str]) -> float:
        try:
            families = list(text_string_to_metric_families(self._scoring.get("/metrics").text))
        except httpx.TransportError:
            return 0
        return total(families, name, labels)

    def _last_words(self) -> str:
        said = {name: service.last_words() for name, service in self._stack.services.items()}
        return "; ".join(f"{name} last said {words!r:.200}" for name, words in said.items())


def total(families: Sequence[Metric], name: str, labels: Mapping[str, str]) -> float:
    """The sum of a metric over the samples that have these labels."""
    return sum(
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )
