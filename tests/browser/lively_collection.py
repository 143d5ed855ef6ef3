"""A collection after six trainings: what leads look at."""

from itertools import pairwise

from running_gateway import COLLECTION, RunningGateway

from recto.runtime.objects import put_model
from schemas.blobs import BlobRef
from schemas.envelope import Event
from schemas.held_out import HeldOutReading, HeldOutReadings
from schemas.models import ModelPromoted, ModelRejected, Verdict
from schemas.progress import AcceptanceBounded, AskingReviewed, AskingVerdict, ErrorPredictor

_LABELS = (40, 80, 120, 160, 200, 240)
_CERS = (0.21, 0.14, 0.12, 0.125, 0.086, 0.071)
_BASE_CER = 0.38
_LINE = "My dear Mrs. Stanford, I have your letter"


def liven(gateway: RunningGateway) -> None:
    """Tell the gateway of six trainings, one of them refused, and of what may be accepted since."""
    for number, (before, after) in enumerate(pairwise((_BASE_CER, *_CERS)), 1):
        gateway.tell(_judged(gateway, number, before, after))
        gateway.clock.move(minutes=30)
    gateway.tell(_bound(gateway), _review(gateway))


def _judged(gateway: RunningGateway, number: int, before: float, after: float) -> Event:
    verdict = Verdict(
        candidate_cer=after,
        champion_cer=before,
        held_out_lines=60,
        held_out_pages=9,
        labels=_LABELS[number - 1],
        characters_keyed=40 * _LABELS[number - 1],
        edits=9 * _LABELS[number - 1],
        train_seconds=160,
        reason="It makes fewer errors, surely." if after < before else "It makes no fewer errors.",
    )
    blob = gateway.objects.put("weights", f"weights {number}".encode(), "application/octet-stream")
    about = {
        "collection": COLLECTION,
        "version": f"letters-{number}",
        "round": number,
        "weights": blob,
        "snapshot": blob,
        "evidence": _evidence(gateway),
        "verdict": verdict,
        "decided_at": gateway.clock(),
    }
    if after > before:
        return ModelRejected.model_validate({**about, "champion": f"letters-{number - 1}"})
    return ModelPromoted.model_validate({**about, "generation": number, "previous": f"letters-{number - 1}"})


def _evidence(gateway: RunningGateway) -> BlobRef:
    slip = _LINE.replace("dear", "dcar")
    readings = ((_LINE[:-7], _LINE), (_LINE, slip), (slip, _LINE))
    lines = tuple(
        HeldOutReading(line_id=f"l{at}", page_id="p", truth=_LINE, champion=before, candidate=after)
        for at, (before, after) in enumerate(readings)
    )
    return put_model(gateway.objects, "evidence", HeldOutReadings(lines=lines))


def _bound(gateway: RunningGateway) -> AcceptanceBounded:
    return AcceptanceBounded(
        collection=COLLECTION,
        number=1,
        generation=5,
        verdict=6,
        asked_cer=0.01,
        confidence=0.95,
        threshold=0.004,
        upper_cer=0.009,
        supported_by=80,
        answered=200,
        share=0.4,
        missing=None,
        audits=12,
        arrivals=9,
        arrivals_when_derived=9,
        drift=0.01,
        drift_column="",
        predictor=ErrorPredictor(means=(), spreads=(), weights=()),
        bounded_at=gateway.clock(),
    )


def _review(gateway: RunningGateway) -> AskingReviewed:
    return AskingReviewed(
        collection=COLLECTION,
        number=1,
        basis="round 6",
        verdict=AskingVerdict.GOES_ON,
        target_cer=0.02,
        cer=0.071,
        upper_cer=0.08,
        attainable=900,
        forecast_cer=0.021,
        forecast_low=0.017,
        forecast_high=0.03,
        reviewed_at=gateway.clock(),
    )
