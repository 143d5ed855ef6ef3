"""What people do belongs to the trace of the task: the one that leads from the upload to the label.

A request comes out of a browser and has a trace of its own; the two point at each other (decision 050).
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from recto.runtime.tracing import Span, at_hand, continued_trace, is_recording
from services.labeling_gateway.store.leases import Held
from services.labeling_gateway.store.queue_tables import TaskRow


def dealt(held: Sequence[Held]) -> None:
    """Tell the traces of these tasks that somebody has them."""
    if is_recording():
        for task, lease in held:
            with _in_trace_of(task, "lease") as span:
                span.note(epoch=lease.epoch, work=lease.work.value)


def answered(task: TaskRow) -> AbstractContextManager[Span]:
    """What follows from an answer follows from what was asked."""
    return _in_trace_of(task, "answer")


def _in_trace_of(task: TaskRow, name: str) -> AbstractContextManager[Span]:
    request = at_hand()
    links = [request] if request else []
    return continued_trace(
        task.traceparent,
        name,
        links=links,
        task_id=task.id,
        task_kind=task.kind.value,
        collection=task.collection,
        page_id=task.page_id,
    )
