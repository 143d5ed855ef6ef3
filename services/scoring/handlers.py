"""Scoring, event by event: keeps the pool, and follows each change with what it makes necessary.

Choosing lines is not here but in rounds.py: it is due by the clock and the state of the pool, not by any one event.
"""

from collections.abc import Iterator

from recto.querying.selection import priorities
from recto.querying.strategies import STRATEGIES
from recto.runtime.objects import get_model
from recto.runtime.service import Handlers
from schemas.collections import CollectionConfigured
from schemas.documents import DocumentClassified, DocumentIngested
from schemas.envelope import Event
from schemas.ids import line_id, task_id
from schemas.labels import DeclineWithdrawn, LabelAccepted, LabelDeclined, LabelWithdrawn
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack
from schemas.readings import PageReadings
from schemas.rescoring import RescoreRequested
from schemas.tasks import Purpose, TaskKind, TaskReprioritised
from schemas.transcripts import PageTranscribed, PageUnreadable
from services.scoring.deps import Deps
from services.scoring.pages import draw, is_outdated, take_page
from services.scoring.pool.collections import Collection
from services.scoring.purposes import FIXED
from services.scoring.sorting import let_go
from services.scoring.verdicts import take_verdict


def on_collection_configured(event: CollectionConfigured, deps: Deps) -> Iterator[Event]:
    """Take the settings; the next round follows them, and pages that came before them are drawn by them."""
    deps.pool.collections.configure(event.collection, event.version, event.settings)
    deps.pool.collections.unweigh(event.collection)
    collection = _touched(event.collection, deps)
    for page, arrival in deps.pool.documents.undrawn(collection.name):
        draw(page, arrival, collection, deps)
    yield from ()


def on_document_ingested(event: DocumentIngested, deps: Deps) -> Iterator[Event]:
    """Expect its pages."""
    _touched(event.collection, deps)
    if not deps.pool.inbox.has_moved(event.document_id):
        deps.pool.documents.add(event)
    yield from ()


def on_document_classified(event: DocumentClassified, deps: Deps) -> Iterator[Event]:
    """It is in an inbox no longer; ingestion will tell of it in its collection."""
    _touched(event.collection, deps)
    yield from let_go(event, deps)


def on_page_transcribed(event: PageTranscribed, deps: Deps) -> Iterator[Event]:
    """Take the readings into the pool.

    Tasks that wait get their new reading and place in the queue. A page that an old champion read while a new one
    took over is sent to be read again. What was read by lines that were drawn anew since changes nothing.
    """
    readings = get_model(deps.objects, event.readings, PageReadings)
    collection = _touched(event.collection, deps)
    if is_outdated(event, deps):
        return
    if not event.again:
        ids = [line_id(event.page_id, read.line.id) for read in readings.lines]
        yield from take_page(event, ids, collection, deps)
        deps.pool.cuts.note(event, readings.lines)
    deps.pool.lines.put(event, readings.lines)
    deps.pool.collections.unweigh(event.collection)
    deps.pool.documents.touch(event.document_id)
    yield from _reprioritised(event, collection, deps)
    yield from _to_reread(collection.name, collection.generation, deps, page_id=event.page_id)


def on_page_unreadable(event: PageUnreadable, deps: Deps) -> Iterator[Event]:
    """The page is done with: there is nothing to ask about."""
    collection = _touched(event.collection, deps)
    if not is_outdated(event, deps):
        yield from take_page(event, (), collection, deps)
        deps.pool.documents.touch(event.document_id)


def on_label_accepted(event: LabelAccepted, deps: Deps) -> Iterator[Event]:
    """The line is settled."""
    _touched(event.collection, deps)
    deps.pool.lines.label(event)
    deps.pool.documents.touch(event.document_id)
    yield from ()


def on_label_declined(event: LabelDeclined, deps: Deps) -> Iterator[Event]:
    """The line is settled without a text."""
    _touched(event.collection, deps)
    deps.pool.lines.decline(event)
    deps.pool.documents.touch(event.document_id)
    yield from ()


def on_label_withdrawn(event: LabelWithdrawn, deps: Deps) -> Iterator[Event]:
    """The line is open, or asked for, again, unless another label stands. The newest champion should read it."""
    collection = _touched(event.collection, deps)
    deps.pool.collections.unweigh(event.collection)
    page = deps.pool.lines.withdraw(event.label_id, event.line_id)
    if page is not None:
        yield from _to_reread(collection.name, collection.generation, deps, page_id=page)


