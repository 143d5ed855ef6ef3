"""Leases: the next lines, for a person."""

import logging
from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from recto.runtime.failures import Poison, Transient
from schemas.collections import CollectionSettings
from schemas.readings import Grapheme
from schemas.tasks import Purpose, TaskKind
from services.labeling_gateway import metrics
from services.labeling_gateway.api.access import Asker, Gateway, needs, require
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.readings import ReadingCache
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import LINE_KINDS, Work
from services.labeling_gateway.store import collections, leases
from services.labeling_gateway.store.dealing import Wanted
from services.labeling_gateway.store.leases import Held
from services.labeling_gateway.task_traces import dealt

log = logging.getLogger(__name__)

router = APIRouter(tags=["queue"])


class LeaseIn(BaseModel):
    """How many lines, and of which collection."""

    collection: str | None = Field(default=None, description="Any, if unset.", examples=["letters-1905"])
    count: int = Field(default=1, ge=1, le=100, description="At most so many.", examples=[3])
    kinds: list[TaskKind] = Field(
        default=list(LINE_KINDS),
        min_length=1,
        description="Lines, if unset; `boxes` for pages to draw, `classify` for documents to sort.",
    )
    work: Work = Field(
        default=Work.KEY,
        description="'adjudicate': lines that two people read differently, for adjudicators alone; see "
        "/v1/tasks/{task_id}/adjudication.",
    )


class LeaseOut(BaseModel):
    """A task in your hands. Answer under this epoch before it expires, or send heartbeats."""

    task_id: str
    epoch: int = Field(description="Fences the lease: an answer under an older epoch is refused.")
    expires_at: datetime
    kind: TaskKind
    collection: str
    document_id: str
    page_id: str
    line_id: str = Field(description="Empty where the task is about a page or a document.")
    purpose: Purpose
    reason: str = Field(description="Why this line is asked for.")
    work: Work = Field(description="What to do: key the line, or settle the readings of others.")
    text: str = Field(description="The reading to start from. It does not change while you hold the lease.")
    draft: str | None = Field(description="What you had written, where you took your answer back.")
    model_version: str
    image: str = Field(description="Where the line's image is.")
    graphemes: tuple[Grapheme, ...] = Field(
        description="The reading to start from, character by character, with confidence, place in the image and "
        "alternatives. Empty if it can't be told."
    )
    illegible_sign: str = Field(
        description="What to write where part of the line can't be read.", examples=["⟨…⟩"]
    )


class LeasesOut(BaseModel):
    """The lines that you hold now; none if nothing waits."""

    leases: list[LeaseOut]


@router.post(
    "/leases",
    summary="Lease the next lines",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403, 404, 422, 503),
)
def lease(asked: LeaseIn, deps: Gateway, who: Asker) -> LeasesOut:
    """Hands out open tasks by priority. Nobody else gets them until you answer, release, or let them expire.

    Of scripts and languages that you know, with personal data only if you are cleared for it, and never a line that
    you have answered. With `work` 'adjudicate': lines that two others read differently.
    """
    if asked.work is Work.ADJUDICATE:
        require(Role.ADJUDICATOR, who)
    if asked.collection is not None:
        who.require_own(asked.collection)
    wanted = Wanted(who, asked.collection, asked.count, asked.work, tuple(asked.kinds))
    with deps.database.changing() as session:
        given = leases.give(session, wanted, now=deps.clock(), lasts=deps.lease_lasts)
        if asked.collection is not None and not given.held:
            collections.one(session, asked.collection)
    dealt(given.held)
    metrics.LEASES_GIVEN.inc(len(given.held))
    metrics.LEASES_EXPIRED.inc(given.expired)
    return LeasesOut(leases=[lease_out(held, given.settings, deps.readings) for held in given.held])


def lease_out(held: Held, settings: Mapping[str, CollectionSettings], readings: ReadingCache) -> LeaseOut:
    """A lease as its holder sees it, by the settings of all collections."""
    task, lease = held
    return LeaseOut(
        task_id=task.id,
        epoch=lease.epoch,
        expires_at=lease.expires_at,
        kind=task.kind,
        collection=task.collection,
        document_id=task.document_id,
        page_id=task.page_id,
        line_id=task.line_id,
        purpose=task.purpose,
        reason=task.reason,
        work=lease.work,
        text=lease.text,
        draft=lease.draft,
        model_version=lease.model_version,
        image=f"/v1/tasks/{task.id}/image",
        graphemes=_graphemes(held, readings),
        illegible_sign=settings.get(task.collection, CollectionSettings()).illegible_sign,
    )


def _graphemes(held: Held, readings: ReadingCache) -> tuple[Grapheme, ...]:
    """A line can be keyed without its doubts: that they are gone, or the store is away, keeps nobody from work."""
    task, lease = held
    if task.kind not in LINE_KINDS:
        return ()
    try:
        reading = readings.of_line(lease.readings, task.line_id)
    except (Poison, Transient) as failure:
        log.warning("line %s is dealt without its doubts: %s", task.line_id, failure)
        return ()
    return reading.graphemes if reading is not None and reading.text == lease.text else ()
