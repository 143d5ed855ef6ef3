"""Tasks: one piece of work for a person, with its image."""

from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from schemas.tasks import Purpose, TaskKind
from services.labeling_gateway.api.access import Asker, Gateway, Person, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import TaskState
from services.labeling_gateway.store import dealing, leases

router = APIRouter(prefix="/tasks/{task_id}", tags=["queue"])

_FOREVER = "private, max-age=31536000, immutable"


class TaskOut(BaseModel):
    """A task as it stands."""

    task_id: str
    state: TaskState
    kind: TaskKind
    collection: str
    document_id: str
    page_id: str
    line_id: str
    purpose: Purpose
    strategy: str
    reason: str
    priority: float
    round: int
    text: str = Field(description="The newest reading; whoever holds the task keeps that of their lease.")
    model_version: str
    generation: int
    requested_at: datetime
    epoch: int
    leased_until: datetime | None


class EpochIn(BaseModel):
    """Which lease is meant."""

    epoch: int = Field(ge=1, examples=[1])


@router.get(
    "", summary="A task as it stands", dependencies=[needs(Role.ANNOTATOR)], responses=problems(401, 403, 404)
)
def show(task_id: str, deps: Gateway, who: Asker) -> TaskOut:
    """State, priority, newest reading, and until when somebody holds it."""
    with deps.database.reading() as session:
        task = dealing.seen_by(session, who, task_id)
    fields = {name: getattr(task, name) for name in TaskOut.model_fields if name != "task_id"}
    return TaskOut(task_id=task.id, **fields)


@router.get(
    "/image",
    summary="The line, cut out",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403, 404, 502),
    response_class=Response,
)
def image(task_id: str, request: Request, deps: Gateway, who: Asker) -> Response:
    """The image never changes, so browsers may keep it for ever."""
    with deps.database.reading() as session:
        ref = dealing.seen_by(session, who, task_id).image
    headers = {"ETag": f'"{ref.sha256}"', "Cache-Control": _FOREVER}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(deps.objects.get(ref), media_type=ref.media_type, headers=headers)


@router.post(
    "/release",
    summary="Hand a task back",
    dependencies=[needs(Role.ANNOTATOR)],
    status_code=204,
    responses=problems(401, 403, 404, 409),
)
def release(task_id: str, sign: EpochIn, deps: Gateway, person: Person) -> None:
    """The task is free for others at once."""
    with deps.database.changing() as session:
        leases.release(session, task_id=task_id, epoch=sign.epoch, person=person)
