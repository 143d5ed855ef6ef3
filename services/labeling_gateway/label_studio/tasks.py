"""The tasks of a collection as one JSON file, written while it is read: a batch is all that is held in memory."""

import json
from collections.abc import Iterator, Sequence

from recto.documents.label_studio.lines import IMAGE, Made, Predicted, line_task
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.label_studio import images
from services.labeling_gateway.states import Outcome, TaskState
from services.labeling_gateway.store import label_studio
from services.labeling_gateway.store.label_studio import AskedLine

TASK_ID = "task_id"
"""The field of a task's data by which its annotations find home."""

_BATCH = 500


def written(deps: Deps, collection: str, gateway: str, *, answered: bool) -> Iterator[bytes]:
    """A JSON array, most urgent first; the answered ones, if wanted, after those that wait.

    No transaction outlives a batch. A task whose priority changes meanwhile may be missing, or be there twice.
    """
    before = b"[\n"
    for batch in _batches(deps, collection, answered=answered):
        tasks = (json.dumps(_task(deps, collection, gateway, line), ensure_ascii=False) for line in batch)
        yield before + ",\n".join(tasks).encode()
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


def _batches(deps: Deps, collection: str, *, answered: bool) -> Iterator[Sequence[AskedLine]]:
    now = deps.clock()
    for state in (TaskState.OPEN, TaskState.ANSWERED)[: 1 + answered]:
        after = None
        while True:
            with deps.database.reading() as session:
                batch = label_studio.asked(session, collection, state, after=after, limit=_BATCH, now=now)
            if not batch:
                break
            yield batch
            after = batch[-1].place


def _task(deps: Deps, collection: str, gateway: str, line: AskedLine) -> dict[str, object]:
    data = {
        IMAGE: images.address(deps, line.task_id, gateway),
        TASK_ID: line.task_id,
        "collection": collection,
        "document_id": line.document_id,
        "line_id": line.line_id,
        "reason": line.reason,
    }
    return line_task(data, Predicted(line.text, line.model_version, line.confidence), _made(line))


def _made(line: AskedLine) -> Made | None:
    """What was answered, in Label Studio's words; None if nothing was."""
    if line.outcome is None:
        return None
    if line.outcome.gives_text:
        return Made(text=line.answer or "")
    return Made() if line.outcome is Outcome.SKIP else Made(choice=line.outcome.value)
