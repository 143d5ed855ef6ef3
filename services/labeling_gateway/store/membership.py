"""Which collection something belongs to, so that it is open only to whom the collection is open."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.labeling_gateway.store.document_tables import DocumentRow, LabelRow, PageRow
from services.labeling_gateway.store.queue_tables import TaskRow
from services.labeling_gateway.store.webhook_tables import WebhookRow

_OF: Mapping[str, tuple[InstrumentedAttribute[str], InstrumentedAttribute[Any]]] = {
    "task_id": (TaskRow.id, TaskRow.collection),
    "page_id": (PageRow.id, PageRow.collection),
    "document_id": (DocumentRow.id, DocumentRow.collection),
    "label_id": (LabelRow.id, LabelRow.collection),
    "webhook_id": (WebhookRow.id, WebhookRow.collection),
}
"""By the name that an id has in addresses."""


def collections_of(session: Session, ids: Mapping[str, str]) -> list[str | None]:
    """The collections of what a route's address names. What there is not, belongs to none; None stands for all."""
    wanted = [(key, collection, ids[name]) for name, (key, collection) in _OF.items() if name in ids]
    return [
        found
        for key, collection, one in wanted
        for found in session.scalars(select(collection).where(key == one))
    ]
