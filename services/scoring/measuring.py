"""Measures where a collection stands, after each look at it: lines by state, the bound, and what audits have shown."""

from services.scoring import metrics
from services.scoring.deps import Deps
from services.scoring.pool.collections import Collection


def measure(collection: Collection, deps: Deps) -> None:
    """Set the gauges. A restart looks at every collection, so that none of them is missing after it."""
    counts = deps.pool.counts.lines(collection.name)
    for state in ("open", "asked", "accepted", "labelled", "declined"):
        metrics.POOL_LINES.labels(collection.name, state).set(counts.get(state, 0))
    total = sum(counts.values())
    metrics.ACCEPTED_SHARE.labels(collection.name).set(counts.get("accepted", 0) / total if total else 0)
    if collection.bound is not None:
        metrics.measure_bound(collection.bound)
    if collection.review is not None:
        metrics.measure_review(collection.review)
    _measure_audits(collection, deps)


def _measure_audits(collection: Collection, deps: Deps) -> None:
    """If more of them were answered: comparing texts takes longer than counting them."""
    name, generation = collection.name, collection.generation
    standing = generation, deps.pool.answers.audits(name, generation)
    if deps.audits_measured.get(name) == standing:
        return
    deps.audits_measured[name] = standing
    found = deps.pool.answers.audited(name, generation).answered.found
    metrics.measure_audits(name, found, collection.settings.certainty)
