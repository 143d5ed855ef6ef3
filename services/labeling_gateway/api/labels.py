"""Labels: what each was made of."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from schemas.labels import Origin
from schemas.tasks import Purpose
from services.labeling_gateway.api.access import Asker, Gateway, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import Outcome, Work
from services.labeling_gateway.store import dealing, lineage
from services.labeling_gateway.store.queue_tables import AnswerRow, LeaseRow

router = APIRouter(prefix="/labels", tags=["people"], dependencies=[needs(Role.LEAD)])


class PartOut(BaseModel):
    """One person's part in a label."""

    person: str
    work: Work = Field(description="Keyed the line, or settled what two had keyed.")
    outcome: Outcome
    text: str | None
    reason: str | None
    prefill: str = Field(description="What they started from.")
    model_version: str = Field(description="The model that had read it.")
    generation: int
    seconds: float
    keystrokes: int
    edits: int
    given_at: datetime = Field(description="When they got the line.")
    answered_at: datetime
    set_aside: str | None = Field(description="Why it counts no longer, if it doesn't.")


class LabelOut(BaseModel):
    """A label and how it came about."""

    label_id: str
    line_id: str
    collection: str
    task_id: str | None = Field(description="None for what was imported.")
    text: str
    origin: Origin
    purpose: Purpose
    by: str = Field(examples=["ada, bob"])
    is_partial: bool = Field(description="Part of the line could not be read: it trains and judges no model.")
    accepted_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    parts: list[PartOut] = Field(description="In the order of the answers. Empty for what was imported.")


@router.get("/{label_id}", summary="How a label came about", responses=problems(401, 403, 404))
def show(label_id: str, deps: Gateway, who: Asker) -> LabelOut:
    """Who keyed it, from which model's reading, at what cost; both keyings and who settled them."""
    with deps.database.reading() as session:
        label, parts = lineage.of_label(session, label_id)
        dealing.require_cleared(session, who, label.line_id)
    fields = {name: getattr(label, name) for name in LabelOut.model_fields if hasattr(label, name)}
    return LabelOut(label_id=label.id, parts=[_part(*each) for each in parts], **fields)


def _part(answer: AnswerRow, lease: LeaseRow) -> PartOut:
    start = {name: getattr(lease, name) for name in ("model_version", "generation", "given_at")}
    names = PartOut.model_fields.keys() - start.keys() - {"prefill"}
    said = {name: getattr(answer, name) for name in names}
    return PartOut(prefill=lease.text, **start, **said)
