"""Label Studio's JSON as data: an export's array, one task, or the message that its webhook sends.

Only what is needed is looked at, and that strictly; everything else is let through unseen. Predictions and drafts
are no answers, and are not read at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from recto.documents.errors import BadExport, TooLarge
from recto.documents.points import LARGEST

MAX_BYTES = 256 * 1024 * 1024
"""Largest export; it takes about ten times as much memory."""

_TOLD = {"ANNOTATION_CREATED", "ANNOTATIONS_CREATED", "ANNOTATION_UPDATED"}
"""The actions of Label Studio's webhooks that bring annotations."""

Identifier = int | Annotated[str, Field(max_length=200)]
Name = Annotated[str, Field(max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Result(_Part):
    """One thing that was drawn, written or chosen. All that share an id are about one region."""

    id: Name | None = None
    type: Name
    value: dict[str, Any] = {}
    original_width: int | None = Field(default=None, gt=0, le=LARGEST)
    original_height: int | None = Field(default=None, gt=0, le=LARGEST)
    image_rotation: float | None = None
    item_index: int | None = None
    from_id: Name | None = None
    to_id: Name | None = None


class Annotator(_Part):
    """Who annotated, where the export says more than a number."""

    email: Name


class Annotation(_Part):
    """What one person submitted for a task."""

    id: Identifier | None = None
    result: tuple[Result, ...] = ()
    was_cancelled: bool | None = None
    ground_truth: bool | None = None
    completed_by: int | Annotator | None = None
    lead_time: float | None = None
    created_at: Name | None = None
    updated_at: Name | None = None


class Task(_Part):
    """A task with its annotations; `id` is Label Studio's number of it."""

    id: Identifier | None = None
    data: dict[str, Any]
    annotations: tuple[Annotation, ...] = ()
    file_upload: Name | None = None


def read(data: bytes) -> list[Task]:
    """The tasks of an export. Raises BadExport, naming the task and the field at fault, and TooLarge."""
    raw = parsed(data)
    if not isinstance(raw, list):
        raise BadExport("is not a list of tasks: export the project as JSON")
    return _tasks(raw)


def told(data: bytes) -> list[Task]:
    """The tasks of an export, of one task, or of a webhook's message; none if that brings no annotation."""
    raw = parsed(data)
    if isinstance(raw, list):
        return _tasks(raw)
    if not isinstance(raw, Mapping):
        raise BadExport("is neither a list of tasks nor a webhook's message")
    return _tasks(_of_message(raw)) if "action" in raw else _tasks([raw])


def parsed(data: bytes) -> object:
    """JSON as Python has it."""
    if len(data) > MAX_BYTES:
        raise TooLarge(f"is larger than the {MAX_BYTES // 2**20} MiB accepted: export it in parts")
    try:
        return from_json(data, allow_inf_nan=False)
    except ValueError as error:
        raise BadExport(f"is not JSON ({error})") from error


def _of_message(message: Mapping[str, Any]) -> list[object]:
    """The tasks that a webhook's message is about, each with the annotation that it tells of."""
    if message["action"] not in _TOLD:
        return []
    annotations, tasks = _many(message.get("annotation")), _many(message.get("task"))
    if len(annotations) != len(tasks):
        raise BadExport(
            f"tells of {len(annotations)} annotations and {len(tasks)} tasks: "
            "let the webhook send its payload, and update Label Studio if that holds no task"
        )
    return [
        {**task, "annotations": [annotation]} if isinstance(task, Mapping) else task
        for task, annotation in zip(tasks, annotations, strict=True)
    ]


def _many(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _tasks(raw: Sequence[object]) -> list[Task]:
    return [_task(item, at) for at, item in enumerate(raw, start=1)]


def _task(item: object, at: int) -> Task:
    if not isinstance(item, Mapping):
        raise BadExport(f"has no object where its task {at} should be: export the project as JSON")
    name = shown_id(item.get("id"), at)
    if "data" not in item:
        raise BadExport(f"has task {name} without data: export the project as JSON, not as JSON-MIN")
    try:
        return Task.model_validate(item)
    except ValidationError as error:
        raise BadExport(f"has in task {name} {first_complaint(error)}") from error


def shown_id(given: object, at: int) -> str:
    """What a task is called in a sentence: its own number, or else its place in the file."""
    is_short = isinstance(given, int | str) and len(str(given)) <= 40
    return str(given) if is_short and str(given).isprintable() else f"number {at}"


def first_complaint(error: ValidationError, at: Iterable[object] = ()) -> str:
    """Field and fault of the first thing that is wrong."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part)[:40] for part in (*at, *first["loc"]))
    return f"the field {field} wrong: {first['msg'].lower()}"
