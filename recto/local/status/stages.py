"""One stage, from its /readyz and /metrics: up, lag, oldest event, rate, last error."""

import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

_BETWEEN_SCRAPES_SECONDS = 1.0
_TAIL_BYTES = 64 * 1024
_ERRORS = ("error", "critical")


LastError = tuple[str | None, str | None]
"""Its message, and when its log says that it was: ISO 8601."""
_NO_ERROR: LastError = (None, None)


@dataclass(frozen=True)
class Stage:
    """How a service is. None where it does not say."""

    name: str
    is_up: bool
    why_not: str | None = None
    lag: int | None = None
    """Events that wait for it."""
    oldest_seconds: float | None = None
    """Age of the oldest of them."""
    events_per_second: float | None = None
    poison: int | None = None
    """Events that it gave up on: they are in recto.dead-letters."""
    last_error: str | None = None
    last_error_at: str | None = None
    """When its log says that was: ISO 8601."""


@dataclass(frozen=True)
class Scrape:
    """What one look at /metrics said."""

    lag: int
    oldest_seconds: float
    events: float
    poison: int


def stages(urls: Mapping[str, str], logs: Path, since: datetime | None = None) -> list[Stage]:
    """Every service of `urls`, by name. Looks twice, a second apart, for the rates. Errors before `since` are past."""
    with httpx.Client(timeout=5) as client, ThreadPoolExecutor(len(urls) or 1) as pool:
        before = dict(zip(urls, pool.map(lambda url: _scrape(client, url), urls.values()), strict=True))
        time.sleep(_BETWEEN_SCRAPES_SECONDS)
        errors = {name: last_error(logs / f"{name}.log", since) for name in urls}
        return list(pool.map(lambda name: _stage(client, name, urls[name], before[name], errors[name]), urls))


def parse(metrics: str) -> Scrape:
    """The figures in the text of /metrics."""
    samples = [sample for family in text_string_to_metric_families(metrics) for sample in family.samples]

    def values(name: str, **labels: str) -> Sequence[float]:
        return [
            sample.value
            for sample in samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]

    return Scrape(
        lag=int(sum(values("recto_consumer_lag"))),
        oldest_seconds=max(values("recto_oldest_event_seconds"), default=0),
        events=sum(values("recto_events_total")),
        poison=int(sum(values("recto_events_total", outcome="poison"))),
    )


def last_error(log: Path, since: datetime | None = None) -> LastError:
    """Message and time of the last error in a log of JSON lines; None where there is none since then, or no log."""
    for line in reversed(_tail(log).splitlines()):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if record.get("level") in _ERRORS:
            at = record.get("time")
            return (str(record.get("message")), at) if _is_since(at, since) else _NO_ERROR
    return _NO_ERROR


def _stage(client: httpx.Client, name: str, url: str, before: Scrape | None, last: LastError) -> Stage:
    after, (error, at) = _scrape(client, url), last
    if after is None:
        return Stage(name, is_up=False, why_not="does not answer", last_error=error, last_error_at=at)
    why_not = _why_not_ready(client, url)
    done = after.events - before.events if before else 0
    return Stage(
        name,
        is_up=why_not is None,
        why_not=why_not,
        lag=after.lag,
        oldest_seconds=after.oldest_seconds,
        # After a restart between the two looks the counters begin at 0 again.
        events_per_second=max(0, done) / _BETWEEN_SCRAPES_SECONDS,
        poison=after.poison,
        last_error=error,
        last_error_at=at,
    )


def _scrape(client: httpx.Client, url: str) -> Scrape | None:
    try:
        reply = client.get(f"{url}/metrics")
    except httpx.TransportError:
        return None
    return parse(reply.text) if reply.is_success else None


def _why_not_ready(client: httpx.Client, url: str) -> str | None:
    try:
        reply = client.get(f"{url}/readyz")
    except httpx.TransportError:
        return "does not answer"
    return None if reply.is_success else str(reply.json().get("reason", reply.status_code))


def _is_since(at: str | None, since: datetime | None) -> bool:
    return at is None or since is None or datetime.fromisoformat(at) >= since


def _tail(log: Path) -> str:
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _TAIL_BYTES))
            return file.read().decode(errors="replace")
    except OSError:
        return ""
