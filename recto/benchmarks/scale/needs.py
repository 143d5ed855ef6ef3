"""What a load needs of each part, in the part's own units, and which part comes to its limit first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, inf

from recto.benchmarks.scale.assumptions import Figures

_DAY_SECONDS = 86_400
_YEAR_SECONDS = 365 * _DAY_SECONDS


@dataclass(frozen=True)
class Load:
    """What comes in, on average around the clock, and who answers."""

    pages_per_minute: float
    annotators: int
    lines_per_page: float = 30
    share_asked: float = 0.02
    """Of all lines, those that people are asked about."""

    @property
    def lines(self) -> float:
        """A second."""
        return self.pages_per_minute * self.lines_per_page / 60

    @property
    def asked(self) -> float:
        """Lines for people, a second."""
        return self.lines * self.share_asked


@dataclass(frozen=True)
class Need:
    """Of one part: what it is asked for a second, what one unit of it gives, and how many units there can be."""

    part: str
    unit: str
    demand: float
    each: float
    limit: float = inf
    remedy: str = ""

    @property
    def count(self) -> int:
        """Units that it takes."""
        return max(1, ceil(self.demand / self.each))

    @property
    def use(self) -> float:
        """Share of what the part can give at its limit; 0 if it has none."""
        return self.demand / (self.each * self.limit)

    @property
    def is_over(self) -> bool:
        """Whether it is asked for more than it can give."""
        return self.use > 1


def needs(load: Load, figures: Figures) -> list[Need]:
    """What each part needs while scanners run and everybody is at work."""
    of = {name: figure.value for name, figure in figures.items()}
    lines = load.lines * 24 / of["scanning_hours"]
    return [*_reading(lines, of), *_answering(lines, load, of), _people(load, of)]


def first_to_break(found: list[Need]) -> Need:
    """The part that is nearest to its limit, or furthest beyond it."""
    return max(found, key=lambda need: need.use)


def storage(load: Load, figures: Figures) -> dict[str, float]:
    """Bytes a year, by where they lie."""
    of = {name: figure.value for name, figure in figures.items()}
    pages, lines = load.pages_per_minute / 60 * _YEAR_SECONDS, load.lines * _YEAR_SECONDS
    labels = load.asked * _YEAR_SECONDS
    return {
        "objects": pages * of["page_bytes"] + lines * (of["line_image_bytes"] + of["reading_bytes"]),
        "kafka": pages * of["page_event_bytes"] + labels * of["label_event_bytes"],
        "pool": lines * of["pool_line_bytes"],
    }


def _reading(lines: float, of: Mapping[str, float]) -> Iterator[Need]:
    read, a_core = lines * (1 + of["read_again_share"]), 1000 * of["room"]
    yield Need("ingestion", "cores", lines, a_core / of["ingestion_milliseconds"])
    yield Need(
        "inference",
        "replicas",
        read,
        a_core * of["cores_a_replica"] / of["reading_milliseconds"],
        of["partitions"],
        "more partitions of recto.pages and recto.rescoring, or a reader of its own behind them (KServe)",
    )
    yield Need("kafka", "cores", read, a_core / of["kafka_milliseconds"])
    yield Need(
        "scoring",
        "processes",
        read,
        a_core / of["scoring_milliseconds"],
        1,
        "collections divided among installations: one process holds the pool",
    )


def _answering(lines: float, load: Load, of: Mapping[str, float]) -> Iterator[Need]:
    answers = load.annotators / of["person_seconds"]
    read = lines * (1 + of["read_again_share"])
    heartbeats = load.annotators / 60
    spent = answers * of["answer_milliseconds"] + heartbeats * of["heartbeat_milliseconds"]
    yield Need("gateway", "cores", spent + read * of["gateway_milliseconds"], 1000 * of["room"])
    yield Need(
        "database",
        "servers",
        answers * of["answer_statements"]
        + heartbeats * of["heartbeat_statements"]
        + read * of["gateway_statements"],
        of["database_statements"] * of["room"],
        1,
        "a larger server; beyond that, collections divided among installations",
    )
    yield Need(
        "outbox",
        "relays",
        answers,
        of["relay_events"] * of["room"],
        1,
        "a larger RECTO_OUTBOX_BATCH: one relay publishes at a time",
    )


def _people(load: Load, of: Mapping[str, float]) -> Need:
    """Without room: a person who always has something to do is what is wanted."""
    return Need(
        "people",
        "annotators",
        load.asked * 24 / of["working_hours"],
        1 / of["person_seconds"],
        load.annotators,
        "more people, or fewer lines asked: a looser target, a smaller budget",
    )
