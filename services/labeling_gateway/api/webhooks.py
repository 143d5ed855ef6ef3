"""Webhooks: who outside is told of what."""

from datetime import datetime
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query, Response
from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, JsonValue, field_validator

from schemas.collections import CollectionName
from services.labeling_gateway.api.access import Asker, Gateway, needs, require_named
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.failures import NotCleared
from services.labeling_gateway.people import Who
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import collections, webhooks
from services.labeling_gateway.store.webhook_tables import DeliveryRow, DeliveryState, WebhookRow
from services.labeling_gateway.webhooks.signing import new_secret
from services.labeling_gateway.webhooks.telling import TOLD, ping

router = APIRouter(prefix="/webhooks", tags=["webhooks"], dependencies=[needs(Role.LEAD)])

_EXAMPLE: dict[str, JsonValue] = {
    "url": "https://archive.example/recto",
    "types": ["recto.document.completed.v1"],
    "collection": "letters-1905",
}


class WebhookIn(BaseModel):
    """Who wants to be told, and of what."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    url: AnyHttpUrl = Field(description="Gets a POST for each event. Redirects are not followed.")
    types: list[str] = Field(min_length=1, description=f"Of {', '.join(sorted(TOLD))}.")
    collection: CollectionName | None = Field(default=None, description="Every collection, if unset.")
    is_active: bool = Field(default=True, description="Set again after the receiver answered 410 Gone.")

    @field_validator("types")
    @classmethod
    def _are_told(cls, types: list[str]) -> list[str]:
        unknown = sorted(set(types) - TOLD.keys())
        if unknown:
            raise ValueError(f"nothing of type {unknown[0]} is ever told")
        return sorted(set(types))


class WebhookOut(BaseModel):
    """A webhook."""

    webhook_id: str
    url: str
    types: list[str]
    collection: str | None
    is_active: bool
    stopped_why: str | None = Field(description="Why nothing is told any more, where that is so.")
    made_by: str
    made_at: datetime


class NewWebhookOut(WebhookOut):
    """A webhook that was just made, or given a new secret."""

    secret: str = Field(description="Shown this once. Signs each message, as Standard Webhooks 1.0 has it.")


class WebhooksOut(BaseModel):
    """Oldest first."""

    webhooks: list[WebhookOut]


class DeliveryOut(BaseModel):
    """One message, and what became of it."""

    delivery_id: int
    event_id: str
    type: str
    state: DeliveryState
    attempts: int
    due_at: datetime = Field(description="When it is sent next, or was done with.")
    status: int | None = Field(description="What the receiver answered last.")
    error: str | None
    made_at: datetime


class DeliveriesOut(BaseModel):
    """Newest first. `next` is what to pass as `after` for more; None at the end."""

    deliveries: list[DeliveryOut]
    next: int | None


@router.get("", summary="All webhooks", responses=problems(401, 403))
def every(deps: Gateway, who: Asker) -> WebhooksOut:
    """Without their secrets."""
    with deps.database.reading() as session:
        rows = [row for row in webhooks.every(session) if who.owns(row.collection)]
    return WebhooksOut(webhooks=[WebhookOut(**_fields(row)) for row in rows])


@router.post("", summary="Make a webhook", status_code=201, responses=problems(401, 403, 404, 422, 503))
def make(wanted: WebhookIn, deps: Gateway, who: Asker, response: Response) -> NewWebhookOut:
    """From now on it is told of each event, at least once, in no sure order, until it answers with 2xx.

    403 if you are not cleared for personal data: messages carry whole texts.
    """
    _require_cleared(who)
    require_named(who, wanted.collection)
    row = WebhookRow(
        id=f"webhook-{uuid4().hex}", secret=new_secret(), made_by=who.person, made_at=deps.clock()
    )
    with deps.database.changing() as session:
        _set(row, wanted)
        if wanted.collection is not None:
            collections.one(session, wanted.collection)
        session.add(row)
    response.headers["Location"] = f"/v1/webhooks/{row.id}"
    return NewWebhookOut(**_fields(row), secret=row.secret)


@router.put("/{webhook_id}", summary="Change a webhook", responses=problems(401, 403, 404, 422, 503))
def change(webhook_id: str, wanted: WebhookIn, deps: Gateway, who: Asker) -> WebhookOut:
    """All of it at once. The secret stays. 403 if you are not cleared for personal data."""
    _require_cleared(who)
    require_named(who, wanted.collection)
    with deps.database.changing() as session:
        row = webhooks.one(session, webhook_id)
        if wanted.collection is not None:
            collections.one(session, wanted.collection)
        _set(row, wanted)
    return WebhookOut(**_fields(row))


@router.post("/{webhook_id}/secret", summary="A new secret", responses=problems(401, 403, 404, 503))
def renew(webhook_id: str, deps: Gateway) -> NewWebhookOut:
    """The one before signs nothing any more."""
    with deps.database.changing() as session:
        row = webhooks.one(session, webhook_id)
        row.secret = new_secret()
    return NewWebhookOut(**_fields(row), secret=row.secret)


@router.delete(
    "/{webhook_id}", summary="Remove a webhook", status_code=204, responses=problems(401, 403, 404, 503)
)
def remove(webhook_id: str, deps: Gateway) -> None:
    """Nothing more is told, and what still waited is forgotten."""
    with deps.database.changing() as session:
        webhooks.remove(session, webhook_id)


@router.post(
    "/{webhook_id}/ping", summary="Try a webhook", status_code=202, responses=problems(401, 403, 404, 503)
)
def try_it(webhook_id: str, deps: Gateway) -> None:
    """Sends a message of type recto.webhook.ping.v1; what comes of it is among the deliveries."""
    now, event_id = deps.clock(), uuid4().hex
    with deps.database.changing() as session:
        webhooks.one(session, webhook_id)
        webhooks.put(session, webhook_id, ping(webhook_id, event_id, now), now)


@router.get(
    "/{webhook_id}/deliveries", summary="What became of its messages", responses=problems(401, 403, 404, 422)
)
def deliveries(
    webhook_id: str,
    deps: Gateway,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[int | None, Query(description="`next` of the answer before.")] = None,
) -> DeliveriesOut:
    """Newest first, of the last thirty days."""
    with deps.database.reading() as session:
        webhooks.one(session, webhook_id)
        rows = webhooks.deliveries(session, webhook_id, limit + 1, after)
    shown = rows[:limit]
    return DeliveriesOut(
        deliveries=[_delivery(row) for row in shown], next=shown[-1].id if len(rows) > limit else None
    )


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/again",
    summary="Send a message again",
    responses=problems(401, 403, 404, 503),
)
def send_again(webhook_id: str, delivery_id: int, deps: Gateway) -> DeliveryOut:
    """At once, and with all attempts before it."""
    with deps.database.changing() as session:
        row = webhooks.again(session, webhook_id, delivery_id, deps.clock())
    return _delivery(row)


def _require_cleared(who: Who) -> None:
    if not who.cleared:
        raise NotCleared("Webhooks tell whole texts, personal data too: an admin can clear you for it.")


def _set(row: WebhookRow, wanted: WebhookIn) -> None:
    row.url, row.types, row.collection = str(wanted.url), " ".join(wanted.types), wanted.collection
    row.is_active = wanted.is_active
    if wanted.is_active:
        row.stopped_why = None


def _fields(row: WebhookRow) -> dict[str, object]:
    names = ("url", "collection", "is_active", "stopped_why", "made_by", "made_at")
    return {"webhook_id": row.id, "types": row.wants, **{name: getattr(row, name) for name in names}}


def _delivery(row: DeliveryRow) -> DeliveryOut:
    fields = {name: getattr(row, name) for name in DeliveryOut.model_fields if name != "delivery_id"}
    return DeliveryOut(delivery_id=row.id, **fields)
