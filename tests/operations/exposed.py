"""What services expose: every metric with its labels, as their modules declare them."""

from collections.abc import Iterator, Mapping
from types import ModuleType

from prometheus_client import PROCESS_COLLECTOR, Counter, Gauge, Histogram
from prometheus_client.core import Metric

from recto.runtime import metrics as shared
from recto.runtime.clock import system_clock
from services.inference import metrics as inference
from services.ingestion import metrics as ingestion
from services.labeling_gateway import keying_metrics
from services.labeling_gateway import metrics as gateway
from services.scoring import metrics as scoring
from services.trainer import metrics as trainer

MODULES: tuple[ModuleType, ...] = (
    *(shared, ingestion, inference, scoring),
    *(gateway, keying_metrics, trainer),
)
Declared = Counter | Gauge | Histogram


def declared() -> Iterator[Declared]:
    """Metrics that are set as things happen."""
    for module in MODULES:
        yield from (each for each in vars(module).values() if isinstance(each, Declared))


def histogram(name: str) -> Histogram:
    [found] = [each for each in declared() if isinstance(each, Histogram) and each._name == name]
    return found


def exposed() -> Mapping[str, frozenset[str]]:
    """The labels of each sample, by its name."""
    samples: dict[str, frozenset[str]] = {}
    for each in declared():
        labels = frozenset(each._labelnames)
        samples |= {f"{each._name}{part}": labels for part in _PARTS[type(each)]}
        if isinstance(each, Histogram):
            samples[f"{each._name}_bucket"] = labels | {"le"}
    queue = gateway.QueueGauges(None, system_clock).describe()  # type: ignore[arg-type]
    for family in queue:
        samples[family.name] = frozenset(family._labelnames)  # type: ignore[attr-defined]
    process: list[Metric] = list(PROCESS_COLLECTOR.collect())
    return samples | {sample.name: frozenset() for family in process for sample in family.samples}


_PARTS: Mapping[type[Declared], tuple[str, ...]] = {
    Counter: ("_total",),
    Gauge: ("",),
    Histogram: ("_count", "_sum"),
}
