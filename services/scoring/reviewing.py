"""Reviews whether more labels should be asked for: after each verdict, and when what could be had has changed much."""

from collections.abc import Iterator
from math import log

from recto.querying.budget import Spent, left
from recto.querying.stopping import outlook
from schemas.progress import AskingReviewed, AskingVerdict
from services.scoring.deps import Deps
from services.scoring.pool.collections import Collection

_MUCH = 1.25


def reviewed(collection: Collection, spent: Spent, deps: Deps) -> Iterator[AskingReviewed]:
    """The review, if anything has changed that it rests on. From then on it holds."""
    if not collection.verdicts and collection.held_out_cer is None:
        return
    settings, answers = collection.settings, deps.pool.answers
    trainings = answers.trainings(collection.name)
    room = min(left(spent, settings).lines, deps.pool.counts.lines(collection.name).get("open", 0))
    attainable = max((each.labels for each in trainings), default=0) + room
    basis = (
        f"{collection.verdicts} {collection.generation} {settings.target_cer} {settings.certainty}"
        f" {round(log(attainable + 1, _MUCH))}"
    )
    known = collection.review
    if known is not None and known.basis == basis:
        return
    found = answers.judged(collection.name).found
    seen = outlook(
        found,
        trainings,
        target_cer=settings.target_cer,
        confidence=settings.certainty,
        attainable=attainable,
    )
    expected = seen.forecast
    review = AskingReviewed(
        collection=collection.name,
        number=known.number + 1 if known else 1,
        basis=basis,
        verdict=seen.verdict if seen.cer is not None else _by_figure(collection),
        target_cer=settings.target_cer,
        cer=collection.held_out_cer if seen.cer is None else seen.cer,
        upper_cer=seen.upper_cer,
        attainable=attainable,
        forecast_cer=expected.cer if expected else None,
        forecast_low=expected.low if expected else None,
        forecast_high=expected.high if expected else None,
        reviewed_at=deps.clock(),
    )
    deps.pool.collections.review(review)
    yield review


def _by_figure(collection: Collection) -> AskingVerdict:
    """Where a verdict came without readings, as those of before did, by its CER alone."""
    cer = collection.held_out_cer
    is_reached = cer is not None and cer <= collection.settings.target_cer
    return AskingVerdict.AT_TARGET if is_reached else AskingVerdict.GOES_ON