def on_decline_withdrawn(event: DeclineWithdrawn, deps: Deps) -> Iterator[Event]:
    """The person is asked for the line again. No champion since has read it: the newest should."""
    collection = _touched(event.collection, deps)
    page = deps.pool.lines.withdraw_decline(event.line_id)
    if page is not None:
        yield from _to_reread(collection.name, collection.generation, deps, page_id=page)


def on_model_promoted(event: ModelPromoted, deps: Deps) -> Iterator[Event]:
    """What still waits is read again by the new champion."""
    _touched(event.collection, deps)
    cer = event.verdict.candidate_cer
    collection = deps.pool.collections.get(event.collection)
    if event.round > collection.verdicts and event.generation > collection.generation:
        take_verdict(event, deps.pool.answers, deps.objects)
    deps.pool.collections.judge(event.collection, event.round, cer, event.decided_at)
    yield from _crowned(event, cer, deps)


def on_model_rejected(event: ModelRejected, deps: Deps) -> Iterator[Event]:
    """The round is judged; the champion stays."""
    _touched(event.collection, deps)
    cer = event.verdict.champion_cer
    if event.round > deps.pool.collections.get(event.collection).verdicts:
        take_verdict(event, deps.pool.answers, deps.objects)
    deps.pool.collections.judge(event.collection, event.round, cer, event.decided_at)
    yield from ()


def on_model_rolled_back(event: ModelRolledBack, deps: Deps) -> Iterator[Event]:
    """What still waits is read again by the earlier model."""
    if event.generation > _touched(event.collection, deps).generation:
        deps.pool.answers.judge(event.collection, [])
    yield from _crowned(event, None, deps)


HANDLERS: Handlers = {
    CollectionConfigured: on_collection_configured,
    DocumentIngested: on_document_ingested,
    DocumentClassified: on_document_classified,
    PageTranscribed: on_page_transcribed,
    PageUnreadable: on_page_unreadable,
    LabelAccepted: on_label_accepted,
    LabelDeclined: on_label_declined,
    LabelWithdrawn: on_label_withdrawn,
    DeclineWithdrawn: on_decline_withdrawn,
    ModelPromoted: on_model_promoted,
    ModelRejected: on_model_rejected,
    ModelRolledBack: on_model_rolled_back,
}


def _touched(name: str, deps: Deps) -> Collection:
    """The collection, of which the next tick sees what is due.

    Its settings may still be on their way, in a topic of their own. Waiting for them here would hold up the one
    stream that brings them.
    """
    deps.pool.collections.touch(name)
    return deps.pool.collections.get(name)


def _reprioritised(event: PageTranscribed, collection: Collection, deps: Deps) -> Iterator[Event]:
    strategy = STRATEGIES[collection.settings.strategy]
    lines = deps.pool.lines.asked_on(event.page_id, event.generation, strategy.needs)
    scores = priorities(lines, strategy, f"{collection.name}-{collection.selections}")
    for row, line in enumerate(deps.pool.lines.get([str(name) for name in lines.ids])):
        fixed = FIXED.get(line.purpose or Purpose.TRAINING)
        yield TaskReprioritised(
            task_id=task_id(TaskKind.CORRECT, line.line_id),
            collection=event.collection,
            priority=fixed.priority if fixed else float(scores[row]),
            reason=fixed.reason if fixed else strategy.reason(lines, row),
            text=line.text,
            readings=line.readings,
            model_version=line.model_version,
            generation=line.generation,
        )


def _crowned(event: ModelPromoted | ModelRolledBack, cer: float | None, deps: Deps) -> Iterator[Event]:
    if deps.pool.collections.crown(event.collection, event.version, event.generation, cer, event.decided_at):
        yield from _to_reread(event.collection, event.generation, deps)


def _to_reread(name: str, generation: int, deps: Deps, page_id: str | None = None) -> Iterator[Event]:
    for page in deps.pool.lines.waiting(name, generation, page_id):
        yield RescoreRequested(
            page_id=page.page_id,
            document_id=page.document_id,
            collection=name,
            number=page.number,
            lines=page.lines,
            readings=page.readings,
            generation=generation,
            revision=page.revision,
        )
