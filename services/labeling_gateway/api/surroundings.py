"""The line among its neighbours, and its whole page: what people look at besides the line itself."""

import hashlib
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from schemas.layout import Point
from services.labeling_gateway.api.access import Asker, Gateway, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import pictures
from services.labeling_gateway.store.pictures import OnPage
from services.labeling_gateway.surroundings import box_around, cut

router = APIRouter(prefix="/tasks/{task_id}", tags=["queue"], dependencies=[needs(Role.ANNOTATOR)])

_FOREVER = "private, max-age=31536000, immutable"


class SurroundingsOut(BaseModel):
    """A part of the page with the line in it. Numbers are pixels of the page."""

    image: str = Field(description="Where this part of the page is, as an image; it never changes.")
    left: int
    top: int
    width: int
    height: int
    polygon: tuple[Point, ...] = Field(description="The line's outline.")
    page: str = Field(description="Where the whole page is, as an image.")
    page_width: int
    page_height: int


@router.get("/surroundings", summary="Where the line lies on its page", responses=problems(401, 403, 404))
def surroundings(task_id: str, deps: Gateway, who: Asker) -> SurroundingsOut:
    """Its outline, and the part of the page that shows it among its neighbours."""
    with deps.database.reading() as session:
        found = pictures.on_page(session, who, task_id)
    box = box_around(found.line, found.width, found.height)
    return SurroundingsOut(
        image=f"/v1/tasks/{task_id}/surroundings/image?version={_version(found)}",
        left=box.left,
        top=box.top,
        width=box.right - box.left,
        height=box.bottom - box.top,
        polygon=found.line.polygon,
        page=f"/v1/tasks/{task_id}/page",
        page_width=found.width,
        page_height=found.height,
    )


@router.get(
    "/surroundings/image",
    summary="The line among its neighbours",
    responses=problems(401, 403, 404, 502),
    response_class=Response,
)
def image(task_id: str, request: Request, deps: Gateway, who: Asker) -> Response:
    """The address names the line's outline too, so browsers may keep the image for ever."""
    with deps.database.reading() as session:
        found = pictures.on_page(session, who, task_id)
    return _response(
        request, _version(found), lambda: cut(deps.pages.of(found.page), found.line), "image/jpeg"
    )


@router.get(
    "/page", summary="The whole page", responses=problems(401, 403, 404, 502), response_class=Response
)
def page(task_id: str, request: Request, deps: Gateway, who: Asker) -> Response:
    """The page's image as it is stored."""
    with deps.database.reading() as session:
        found = pictures.on_page(session, who, task_id)
    ref = found.page
    return _response(request, ref.sha256, lambda: deps.objects.get(ref), ref.media_type)


def _response(request: Request, version: str, content: Callable[[], bytes], media_type: str) -> Response:
    headers = {"ETag": f'"{version}"', "Cache-Control": _FOREVER}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(content(), media_type=media_type, headers=headers)


def _version(found: OnPage) -> str:
    return hashlib.sha256(repr((found.page.sha256, found.line.polygon)).encode()).hexdigest()[:16]
