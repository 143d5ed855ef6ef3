"""Keeps the bound on what is accepted: derives it at each verdict, and tightens it by audits and by drift."""

from collections.abc import Iterator
from math import inf

from recto.querying.acceptance import Bound
from recto.querying.deriving import confirmed, derived
from recto.querying.drift import DRIFT_COLUMNS, NO_DRIFT, Drift, drift, tightened
from recto.querying.predictor import Predictor
from schemas.progress import AcceptanceBounded, ErrorPredictor
from services.scoring.deps import Deps
from services.scoring.pool.collections import Collection

_ARRIVED_LINES = 5_000
"""Drawn from what has arrived since the bound was derived."""
_NEWS = 1.1
"""Drift is measured again when so many times the pages have arrived."""


def bounded(collection: Collection, deps: Deps) -> Iterator[AcceptanceBounded]:
    """The bound, if there is a champion and anything has changed that it rests on. From then on it holds."""
    if collection.generation == 0:
        return
    known, settings = collection.bound, collection.settings
    basis = (collection.generation, collection.verdicts, settings.accept_cer, settings.certainty)
    if known is None or basis != (known.generation, known.verdict, known.asked_cer, known.confidence):
        answered = deps.pool.answers.judged(collection.name)
        bound = derived(answered, settings.accept_cer, settings.certainty)
        pages = deps.pool.documents.pages_of(collection.name)
        yield _kept(collection, bound, NO_DRIFT, pages, deps)
    elif _has_news(collection, known, deps):
        yield from _checked(collection, known, deps)


def bound_of(event: AcceptanceBounded) -> Bound:
    """What may be accepted, as the querying library takes it."""
    return Bound(
        asked_cer=event.asked_cer,
        confidence=event.confidence,
        predictor=Predictor(event.predictor.means, event.predictor.spreads, event.predictor.weights),
        threshold=-inf if event.threshold is None else event.threshold,
        upper_cer=1.0 if event.upper_cer is None else event.upper_cer,
        supported_by=event.supported_by,
        answered=event.answered,
        share=event.share,
        missing=event.missing,
    )


def _has_news(collection: Collection, known: AcceptanceBounded, deps: Deps) -> bool:
    """Whether audits were answered, or many pages have arrived, since the bound was last looked at."""
    audits = deps.pool.answers.audits(collection.name, collection.generation)
    pages = deps.pool.documents.pages_of(collection.name)
    return known.threshold is not None and (audits != known.audits or pages >= _NEWS * known.arrivals)


def _checked(collection: Collection, known: AcceptanceBounded, deps: Deps) -> Iterator[AcceptanceBounded]:
    """The bound against audits and drift: as it was, or stricter."""
    answers, name = deps.pool.answers, collection.name
    answered = answers.judged(name)
    arrived = deps.pool.lines.arrived(
        name, collection.generation, known.arrivals_when_derived, _ARRIVED_LINES, DRIFT_COLUMNS
    )
    found = drift(answered.lines, arrived)
    audits = answers.audited(name, collection.generation)
    bound = confirmed(bound_of(known), answered, audits, tightened(known.asked_cer, found))
    yield _kept(collection, bound, found, known.arrivals_when_derived, deps)


def _kept(
    collection: Collection, bound: Bound, found: Drift, arrivals_when_derived: int, deps: Deps
) -> AcceptanceBounded:
    known = collection.bound
    accepts = bound.threshold > -inf
    event = AcceptanceBounded(
        collection=collection.name,
        number=known.number + 1 if known else 1,
        generation=collection.generation,
        verdict=collection.verdicts,
        asked_cer=bound.asked_cer,
        confidence=bound.confidence,
        threshold=bound.threshold if accepts else None,
        upper_cer=bound.upper_cer if accepts else None,
        supported_by=bound.supported_by,
        answered=bound.answered,
        share=bound.share,
        missing=bound.missing,
        audits=deps.pool.answers.audits(collection.name, collection.generation),
        arrivals=deps.pool.documents.pages_of(collection.name),
        arrivals_when_derived=arrivals_when_derived,
        drift=found.psi,
        drift_column=found.column,
        predictor=ErrorPredictor(
            means=bound.predictor.means, spreads=bound.predictor.spreads, weights=bound.predictor.weights
        ),
        bounded_at=deps.clock(),
    )
    deps.pool.collections.bind(event)
    return event
