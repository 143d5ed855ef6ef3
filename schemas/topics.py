"""The table of topics: what exists in Kafka, who writes and reads it, and how long it is kept.

`recto topics apply`, the chart's KafkaTopic objects and asyncapi.yaml all derive from this.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Topic:
    """A Kafka topic. `kept` is None where events are kept for ever."""

    name: str
    key: str
    written_by: tuple[str, ...]
    read_by: tuple[str, ...]
    partitions: int
    kept: timedelta | None
    purpose: str

    @property
    def configuration(self) -> dict[str, str]:
        """What Kafka is told of it. Never compacted: an event says what came to be, and none replaces another."""
        retention_ms = -1 if self.kept is None else int(self.kept.total_seconds() * 1000)
        return {"cleanup.policy": "delete", "retention.ms": str(retention_ms)}


_MONTH = timedelta(days=30)

COLLECTIONS = Topic(
    "recto.collections",
    key="collection",
    written_by=("labeling-gateway",),
    read_by=("ingestion", "inference", "scoring", "trainer"),
    partitions=1,
    kept=None,
    purpose="The whole settings of a collection, each time they change.",
)
PAGES = Topic(
    "recto.pages",
    key="page_id",
    written_by=("ingestion", "labeling-gateway"),
    read_by=("inference", "labeling-gateway"),
    partitions=12,
    kept=_MONTH,
    purpose="Pages that came in, to be read, and pages whose lines were drawn anew, to be read by these.",
)
TRANSCRIPTS = Topic(
    "recto.transcripts",
    key="collection",
    written_by=("inference",),
    read_by=("scoring", "labeling-gateway", "trainer"),
    partitions=12,
    kept=None,
    purpose="Readings of pages, first and repeated, and pages that could not be read. The pool is rebuilt from it.",
)
TASKS = Topic(
    "recto.tasks",
    key="collection",
    written_by=("scoring",),
    read_by=("labeling-gateway", "scoring"),
    partitions=12,
    kept=_MONTH,
    purpose="Work for people, its priority, and work that is no longer wanted. Scoring reads it to rebuild the pool.",
)
LABELS = Topic(
    "recto.labels",
    key="collection",
    written_by=("labeling-gateway", "ingestion"),
    read_by=("trainer", "scoring", "labeling-gateway"),
    partitions=12,
    kept=None,
    purpose="What people answered and what was imported: the truth that models learn from.",
)
MODELS = Topic(
    "recto.models",
    key="collection",
    written_by=("trainer",),
    read_by=("inference", "scoring", "labeling-gateway", "trainer"),
    partitions=1,
    kept=None,
    purpose="Verdicts on candidates: which model is in use for a collection, and why.",
)
RESCORING = Topic(
    "recto.rescoring",
    key="page_id",
    written_by=("scoring",),
    read_by=("inference",),
    partitions=12,
    kept=_MONTH,
    purpose="Lines that still wait and are to be read again by a new champion.",
)
DOCUMENTS = Topic(
    "recto.documents",
    key="document_id",
    written_by=("ingestion", "scoring", "labeling-gateway"),
    read_by=("scoring", "labeling-gateway", "ingestion"),
    partitions=12,
    kept=None,
    purpose="Documents that came in, those that were put into another collection, lines accepted without a person, and "
    "documents that are complete.",
)
PROGRESS = Topic(
    "recto.progress",
    key="collection",
    written_by=("scoring",),
    read_by=("labeling-gateway", "scoring"),
    partitions=1,
    kept=None,
    purpose="Where a collection stands: what may be accepted without a person, and whether asking goes on, and why.",
)
DEAD_LETTERS = Topic(
    "recto.dead-letters",
    key="origin_key",
    written_by=("ingestion", "inference", "scoring", "labeling-gateway", "trainer"),
    read_by=(),
    partitions=1,
    kept=timedelta(days=90),
    purpose="Events that can never work, with the reason and where they came from.",
)

TOPICS = (
    COLLECTIONS,
    PAGES,
    TRANSCRIPTS,
    TASKS,
    LABELS,
    MODELS,
    RESCORING,
    DOCUMENTS,
    PROGRESS,
    DEAD_LETTERS,
)
