"""Withdrawals: what somebody has answered counts no longer, and its lines are open again."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from schemas.labels import Origin
from services.labeling_gateway.api.access import Asker, Gateway, needs, require_named
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store.withdrawals import Span
from services.labeling_gateway.withdrawing import preview, withdraw

router = APIRouter(tags=["people"], dependencies=[needs(Role.LEAD)])

_EXAMPLE: dict[str, JsonValue] = {
    "person": "ada",
    "since": "2026-03-02T00:00:00Z",
    "collection": "letters-1905",
    "reason": "long s keyed as f",
    "dry_run": True,
}


class WithdrawalIn(BaseModel):
    """What to withdraw: at least one of person, span of time and collection."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    person: str | None = Field(
        default=None, description="Who answered, alone or as one of two; or the file that was imported."
    )
    since: AwareDatetime | None = Field(default=None, description="Answered at this time or later.")
    until: AwareDatetime | None = Field(default=None, description="Answered at this time or before.")
    collection: str | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] = Field(
        description="Is kept with every label, and told to whoever trains."
    )
    dry_run: bool = Field(default=False, description="Only say how much it would be.")


class WithdrawalOut(BaseModel):
    """What was withdrawn, or would be."""

    labels: dict[str, int] = Field(description="By collection.", examples=[{"letters-1905": 212}])
    origins: dict[Origin, int] = Field(description="The same labels by where they come from.")
    declines: dict[str, int] = Field(description="Lines said to have no text, by collection.")
    waiting: dict[str, int] = Field(description="Keyings that waited for another person, by collection.")
    is_dry_run: bool


@router.post(
    "/withdrawals", summary="Withdraw what somebody has answered", responses=problems(401, 403, 422, 503)
)
def make(wanted: WithdrawalIn, deps: Gateway, who: Asker) -> WithdrawalOut:
    """No model is trained with these labels from now on; their lines are asked for again; lineage is kept.

    Sent again, it withdraws what it has not withdrawn yet. What another person settled stays.
    """
    require_named(who, wanted.collection)
    span = Span(wanted.person, wanted.collection, wanted.since, wanted.until)
    found = preview(deps, span) if wanted.dry_run else withdraw(deps, span, wanted.reason)
    return WithdrawalOut(**vars(found), is_dry_run=wanted.dry_run)
