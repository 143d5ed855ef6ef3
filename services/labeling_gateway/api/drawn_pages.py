"""A page to draw on: its size, its image whole and in tiles, its lines, and the lease to draw them."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from recto.documents.tiles import TILE, levels_of
from schemas.blobs import BlobRef
from schemas.layout import Point
from schemas.tasks import Purpose
from services.labeling_gateway import metrics
from services.labeling_gateway.api.access import Asker, Gateway, needs
from services.labeling_gateway.api.leases import LeaseOut, lease_out
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.documents import confidence
from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.people import Who
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import LineState
from services.labeling_gateway.store import boxes, collections, dealing, documents
from services.labeling_gateway.store.document_tables import LineRow

router = APIRouter(prefix="/pages/{page_id}", tags=["pages"], dependencies=[needs(Role.ANNOTATOR)])

_FOREVER = "private, max-age=31536000, immutable"


class TilesOut(BaseModel):
    """The image in square tiles; each level has half the pixels of the one before, in width and height."""

    size: int = Field(description="Pixels of a tile's side.")
    levels: int = Field(description="Level 0 is the image itself; the last one fits into one tile.")
    address: str = Field(description="With {level}, {x} (column) and {y} (row) to be filled in.")


class PlacedPageOut(BaseModel):
    """A page as something to look at."""

    page_id: str
    document_id: str
    collection: str
    number: int
    width: int
    height: int
    revision: int = Field(description="How often people have drawn its lines anew.")
    is_read: bool = Field(description="Whether it was read by its newest lines, or found to have none.")
    unreadable: str | None
    image: str
    layout: str
    tiles: TilesOut


class PlacedLineOut(BaseModel):
    """A line of a page, with what is known of its text."""

    id: str = Field(description="Within the page.")
    line_id: str
    polygon: tuple[Point, ...]
    baseline: tuple[Point, ...]
    state: LineState
    purpose: Purpose | None = Field(description="What it is or was asked for, if it was.")
    label_id: str | None = Field(description="How it came about is told by /v1/labels/{label_id}.")
    model_version: str | None = Field(description="Whose reading it has, or had before it was answered.")
    text: str | None
    confidence: float | None
    withheld: bool = Field(
        description="It carries personal data and you are not cleared: its text is left out."
    )


class LayoutOut(BaseModel):
    """The lines of a page in reading order."""

    page_id: str
    revision: int
    width: int
    height: int
    lines: list[PlacedLineOut]


@router.get("", summary="A page's size and image", responses=problems(401, 403, 404))
def show(page_id: str, deps: Gateway, response: Response) -> PlacedPageOut:
    """Its ETag is the revision of its lines."""
    with deps.database.reading() as session:
        row = documents.page(session, page_id)
    response.headers["ETag"] = f'"{row.revision}"'
    width, height = row.width or 1, row.height or 1
    at = f"/v1/pages/{page_id}"
    tiles = TilesOut(size=TILE, levels=levels_of(width, height), address=f"{at}/tiles/{{level}}/{{x}}/{{y}}")
    fields = ("document_id", "collection", "number", "revision", "unreadable")
    return PlacedPageOut(
        page_id=page_id,
        width=width,
        height=height,
        is_read=row.model_version is not None,
        image=f"{at}/image",
        layout=f"{at}/layout",
        tiles=tiles,
        **{name: getattr(row, name) for name in fields},
    )


@router.get("/layout", summary="A page's lines", responses=problems(401, 403, 404))
def layout(page_id: str, deps: Gateway, who: Asker, response: Response) -> LayoutOut:
    """Outlines and baselines in pixels of the image, with the text and how sure it is."""
    with deps.database.reading() as session:
        row = documents.page(session, page_id)
        rows = boxes.lines_of(session, page_id)
        purposes = documents.purposes(session, rows)
    shown = [_line(row, purposes.get(row.id), withheld=row.personal and not who.cleared) for row in rows]
    response.headers["ETag"] = f'"{row.revision}"'
    return LayoutOut(
        page_id=page_id, revision=row.revision, width=row.width or 1, height=row.height or 1, lines=shown
    )


@router.get(
    "/image", summary="A page's image", responses=problems(401, 403, 404, 502), response_class=Response
)
def image(page_id: str, request: Request, deps: Gateway, who: Asker) -> Response:
    """The image never changes, so browsers may keep it for ever. 403 if a line of it carries personal data."""
    ref = _image(deps, who, page_id)
    if _is_known(request, ref.sha256):
        return Response(status_code=304, headers=_headers(ref.sha256))
    return Response(deps.objects.get(ref), media_type=ref.media_type, headers=_headers(ref.sha256))


@router.get(
    "/tiles/{level}/{x}/{y}",
    summary="A tile of a page's image",
    responses=problems(401, 403, 404, 502),
    response_class=Response,
)
def tile(  # noqa: PLR0917
    page_id: str, level: int, x: int, y: int, request: Request, deps: Gateway, who: Asker
) -> Response:
    """JPEG. It never changes either."""
    ref = _image(deps, who, page_id)
    tag = f"{ref.sha256}-{level}-{x}-{y}"
    if _is_known(request, tag):
        return Response(status_code=304, headers=_headers(tag))
    data = deps.tiles.get(ref, level, x, y)
    if data is None:
        raise Unknown(f"Page {page_id} has no tile {level}/{x}/{y}.")
    return Response(data, media_type="image/jpeg", headers=_headers(tag))


@router.post("/lease", summary="Take a page to draw its lines", responses=problems(401, 403, 404, 409, 503))
def lease(page_id: str, deps: Gateway, who: Asker) -> LeaseOut:
    """A task of kind boxes, made at once if there is none, in your hands. 409 if it is in somebody else's."""
    with deps.database.changing() as session:
        dealing.require_page_cleared(session, who, page_id)
        held = boxes.lease_page(
            session, page_id=page_id, person=who.person, now=deps.clock(), lasts=deps.lease_lasts
        )
        settings = collections.every_settings(session)
    metrics.LEASES_GIVEN.inc()
    return lease_out(held, settings, deps.readings)


def _image(deps: Deps, who: Who, page_id: str) -> BlobRef:
    with deps.database.reading() as session:
        ref = documents.page(session, page_id).image
        dealing.require_page_cleared(session, who, page_id)
    if ref is None:
        raise Unknown(f"The image of page {page_id} is not known yet: try again in a moment.")
    return ref


def _is_known(request: Request, tag: str) -> bool:
    return request.headers.get("if-none-match") == f'"{tag}"'


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": f'"{tag}"', "Cache-Control": _FOREVER}


def _line(row: LineRow, purpose: Purpose | None, *, withheld: bool) -> PlacedLineOut:
    place = row.line
    return PlacedLineOut(
        id=place.id if place else "",
        line_id=row.id,
        polygon=place.polygon if place else (),
        baseline=place.baseline if place else (),
        state=row.state,
        purpose=purpose,
        label_id=row.label_id,
        model_version=row.model_version,
        text=None if withheld else row.text,
        confidence=confidence(row),
        withheld=withheld,
    )
