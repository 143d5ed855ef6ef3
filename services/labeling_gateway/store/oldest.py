"""The oldest task that waits, by collection, kind and purpose: held-out lines and audits come before all others."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from schemas.tasks import Purpose, TaskKind
from services.labeling_gateway.states import TaskState
from services.labeling_gateway.store.queue_tables import TaskRow


class OldestWait(NamedTuple):
    """Since when the oldest open task of this kind and purpose waits."""

    collection: str
    kind: TaskKind
    purpose: Purpose
    since: datetime


def oldest_waits(session: Session) -> Sequence[OldestWait]:
    """One for each kind and purpose of which there are open tasks; gold lines wait for nobody else."""
    of_these = (TaskRow.collection, TaskRow.kind, TaskRow.purpose)
    query = (
        select(*of_these, func.min(TaskRow.requested_at))
        .where(TaskRow.state == TaskState.OPEN, TaskRow.gold_for.is_(None))
        .group_by(*of_these)
    )
    return [OldestWait(*row) for row in session.execute(query)]
