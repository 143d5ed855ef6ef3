"""What a dashboard says, before Grafana: questions, in rows, each answered by a query or two."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Unit(StrEnum):
    """Units, as Grafana names them."""

    COUNT = "short"
    PER_MINUTE = "cpm"
    SECONDS = "s"
    SHARE = "percentunit"
    BYTES = "bytes"
    BYTES_PER_SECOND = "Bps"
    NUMBER = "none"


class Shape(StrEnum):
    """How an answer is drawn."""

    LINES = "lines"
    FIGURES = "figures"
    BARS = "bars"


class Query(NamedTuple):
    """PromQL, and what a line of it is called: `{{label}}` stands for the label's value."""

    expression: str
    legend: str = ""


@dataclass(frozen=True)
class Panel:
    """A question and its answer."""

    question: str
    unit: Unit
    means: str
    """What the figure is, and what to do when it looks bad."""
    queries: tuple[Query, ...]
    empty: str = ""
    """Why there may be no figure at all though everything runs; shown in its place."""
    shape: Shape = Shape.LINES


@dataclass(frozen=True)
class Row:
    """Questions that belong together."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Board:
    """One dashboard. Its name is the file's, and the end of its address: /d/recto-NAME."""

    name: str
    title: str
    about: str
    rows: tuple[Row, ...]

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All of them."""
        return tuple(panel for row in self.rows for panel in row.panels)


HERE = '{collection=~"$collection"}'
"""Of the collections that are chosen on the dashboard."""
RATE = "[$__rate_interval]"


def per_minute(metric: str, by: str = "", where: str = HERE) -> Query:
    """How often something happens, by label."""
    grouped = f"sum by ({by}) " if by else "sum"
    return Query(f"{grouped}(rate({metric}{where}{RATE})) * 60", _named(by) if by else "all")


def increase(metric: str, by: str, over: str, where: str = HERE) -> Query:
    """How often something has happened within a time, by label."""
    return Query(f"sum by ({by}) (increase({metric}{where}[{over}]))", _named(by))


def total(metric: str, by: str, where: str = HERE) -> Query:
    """A gauge by label, added up over everything else."""
    return Query(f"sum by ({by}) ({metric}{where})", _named(by))


def highest(metric: str, by: str, where: str = HERE) -> Query:
    """A gauge by label: the highest of all replicas."""
    return Query(f"max by ({by}) ({metric}{where})", _named(by))


def quantile(share: float, histogram: str, by: str = "", where: str = HERE) -> Query:
    """The value that this share of observations stays under, by label."""
    grouped = f"le, {by}" if by else "le"
    legend = f"{share:.0%} {_named(by)}" if by else f"{share:.0%}"
    return Query(
        f"histogram_quantile({share}, sum by ({grouped}) (rate({histogram}_bucket{where}{RATE})))", legend
    )


def _named(by: str) -> str:
    """A legend of these labels' values."""
    return " ".join(f"{{{{{label.strip()}}}}}" for label in by.split(","))
