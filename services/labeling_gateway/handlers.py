"""The labeling gateway: what other services say, as rows that people are shown.

Every handler is an upsert in one transaction, and yields nothing: what the gateway itself has to say leaves
through the outbox. Events come in any order and more than once.
"""

from collections.abc import Callable
from typing import Any

from recto.runtime.objects import get_model
from schemas.documents import DocumentCompleted, DocumentIngested, LinesAccepted
from schemas.envelope import Event
from schemas.ids import line_id
from schemas.labels import LabelAccepted, LabelDeclined, LabelWithdrawn
from schemas.layout import Layout
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack
from schemas.pages import PageIngested, PageRelined
from schemas.progress import AcceptanceBounded, AskingReviewed
from schemas.tasks import BoxesRequested, TaskReprioritised, TaskRequested, TaskWithdrawn
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.read_pages import ReadPage
from services.labeling_gateway.store import (
    boxes,
    documents,
    labels,
    lines,
    relining,
    standing,
    tasks,
    verdicts,
    webhooks,
)
from services.labeling_gateway.webhooks.telling import TOLD

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
    _keep(labels.accepted, _ask_nobody)(event, deps)
    with deps.database.changing() as session:
        relining.withdraw_if_gone(session, event, deps.clock())
    return ()


def _ask_nobody(session: Any, event: LabelAccepted | LabelDeclined) -> None:
    """The line is settled, by an import or by our own answer coming back."""
    tasks.settled(session, event.line_id)


HANDLERS: dict[type[Event], Handle] = {
    DocumentIngested: _keep(documents.ingested),
    DocumentCompleted: _keep(documents.completed),
    LinesAccepted: _keep(lines.accepted),
    PageIngested: _keep(documents.page_ingested, boxes.asked_before),
    PageRelined: on_page_relined,
    PageTranscribed: on_page_transcribed,
    PageUnreadable: on_page_unreadable,
    TaskRequested: _keep(tasks.requested),
    TaskReprioritised: _keep(tasks.reprioritised),
    TaskWithdrawn: _keep(tasks.withdrawn),
    BoxesRequested: _keep(boxes.requested),
    LabelAccepted: on_label_accepted,
    LabelDeclined: _keep(lines.declined, _ask_nobody),
    LabelWithdrawn: _keep(labels.withdrawn),
    AcceptanceBounded: _keep(standing.bounded),
    AskingReviewed: _keep(standing.reviewed),
    ModelPromoted: _keep(verdicts.promoted),
    ModelRejected: _keep(verdicts.rejected),
    ModelRolledBack: _keep(verdicts.rolled_back),
}
