"""The labeling gateway: what other services say, as rows that people are shown.

Every handler is an upsert in one transaction, and yields nothing: what the gateway itself has to say leaves
through the outbox. Events come in any order and more than once.
"""

from collections.abc import Callable
from typing import Any

from recto.runtime.objects import get_model
from schemas.documents import DocumentCompleted, DocumentIngested, LinesAccepted
from schemas.envelope import Event
from schemas.labels import DeclineWithdrawn, LabelAccepted, LabelDeclined, LabelWithdrawn
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack
from schemas.pages import PageIngested
from schemas.tasks import TaskReprioritised, TaskRequested, TaskWithdrawn
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.read_pages import ReadPage
from services.labeling_gateway.store import declines, documents, labels, lines, tasks, verdicts

Nothing = tuple[()]
Handle = Callable[[Any, Deps], Nothing]


def _keep(change: Callable[[Any, Any], None]) -> Handle:
    """A handler that keeps what an event says, in one transaction."""

    def handle(event: Event, deps: Deps) -> Nothing:
        with deps.database.changing() as session:
            change(session, event)
        return ()

    return handle


def on_page_transcribed(event: PageTranscribed, deps: Deps) -> Nothing:
    """Keep the newest reading of each line. Poison if the readings are missing from the object store."""
    readings = get_model(deps.objects, event.readings, ReadPage)
    with deps.database.changing() as session:
        lines.transcribed(session, event, readings)
    return ()


def on_label_accepted(event: LabelAccepted, deps: Deps) -> Nothing:
    """A label, imported or our own coming back: ask nobody for that line, unless it was withdrawn meanwhile."""
    with deps.database.changing() as session:
        line = labels.accepted(session, event)
        tasks.follow(session, line, "the line was settled elsewhere")
    return ()


def on_label_declined(event: LabelDeclined, deps: Deps) -> Nothing:
    """A line that gives no text: ask nobody for it, unless it was taken back meanwhile."""
    with deps.database.changing() as session:
        line = declines.declined(session, event)
        tasks.follow(session, line, "the line was settled elsewhere")
    return ()


def on_label_withdrawn(event: LabelWithdrawn, deps: Deps) -> Nothing:
    """A label counts no longer: if no other stands, its line is asked for again."""
    with deps.database.changing() as session:
        line = labels.withdrawn(session, event)
        if line is not None:
            tasks.follow(session, line, f"the label was withdrawn: {event.reason}")
    return ()


def on_decline_withdrawn(event: DeclineWithdrawn, deps: Deps) -> Nothing:
    """A decline counts no longer: its line is asked for again."""
    with deps.database.changing() as session:
        line = declines.withdrawn(session, event)
        tasks.follow(session, line, f"the decline was withdrawn: {event.reason}")
    return ()


HANDLERS: dict[type[Event], Handle] = {
    DocumentIngested: _keep(documents.ingested),
    DocumentCompleted: _keep(documents.completed),
    LinesAccepted: _keep(lines.accepted),
    PageIngested: _keep(documents.page_ingested),
    PageTranscribed: on_page_transcribed,
    PageUnreadable: _keep(lines.unreadable),
    TaskRequested: _keep(tasks.requested),
    TaskReprioritised: _keep(tasks.reprioritised),
    TaskWithdrawn: _keep(tasks.withdrawn),
    LabelAccepted: on_label_accepted,
    LabelDeclined: on_label_declined,
    LabelWithdrawn: on_label_withdrawn,
    DeclineWithdrawn: on_decline_withdrawn,
    ModelPromoted: _keep(verdicts.promoted),
    ModelRejected: _keep(verdicts.rejected),
    ModelRolledBack: _keep(verdicts.rolled_back),
}
