"""The labeling gateway: what other services say, as rows that people are shown.

Every handler is an upsert in one transaction, and yields nothing: what the gateway itself has to say leaves
through the outbox. Events come in any order and more than once.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from recto.runtime.objects import get_model
from schemas.documents import DocumentClassified, DocumentCompleted, DocumentIngested, LinesAccepted
from schemas.envelope import Event
from schemas.ids import line_id
from schemas.labels import DeclineWithdrawn, LabelAccepted, LabelDeclined, LabelWithdrawn
from schemas.layout import Layout
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack
from schemas.pages import PageIngested, PageRelined
from schemas.progress import AcceptanceBounded, AskingReviewed
from schemas.tasks import (
    BoxesRequested,
    ClassificationRequested,
    TaskReprioritised,
    TaskRequested,
    TaskWithdrawn,
)
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.read_pages import ReadPage
from services.labeling_gateway.store import (
    boxes,
    declines,
    documents,
    labels,
    lines,
    relining,
    sorting,
    standing,
    tasks,
    verdicts,
    webhooks,
)
from services.labeling_gateway.webhooks.telling import TOLD

_ELSEWHERE = "the line was settled elsewhere"

Nothing = tuple[()]
Handle = Callable[[Any, Deps], Nothing]


def _keep(*changes: Callable[[Any, Any], None]) -> Handle:
    """A handler that keeps what an event says, and has webhooks told of it, in one transaction."""

    def handle(event: Event, deps: Deps) -> Nothing:
        with deps.database.changing() as session:
            for change in changes:
                change(session, event)
            if event.type in TOLD:
                webhooks.tell(session, event, deps.clock())
        return ()

    return handle


def on_page_transcribed(event: PageTranscribed, deps: Deps) -> Nothing:
    """Keep the newest reading of each line. Poison if the readings are missing from the object store."""
    readings = get_model(deps.objects, event.readings, ReadPage)
    ids = [line_id(event.page_id, read.line.id) for read in readings.lines]
    with deps.database.changing() as session:
        if relining.is_outdated(session, event):
            return ()
        if not event.again:
            relining.advance(session, event, ids, deps.clock())
        lines.transcribed(session, event, readings)
    return ()


def on_page_unreadable(event: PageUnreadable, deps: Deps) -> Nothing:
    """Keep why no line could be read."""
    with deps.database.changing() as session:
        if not relining.is_outdated(session, event):
            relining.advance(session, event, [], deps.clock())
            lines.unreadable(session, event)
    return ()


def on_page_relined(event: PageRelined, deps: Deps) -> Nothing:
    """Our own word coming back: it tells something new to a database that was restored."""
    layout = get_model(deps.objects, event.layout, Layout)
    with deps.database.changing() as session:
        relining.relined(session, event, layout, deps.clock())
    return ()


def on_label_accepted(event: LabelAccepted, deps: Deps) -> Nothing:
    """Keep the label, and have it withdrawn if its line is gone."""
    return _keep(partial(_label_accepted, now=deps.clock()))(event, deps)


def _label_accepted(session: Any, event: LabelAccepted, now: datetime) -> None:
    """A label that was imported: ask nobody for that line any more, unless it was withdrawn meanwhile.

    Our own coming back is known already, and has had its effect, whatever became of the line since.
    """
    if not labels.is_known(session, event.label_id):
        tasks.lock_line(session, event.line_id)
        line = labels.accepted(session, event)
        relining.withdraw_if_gone(session, line, now)
        tasks.follow(session, line, _ELSEWHERE)


def _label_declined(session: Any, event: LabelDeclined) -> None:
    """A line that gives no text: ask nobody for it any more, unless that was taken back meanwhile."""
    if not declines.is_known(session, event):
        tasks.lock_line(session, event.line_id)
        line = declines.declined(session, event)
        tasks.follow(session, line, _ELSEWHERE)


def _label_withdrawn(session: Any, event: LabelWithdrawn) -> None:
    """A label counts no longer: if no other stands, its line is asked for again."""
    tasks.lock_line(session, event.line_id)
    line = labels.withdrawn(session, event)
    if line is not None:
        tasks.label_lost(session, line, event.label_id, f"the label was withdrawn: {event.reason}")


def _decline_withdrawn(session: Any, event: DeclineWithdrawn) -> None:
    """A decline counts no longer: its line is asked for again."""
    tasks.lock_line(session, event.line_id)
    line = declines.withdrawn(session, event)
    tasks.decline_lost(session, line, event, f"the decline was withdrawn: {event.reason}")


HANDLERS: dict[type[Event], Handle] = {
    DocumentIngested: _keep(documents.ingested, sorting.asked_before),
    DocumentClassified: _keep(sorting.classified),
    DocumentCompleted: _keep(documents.completed),
    LinesAccepted: _keep(lines.accepted),
    PageIngested: _keep(documents.page_ingested, boxes.asked_before, sorting.asked_before),
    PageRelined: on_page_relined,
    PageTranscribed: on_page_transcribed,
    PageUnreadable: on_page_unreadable,
    TaskRequested: _keep(tasks.requested),
    TaskReprioritised: _keep(tasks.reprioritised),
    TaskWithdrawn: _keep(tasks.withdrawn),
    BoxesRequested: _keep(boxes.requested),
    ClassificationRequested: _keep(sorting.requested),
    LabelAccepted: on_label_accepted,
    LabelDeclined: _keep(_label_declined),
    LabelWithdrawn: _keep(_label_withdrawn),
    DeclineWithdrawn: _keep(_decline_withdrawn),
    AcceptanceBounded: _keep(standing.bounded),
    AskingReviewed: _keep(standing.reviewed),
    ModelPromoted: _keep(verdicts.promoted),
    ModelRejected: _keep(verdicts.rejected),
    ModelRolledBack: _keep(verdicts.rolled_back),
}
