"""Label Studio's tasks and annotations (docs/label-studio.md)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import AnyHttpUrl, BaseModel, Field

from recto.documents.errors import Refused
from recto.documents.label_studio.tasks import told
from services.labeling_gateway.api import tasks as tasks_api
from services.labeling_gateway.api.access import ANYBODY, Asker, Gateway, needs, who_asks
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.failures import NotCleared, Unfit
from services.labeling_gateway.label_studio.images import opens
from services.labeling_gateway.label_studio.taking import Reason, take
from services.labeling_gateway.label_studio.tasks import written
from services.labeling_gateway.people import MACHINE, Who
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import collections

router = APIRouter(prefix="/collections/{name}", tags=["label studio"])
images = APIRouter(prefix="/v1/label-studio/images", tags=["label studio"])
"""Apart from the rest, for its images are opened by a key in their address."""

ANSWERS = "/answers/label-studio"
_TOLD_AT_MOST = 1000
_READABLE_ELSEWHERE = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}

_RESULT = {
    "id": "line", "from_name": "text", "to_name": "image", "type": "textarea",
    "value": {"text": ["My dear Mrs. Stanford,"]},
}  # fmt: skip
_DATA = {
    "image": "https://recto.example/v1/label-studio/images/9f2c?key=5d41",
    "task_id": "9f2c",
    "collection": "letters-1905",
}
_ANNOTATION = {
    "id": 17, "result": [_RESULT], "was_cancelled": False, "lead_time": 6.4, "completed_by": {"email": "ada@b.org"},
}  # fmt: skip
_TASK = {"data": _DATA, "predictions": [{"model_version": "letters-3", "score": 0.93, "result": [_RESULT]}]}
_EXAMPLES = {
    "export": {"summary": "An export", "value": [{"id": 4, "data": _DATA, "annotations": [_ANNOTATION]}]},
    "webhook": {
        "summary": "A webhook's message",
        "value": {
            "action": "ANNOTATION_CREATED",
            "annotation": _ANNOTATION | {"completed_by": 1},
            "task": {"id": 4, "data": _DATA},
        },
    },
}
_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {}, "examples": _EXAMPLES}}}
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"schema": {"type": "array"}, "example": [_TASK]}}}
}


class NotTakenOut(BaseModel):
    """An annotation that is not taken, and why."""

    task_id: str | None
    annotation: int | str | None
    reason: Reason
    detail: str


class TakenOut(BaseModel):
    """What became of the annotations."""

    answered: int = Field(description="New answers.")
    repeated: int = Field(description="Those that say what the line's answer says already.")
    not_taken: dict[Reason, int] = Field(description="The others, by reason.")
    problems: list[NotTakenOut] = Field(description=f"The first {_TOLD_AT_MOST:,} of the others.")


@router.get(
    "/tasks.label-studio.json",
    summary="Lines as Label Studio's tasks",
    dependencies=[needs(Role.LEAD)],
    response_class=StreamingResponse,
    responses={**_FILE, **problems(401, 403, 404, 422)},
)
def tasks(  # noqa: PLR0917  FastAPI hands them in by name
    name: str,
    request: Request,
    deps: Gateway,
    who: Asker,
    answered: Annotated[bool, Query(description="Those that are answered too, as annotations.")] = False,
    gateway: Annotated[
        AnyHttpUrl | None,
        Query(description="The gateway's address for annotators' browsers, if not the one asked."),
    ] = None,
) -> StreamingResponse:
    """Lines that wait and that nobody holds, most urgent first, each with its reading as a prediction.

    Give it to Label Studio's import. Each image's address has a key of its own, and no token. 403 if you are not
    cleared for personal data: tasks carry whole texts.
    """
    _require_cleared(who)
    with deps.database.reading() as session:
        collections.one(session, name)
    file = written(deps, name, str(gateway or request.base_url), answered=answered)
    return StreamingResponse(file, media_type="application/json")


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post(
    ANSWERS,
    summary="Answer with Label Studio's annotations",
    dependencies=[needs(Role.LEAD)],
    responses=problems(401, 403, 404, 413, 422, 503),
    openapi_extra=_BODY,
)
def answers(name: str, body: Annotated[bytes, Depends(_body)], deps: Gateway, who: Asker) -> TakenOut:
    """Takes an export of such tasks, one of them, or what a webhook sends for ANNOTATION_CREATED.

    Each annotation is an answer in the name of who made it. What can't be taken is counted with the reason, and
    the others are: send all of it again as often as you like. Other messages of webhooks change nothing.
    """
    _require_cleared(who)
    with deps.database.reading() as session:
        collections.one(session, name)
    try:
        sent = told(body)
    except Refused as error:
        raise Unfit("body", f"it {error.reason}") from error
    taken = take(deps, name, sent, who.person)
    return TakenOut(
        answered=taken.answered,
        repeated=taken.repeated,
        not_taken=taken.reasons,
        problems=[NotTakenOut(**vars(one)) for one in taken.not_taken[:_TOLD_AT_MOST]],
    )


@images.get(
    "/{task_id}",
    summary="A line's image, for Label Studio",
    dependencies=[ANYBODY],
    responses=problems(401, 403, 404, 502),
    response_class=Response,
)
async def image(task_id: str, request: Request, deps: Gateway, key: str = "") -> Response:
    """With the key that its address came with, or with the token."""
    who = MACHINE if opens(deps, task_id, key) else await who_asks(request)
    response = await run_in_threadpool(tasks_api.image, task_id, request, deps, who)
    response.headers.update(_READABLE_ELSEWHERE)
    return response


def _require_cleared(who: Who) -> None:
    if not who.cleared:
        raise NotCleared(
            "Label Studio's tasks carry whole texts, personal data too: an admin can clear you for it."
        )
