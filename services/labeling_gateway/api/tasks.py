"""Tasks: one piece of work for a person, its image and the reading to start from."""

from datetime import datetime

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from schemas.readings import Grapheme
from schemas.tasks import Purpose, TaskKind
from services.labeling_gateway.api.access import Asker, Gateway, Person, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import LINE_KINDS, TaskState
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


class GraphemesOut(BaseModel):
    """The reading to start from, character by character. Empty if it can't be told any more."""

    text: str
    graphemes: tuple[Grapheme, ...]


class EpochIn(BaseModel):
    """Which lease is meant."""

    epoch: int = Field(ge=1, examples=[1])


class HeartbeatOut(BaseModel):
    """How long the lease lasts now."""

    expires_at: datetime


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


@router.get(
    "/graphemes",
    summary="Confidence by character",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403, 404, 502),
)
def graphemes(
    task_id: str, deps: Gateway, who: Asker, response: Response, epoch: int | None = Query(None)
) -> GraphemesOut:
    """Characters of the pre-fill with confidence, place in the image and alternatives.

    With `epoch`: of the reading that this lease started from, which never changes.
    """
    with deps.database.reading() as session:
        task = dealing.seen_by(session, who, task_id)
        start = leases.started_from(session, task, epoch)
    if task.kind not in LINE_KINDS:
        raise Unknown(
            f"Task {task_id} is about a whole page or document, which has no characters of its own."
        )
    reading = deps.readings.of_line(start.readings, task.line_id)
    if epoch is not None:
        response.headers["Cache-Control"] = _FOREVER
    if reading is None or reading.text != start.text:
        return GraphemesOut(text=start.text, graphemes=())
    return GraphemesOut(text=start.text, graphemes=reading.graphemes)


@router.post(
    "/heartbeat",
    summary="Hold a lease longer",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403, 404, 409),
)
def heartbeat(task_id: str, sign: EpochIn, deps: Gateway, person: Person) -> HeartbeatOut:
    """A sign of life. 409 if the lease is over."""
    with deps.database.changing() as session:
        lease = leases.extend(
            session,
            task_id=task_id,
            epoch=sign.epoch,
            person=person,
            now=deps.clock(),
            lasts=deps.lease_lasts,
        )
    return HeartbeatOut(expires_at=lease.expires_at)


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
