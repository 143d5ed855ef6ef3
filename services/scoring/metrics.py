"""What scoring measures of the pool and of its choices."""

from collections.abc import Iterable
from math import inf, nan

from prometheus_client import Counter, Gauge

from recto.querying.bounds import Found, interval
from schemas.documents import DocumentCompleted, LinesAccepted
from schemas.envelope import Event
from schemas.progress import AcceptanceBounded, AskingReviewed
from schemas.rescoring import RescoreRequested
from schemas.tasks import BoxesRequested, ClassificationRequested, Purpose, TaskRequested

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
ACCEPTANCE_UPPER_CER = Gauge(
    "recto_acceptance_upper_cer",
    "CER that the lines accepted without a person do not exceed, at the collection's certainty, 0 to 1; NaN while "
    "nothing is accepted: see recto_acceptance_missing_lines.",
    ["collection"],
)
ACCEPTANCE_ASKED_CER = Gauge(
    "recto_acceptance_asked_cer",
    "CER that lines accepted without a person must not exceed together, 0 to 1: the collection's accept_cer.",
    ["collection"],
)
AUDITED_CER = Gauge(
    "recto_audited_cer",
    "CER of audits that were answered: lines that this champion would have had accepted, 0 to 1; NaN while there "
    "is none. Above recto_acceptance_asked_cer: see recto_audited_low_cer for whether that is more than chance.",
    ["collection"],
)
AUDITED_LOW_CER = Gauge(
    "recto_audited_low_cer",
    "The CER of accepted lines is surely not lower, by the audits, at the collection's certainty. Above "
    "recto_acceptance_asked_cer: what was accepted is worse than promised.",
    ["collection"],
)
AUDITED_LINES = Gauge(
    "recto_audited_lines",
    "Answered audits of this champion's readings. Few for long: raise audit_share, or nobody answers them.",
    ["collection"],
)
ACCEPTANCE_SUPPORTING_LINES = Gauge(
    "recto_acceptance_supporting_lines",
    "Answered lines that the bound on acceptance rests on. Few: raise held_out_lines or audit_share.",
    ["collection"],
)
ACCEPTANCE_MISSING_LINES = Gauge(
    "recto_acceptance_missing_lines",
    "Answered lines that are missing, at the least, before anything is accepted; 0 when something is; +Inf if no "
    "number would do: the model has to get better, or accept_cer is too strict.",
    ["collection"],
)
ACCEPTANCE_DRIFT = Gauge(
    "recto_acceptance_drift",
    "Population stability index of what arrives against what the bound was derived from, beyond chance. Over 0.1 the "
    "bound is tightened, from 0.25 nothing is accepted: the pages are of another kind, give them a collection.",
    ["collection"],
)
LEARNING_FORECAST_CER = Gauge(
    "recto_learning_forecast_cer",
    "Held-out CER that all labels to be had would bring; NaN before five trainings. Above the target: asking ends.",
    ["collection"],
)
LINES_TO_REREAD = Counter(
    "recto_lines_to_reread_total", "Waiting lines sent to be read again by a new champion.", ["collection"]
)
PAGES_TO_DRAW = Counter(
    "recto_pages_to_draw_total",
    "Pages that people were asked to draw the lines of. At the collection's boxes_share and people draw much: look at "
    "the scans, or hand in layouts.",
    ["collection"],
)
DOCUMENTS_TO_SORT = Counter(
    "recto_documents_to_sort_total",
    "Documents of an inbox that people were asked about. Flat while documents come in: their pages are not being read.",
    ["collection"],
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
            case BoxesRequested():
                PAGES_TO_DRAW.labels(event.collection).inc()
            case ClassificationRequested():
                DOCUMENTS_TO_SORT.labels(event.collection).inc()
            case LinesAccepted():
                LINES_ACCEPTED.labels(event.collection).inc(len(event.lines))
            case RescoreRequested():
                LINES_TO_REREAD.labels(event.collection).inc(len(event.lines))
            case DocumentCompleted():
                DOCUMENTS_COMPLETED.labels(event.collection).inc()
    for collection, strategy, _ in selections:
        SELECTIONS.labels(collection, strategy).inc()


def measure_review(review: AskingReviewed) -> None:
    """Measure what asking on would bring."""
    forecast = nan if review.forecast_cer is None else review.forecast_cer
    LEARNING_FORECAST_CER.labels(review.collection).set(forecast)


def measure_audits(collection: str, found: Found, certainty: float) -> None:
    """Measure what answered audits have shown."""
    AUDITED_LINES.labels(collection).set(len(found.errors))
    AUDITED_CER.labels(collection).set(found.rate if len(found.errors) else nan)
    AUDITED_LOW_CER.labels(collection).set(interval(found, certainty)[0])


def measure_bound(bound: AcceptanceBounded) -> None:
    """Measure what may be accepted without a person."""
    name = bound.collection
    ACCEPTANCE_ASKED_CER.labels(name).set(bound.asked_cer)
    ACCEPTANCE_UPPER_CER.labels(name).set(nan if bound.upper_cer is None else bound.upper_cer)
    ACCEPTANCE_SUPPORTING_LINES.labels(name).set(bound.supported_by)
    ACCEPTANCE_MISSING_LINES.labels(name).set(inf if bound.missing is None else bound.missing)
    ACCEPTANCE_DRIFT.labels(name).set(bound.drift)
