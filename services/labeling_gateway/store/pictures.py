"""Where the line of a task lies, and on which page image. Who may see the line may not always see the page."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from schemas.blobs import BlobRef
from schemas.layout import Line
from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.people import Who
from services.labeling_gateway.store import dealing
from services.labeling_gateway.store.document_tables import LineRow, PageRow


@dataclass(frozen=True)
class OnPage:
    """A line and the image of its page. Width and height are the page's, in pixels."""

    line: Line
    page: BlobRef
    width: int
    height: int


def on_page(session: Session, who: Who, task_id: str) -> OnPage:
    """Where the line of a task lies.

    Raises Unknown, also while page or outline have not come yet, and NotCleared where the line or another one of
    its page carries personal data: the neighbours are in the picture too.
    """
    task = dealing.seen_by(session, who, task_id)
    line, page = session.get(LineRow, task.line_id), session.get(PageRow, task.page_id)
    if line is None or line.line is None or page is None or page.image is None:
        raise Unknown(f"Where the line of task {task_id} lies on its page is not known.")
    dealing.require_page_cleared(session, who, page.id)
    return OnPage(line.line, page.image, page.width or 1, page.height or 1)
