"""From a training's report to the event that says what came of it."""

from datetime import datetime

from recto.runtime.failures import Poison
from recto.runtime.objects import ObjectStore, get_model
from schemas.models import ModelPromoted, ModelRejected, Verdict
from services.trainer.evidence import Evidence
from services.trainer.gate import Judgement, judge
from services.trainer.ledger import Book
from services.trainer.order import Order, Report
from services.trainer.snapshots import Snapshot


def verdict_event(
    book: Book, order: Order, report: Report, objects: ObjectStore, now: datetime
) -> ModelPromoted | ModelRejected:
    """The gate's verdict on the candidate. Raises Poison if the job did not report weights and evidence."""
    if report.weights is None or report.evidence is None:
        raise Poison(f"the training of {order.version} ended without weights or evidence")
    evidence = get_model(objects, report.evidence, Evidence)
    judgement = _in_time(judge(evidence.lines, order.version), order, book)
    shared = {
        "collection": book.name,
        "version": order.version,
        "round": book.rounds + 1,
        "weights": report.weights,
        "snapshot": order.snapshot,
        "verdict": _verdict(book, get_model(objects, order.snapshot, Snapshot), evidence, judgement, report),
        "evidence": report.evidence,
        "decided_at": now,
    }
    if judgement.is_promoted:
        return ModelPromoted(generation=book.generation + 1, previous=order.champion, **shared)
    return ModelRejected(champion=book.champion, **shared)


def _in_time(judgement: Judgement, order: Order, book: Book) -> Judgement:
    """What a person decided during the training stands: the candidate was held against another champion."""
    if not judgement.is_promoted or book.champion == order.champion:
        return judgement
    reason = f"{judgement.reason}; but {book.champion} took over from {order.champion} during the training"
    return judgement.model_copy(update={"is_promoted": False, "reason": reason})


def _verdict(
    book: Book, snapshot: Snapshot, evidence: Evidence, judgement: Judgement, report: Report
) -> Verdict:
    labels = book.standing_labels
    return Verdict(
        candidate_cer=judgement.candidate_cer,
        champion_cer=judgement.champion_cer,
        held_out_lines=len(evidence.lines),
        held_out_pages=len({line.page_id for line in evidence.lines}),
        labels=len(snapshot.training),
        characters_keyed=sum(label.characters_keyed for label in labels),
        edits=sum(label.edits for label in labels),
        train_seconds=report.seconds,
        reason=judgement.reason,
        interval=judgement.interval,
        probability=judgement.probability,
        calibration_error=evidence.calibration.after if evidence.calibration else None,
        slices=judgement.slices,
    )
