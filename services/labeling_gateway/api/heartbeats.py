"""Heartbeats: whoever is still at work keeps what they hold."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.labeling_gateway.api.access import Gateway, Person, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import leases

router = APIRouter(tags=["queue"])


class HeldLease(BaseModel):
    """Which lease is meant."""

    task_id: str
    epoch: int = Field(ge=1, examples=[1])


class HeartbeatIn(BaseModel):
    """All that you hold."""

    leases: list[HeldLease] = Field(min_length=1, max_length=100)


class LostLease(HeldLease):
    """A lease that is over, or was never yours. An answer under it would be refused."""

    why: str


class HeartbeatOut(BaseModel):
    """How long your leases last now, and those that do not."""

    expires_at: datetime
    lost: list[LostLease]


@router.post(
    "/heartbeats",
    summary="Hold leases longer",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403, 422, 503),
)
def heartbeat(sign: HeartbeatIn, deps: Gateway, person: Person) -> HeartbeatOut:
    """One sign of life for all leases in your hands, whatever they are about."""
    now = deps.clock()
    meant = [leases.LeaseKey(each.task_id, each.epoch) for each in sign.leases]
    with deps.database.changing() as session:
        lost = leases.extend(session, meant, person=person, now=now, lasts=deps.lease_lasts)
    return HeartbeatOut(
        expires_at=now + deps.lease_lasts,
        lost=[LostLease(**key._asdict(), why=why) for key, why in lost],
    )
