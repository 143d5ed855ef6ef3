"""Documents as they stand, and as files."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from services.labeling_gateway.api.access import Asker, Gateway, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.documents import confidence, export
from services.labeling_gateway.people import Who
from services.labeling_gateway.roles import Role
from services.labeling_gateway.states import LineState
from services.labeling_gateway.store import documents
from services.labeling_gateway.store.document_tables import DocumentRow, LineRow, PageRow
from services.labeling_gateway.store.documents import Counts

router = APIRouter(prefix="/documents", tags=["documents"])


class MovedOut(BaseModel):
    """Where a document went that a person has put out of an inbox into a collection."""

    collection: str | None = Field(description="None where that is not open to you.")
    document_id: str | None


class DocumentOut(BaseModel):
    """A document and how its lines stand."""

    document_id: str
    collection: str
    name: str | None = Field(description="None until the document's own event has come.")
    pages: int | None
    lines: dict[LineState, int]
    ingested_at: datetime
    completed_at: datetime | None
    moved: MovedOut | None = Field(description="Where it is, if it is in this inbox no longer.")


class DocumentsOut(BaseModel):
    """Newest first. `next` is what to pass as `after` for more; None at the end."""

    documents: list[DocumentOut]
    next: str | None


class LineOut(BaseModel):
    """A line as it stands."""

    line_id: str
    state: LineState
    text: str | None = Field(description="Label, else what was accepted, else what was read.")
    confidence: float | None = Field(description="1 for a label.")
    model_version: str | None = Field(description="Who read it; None where it waits to be read.")
    withheld: bool = Field(
        description="It carries personal data and you are not cleared: its text is left out."
    )


class PageOut(BaseModel):
    """A page, its lines in order."""

    page_id: str
    number: int
    width: int | None
    height: int | None
    writer: str | None = Field(description="Whose hand, machine or scribe it is from, if that was said.")
    model_version: str | None
    unreadable: str | None = Field(description="Why no line could be read, if none could.")
    revision: int = Field(description="How often people have drawn its lines anew.")
    lines: list[LineOut]


class WholeDocumentOut(DocumentOut):
    """A document with its pages."""

    content: list[PageOut]


@router.get(
    "",
    summary="Documents, newest first",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403, 404, 422),
)
def every(
    deps: Gateway,
    who: Asker,
    collection: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[str | None, Query(description="`next` of the answer before.")] = None,
) -> DocumentsOut:
    """With the number of lines in each state."""
    with deps.database.reading() as session:
        rows = documents.newest(session, {collection} if collection else who.collections, limit + 1, after)
        shown, more = rows[:limit], len(rows) > limit
        counts = documents.line_counts(session, [row.id for row in shown])
    return DocumentsOut(
        documents=[DocumentOut(**_summary(row, counts[row.id], who)) for row in shown],
        next=shown[-1].id if more else None,
    )


@router.get(
    "/{document_id}",
    summary="A document with its pages",
    dependencies=[needs(Role.ANNOTATOR)],
    responses=problems(401, 403, 404),
)
def show(
    document_id: str,
    deps: Gateway,
    who: Asker,
    *,
    lines: Annotated[
        bool, Query(description="False leaves the lines out: see /v1/pages/{page_id}/layout.")
    ] = True,
) -> WholeDocumentOut:
    """Pages and lines in order, each with state, text and confidence."""
    with deps.database.reading() as session:
        row = documents.document(session, document_id)
        counts = documents.line_counts(session, [document_id])[document_id]
        pages = documents.pages_of(session, document_id)
        by_page = documents.lines_of(session, document_id) if lines else {}
    content = [_page(page, by_page.get(page.id, []), who) for page in pages]
    return WholeDocumentOut(**_summary(row, counts, who), content=content)


@router.get(
    "/{document_id}/export",
    summary="A document as a file",
    dependencies=[needs(Role.LEAD)],
    responses=problems(401, 403, 404, 422, 502),
    response_class=Response,
)
def download(
    document_id: str,
    deps: Gateway,
    who: Asker,
    form: Annotated[str, Query(alias="format", description="text, json or alto")] = "text",
    page: Annotated[int | None, Query(ge=1, description="This page alone.")] = None,
) -> Response:
    """Plain text (form feed between pages), JSON, or ALTO 4.4 (a ZIP archive if it is more than one page).

    403 if a line carries personal data and you are not cleared: no file leaves with holes in it.
    """
    file = export(deps, who, document_id, form, page)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.data, media_type=file.media_type, headers=headers)


def _summary(row: DocumentRow, counts: Counts, who: Who) -> dict[str, object]:
    return {
        "document_id": row.id,
        "collection": row.collection,
        "name": row.name,
        "pages": row.pages,
        "lines": {state: counts.get(state, 0) for state in LineState},
        "ingested_at": row.ingested_at,
        "completed_at": row.completed_at,
        "moved": _moved(row, who),
    }


def _moved(row: DocumentRow, who: Who) -> MovedOut | None:
    if row.moved_into is None:
        return None
    if not who.owns(row.moved_into):
        return MovedOut(collection=None, document_id=None)
    return MovedOut(collection=row.moved_into, document_id=row.moved_to)


def _page(page: PageRow, lines: list[LineRow], who: Who) -> PageOut:
    return PageOut(
        page_id=page.id,
        number=page.number,
        width=page.width,
        height=page.height,
        writer=page.writer,
        model_version=page.model_version,
        unreadable=page.unreadable,
        revision=page.revision,
        lines=[_line(line, withheld=line.personal and not who.cleared) for line in lines],
    )


def _line(line: LineRow, *, withheld: bool) -> LineOut:
    return LineOut(
        line_id=line.id,
        state=line.state,
        text=None if withheld else line.text,
        confidence=confidence(line),
        model_version=line.model_version,
        withheld=withheld,
    )
