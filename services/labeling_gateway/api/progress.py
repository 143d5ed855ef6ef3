"""How far a collection is: what `recto status` and the demo show."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from recto.querying.forecast import Round, labels_needed
from schemas.models import Verdict
from schemas.progress import AcceptanceBounded, AskingReviewed
from schemas.tasks import TaskKind
from services.labeling_gateway.api.access import Gateway, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import LineState, Stage
from services.labeling_gateway.store import collections, progress, sorting, standing, verdicts, waiting
from services.labeling_gateway.store.document_tables import VerdictRow
from services.labeling_gateway.store.progress import Depth, LabelSums

router = APIRouter(tags=["collections"])


class DecisionOut(BaseModel):
    """What was decided about a model: promoted, rejected or rolled-back."""

    decision: str
    version: str
    round: int | None
    generation: int | None
    verdict: Verdict | None
    reason: str
    by: str
    decided_at: datetime


class QueueOut(BaseModel):
    """Open tasks of one kind."""

    kind: TaskKind
    free: int = Field(description="That nobody holds.")
    leased: int
    oldest_wait_seconds: float


class NeededOut(BaseModel):
    """What it should take to the target, by the curve that fits the trainings so far best."""

    labels: int = Field(description="In all, those that there are included.")
    characters: int = Field(description="Still to be keyed, as labels so far were long.")
    hours: float = Field(description="Of people's time, as labels so far took.")


class ProgressOut(BaseModel):
    """How far a collection is."""

    collection: str
    documents: int
    documents_complete: int
    sorted_into: dict[str, int] = Field(
        description="Of an inbox: documents that people have put into collections, by collection."
    )
    lines: dict[LineState, int] = Field(description="Lines by where they stand.")
    accepted: int = Field(description="Lines accepted without a person.")
    declined: int = Field(description="Lines from which a person took no text.")
    open: int = Field(description="Tasks that wait and that nobody holds.")
    leased: int = Field(description="Tasks in somebody's hands.")
    answered: int = Field(description="Tasks answered.")
    oldest_wait_seconds: float | None = Field(description="None if nothing waits.")
    second_person: int = Field(description="Lines keyed once that wait for a second person.")
    adjudications: int = Field(description="Lines that two people read differently, to be settled.")
    without_anybody: int = Field(
        description="Of both, those that have waited beyond second_person_hours, with nobody there to take them."
    )
    labels: int = Field(description="Imported ones included, withdrawn ones not.")
    characters_keyed: int
    edits: int
    seconds: float = Field(description="Time that lines were on people's screens.")
    queue: list[QueueOut]
    rounds: list[DecisionOut] = Field(description="Decisions about models, oldest first.")
    acceptance: AcceptanceBounded | None = Field(
        description="What may be accepted without a person, and why."
    )
    asking: AskingReviewed | None = Field(description="Whether more labels are asked for, and why not.")
    needed: NeededOut | None = Field(
        description="None with fewer than five trainings, or where the target is out of reach."
    )


@router.get(
    "/collections/{name}/progress",
    summary="How far a collection is",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403, 404),
)
def show(name: str, deps: Gateway) -> ProgressOut:
    """Queue, labels, lines by state, and every decision about a model."""
    now = deps.clock()
    with deps.database.reading() as session:
        target = collections.one(session, name).settings.target_cer
        depths = progress.depths(session, now, name)
        lines = progress.lines_by_state(session, name)
        documents, complete = progress.documents(session, name)
        answered = progress.tasks_answered(session, name)
        into = sorting.sorted_into(session, name)
        sums = progress.label_sums(session, name)
        decisions = verdicts.of_collection(session, name)
        stands = standing.of_collection(session, name)
        waits = waiting.tally(session, now, name)
    oldest = min((depth.oldest for depth in depths), default=None)
    return ProgressOut(
        collection=name,
        documents=documents,
        documents_complete=complete,
        sorted_into=into,
        lines=lines,
        accepted=lines[LineState.ACCEPTED],
        declined=lines[LineState.DECLINED],
        open=sum(depth.free for depth in depths),
        leased=sum(depth.leased for depth in depths),
        answered=answered,
        oldest_wait_seconds=(now - oldest).total_seconds() if oldest else None,
        second_person=waits.waits.get((name, Stage.SECOND), 0),
        adjudications=waits.waits.get((name, Stage.ADJUDICATION), 0),
        without_anybody=waits.stuck.get(name, 0),
        labels=sums.labels,
        characters_keyed=sums.characters_keyed,
        edits=sums.edits,
        seconds=sums.seconds,
        queue=[_queue(depth, now) for depth in depths],
        acceptance=stands.bound,
        asking=stands.review,
        needed=_needed(decisions, sums, target),
        rounds=[DecisionOut.model_validate(row, from_attributes=True) for row in decisions],
    )


def _queue(depth: Depth, now: datetime) -> QueueOut:
    waited = (now - depth.oldest).total_seconds()
    return QueueOut(kind=depth.kind, free=depth.free, leased=depth.leased, oldest_wait_seconds=waited)


def _needed(decisions: Sequence[VerdictRow], sums: LabelSums, target: float) -> NeededOut | None:
    rounds = [
        Round(made.verdict.labels, made.verdict.candidate_cer)
        for made in decisions
        if made.verdict is not None and made.verdict.candidate_cer is not None
    ]
    labels = labels_needed(rounds, target)
    if labels is None:
        return None
    missing = max(0, labels - sums.labels) / max(1, sums.labels)
    return NeededOut(
        labels=labels,
        characters=round(missing * sums.characters_keyed),
        hours=round(missing * sums.seconds / 3600, 2),
    )
