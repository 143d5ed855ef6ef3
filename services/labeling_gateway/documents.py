"""Documents as they stand, put together from their rows for people and for exports."""

from collections.abc import Iterable, Mapping

from schemas.readings import Reading
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.exports import EXPORTS, ExportedFile, ExportedLine, ExportedPage
from services.labeling_gateway.failures import NotCleared, Unfit, Unknown
from services.labeling_gateway.people import Who
from services.labeling_gateway.states import LineState
from services.labeling_gateway.store import documents
from services.labeling_gateway.store.document_tables import LineRow, PageRow


def export(deps: Deps, who: Who, document_id: str, form: str, page_number: int | None) -> ExportedFile:
    """A document, or one page of it, as a file. Raises Unknown, Unfit, NotCleared, Poison, Transient."""
    if form not in EXPORTS:
        raise Unfit("format", f"{form!r} is none of {', '.join(EXPORTS)}")
    with deps.database.reading() as session:
        document = documents.document(session, document_id)
        rows = [row for row in documents.pages_of(session, document_id) if page_number in (None, row.number)]
        lines = documents.lines_of(session, document_id)
    if not rows:
        raise Unknown(f"Document {document_id} has no page {page_number or 1}.")
    _require_cleared(who, [line for row in rows for line in lines.get(row.id, [])])
    pages = [_page(deps, row, lines.get(row.id, [])) for row in rows]
    return EXPORTS[form](document.name or document_id, pages)


def confidence(line: LineRow) -> float | None:
    """How sure the line's text is: 1 for a label, the model's own word for what it read."""
    if line.state is LineState.LABELLED:
        return 1.0
    if line.state is LineState.DECLINED:
        return None
    return line.accepted_confidence if line.accepted is not None else line.confidence


def _require_cleared(who: Who, lines: Iterable[LineRow]) -> None:
    """Raises NotCleared: a file with holes in it would be taken for the whole document."""
    personal = sum(line.personal for line in lines)
    if personal and not who.cleared:
        raise NotCleared(f"{personal} of these lines carry personal data: an admin can clear you for them.")


def _page(deps: Deps, row: PageRow, lines: list[LineRow]) -> ExportedPage:
    exported = [ExportedLine(line.id, line.state, line.text, confidence(line), line.line) for line in lines]
    return ExportedPage(row.id, row.number, row.width or 1, row.height or 1, exported, _readings(deps, lines))


def _readings(deps: Deps, lines: list[LineRow]) -> Mapping[str, Reading]:
    """Readings by the line's id within its page; a page's lines may have been read by different models."""
    refs = {line.readings.sha256: line.readings for line in lines if line.readings is not None}
    pages = {sha256: deps.readings.of_page(ref) for sha256, ref in refs.items()}
    found = {}
    for line in lines:
        if line.line is not None and line.readings is not None:
            reading = pages[line.readings.sha256].get(line.id)
            if reading is not None:
                found[line.line.id] = reading
    return found
