"""What scoring measures of the pool and of its choices."""

from collections.abc import Iterable

from prometheus_client import Counter, Gauge

from schemas.documents import DocumentCompleted, LinesAccepted
from schemas.envelope import Event
from schemas.rescoring import RescoreRequested
from schemas.tasks import Purpose, TaskRequested

POOL_LINES = Gauge(
    "recto_pool_lines",
    "Lines of a collection by state (open, asked, accepted, labelled, declined). Open growing while nobody is asked: "
    "the budget is spent or the target reached, see the collection's settings.",
    ["collection", "state"],
)
SELECTIONS = Counter(
    "recto_selections_total",
    "Batches asked for. None for long while lines are open: the last training has not been judged.",
    ["collection", "strategy"],
)
LINES_ASKED = Counter(
    "recto_lines_asked_total", "Lines that became tasks, by purpose.", ["collection", "purpose"]
)
LINES_ACCEPTED = Counter("recto_lines_accepted_total", "Lines accepted without a person.", ["collection"])
ACCEPTED_SHARE = Gauge(
    "recto_accepted_share",
    "Share of a collection's lines that were accepted without a person, 0 to 1. Jumping up at a promotion: look at "
    "the audits before trusting it.",
    ["collection"],
)
LINES_TO_REREAD = Counter(
    "recto_lines_to_reread_total", "Waiting lines sent to be read again by a new champion.", ["collection"]
)
DOCUMENTS_COMPLETED = Counter(
    "recto_documents_completed_total", "Documents with every line settled.", ["collection"]
)


def count(events: Iterable[Event]) -> None:
    """Count what was published. Not what was about to be: a broker that is away would have it counted twice."""
    selections = set()
    for event in events:
        match event:
            case TaskRequested():
                LINES_ASKED.labels(event.collection, event.purpose.value).inc()
                if event.purpose is Purpose.TRAINING:
                    selections.add((event.collection, event.strategy, event.round))
            case LinesAccepted():
                LINES_ACCEPTED.labels(event.collection).inc(len(event.lines))
            case RescoreRequested():
                LINES_TO_REREAD.labels(event.collection).inc(len(event.lines))
            case DocumentCompleted():
                DOCUMENTS_COMPLETED.labels(event.collection).inc()
    for collection, strategy, _ in selections:
        SELECTIONS.labels(collection, strategy).inc()
