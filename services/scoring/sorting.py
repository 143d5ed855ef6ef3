"""Documents in an inbox: asks people into which collection each goes, and lets go of those that have gone."""

from collections.abc import Iterator
from datetime import timedelta

from schemas.documents import DocumentClassified
from schemas.envelope import Event
from schemas.ids import classify_task_id, page_id, task_id
from schemas.tasks import ClassificationRequested, TaskKind, TaskWithdrawn
from services.scoring.deps import Deps
from services.scoring.pool.collections import Collection
from services.scoring.pool.inbox import Unsorted

_GONE = "its document was put into another collection"


def ask_to_sort(collection: Collection, deps: Deps) -> Iterator[ClassificationRequested]:
    """Documents of an inbox whose pages were read, the first that came first.

    Pages that never come hold their document up only as long as patience lasts after the last page that did.
    """
    last, patience = collection.arrived_at, timedelta(seconds=deps.reread_patience_seconds)
    is_patient = last is None or deps.clock() - last < patience
    documents = deps.pool.inbox.unsorted(collection.name)
    due = [each for each in documents if each.read >= each.pages or not is_patient]
    if len(due) == len(documents):
        deps.pool.collections.rest(collection.name)
    for document in due:
        deps.pool.inbox.asked(document.document_id)
        yield ClassificationRequested(
            task_id=classify_task_id(document.document_id),
            collection=collection.name,
            document_id=document.document_id,
            page_id=page_id(document.document_id, 1),
            reason=reason(document),
            priority=-document.ingested_at.timestamp(),
            requested_at=deps.clock(),
        )


def reason(document: Unsorted) -> str:
    """Why a person, in words that a person reads."""
    why = "it was handed in without saying where it belongs"
    if document.read < document.pages:
        return f"{why}; {document.read} of {document.pages} pages were read"
    return why if document.readable else f"{why}, and nothing could be read on it"


def let_go(event: DocumentClassified, deps: Deps) -> Iterator[Event]:
    """The document is in its collection, under another id: here it is asked about and counted no longer."""
    for line in deps.pool.inbox.move(event.document_id):
        yield TaskWithdrawn(
            task_id=task_id(TaskKind.CORRECT, line), collection=event.collection, reason=_GONE
        )
