"""Documents in an inbox, and collections that they could belong to, for tests of the page where they are sorted."""

from collections.abc import Iterator

from drawn_pages import DrawnLine
from page_events import PageEvents
from running_gateway import RunningGateway

from schemas import ids
from schemas.documents import DocumentIngested
from schemas.envelope import Event
from schemas.labels import LabelAccepted, Origin
from schemas.pages import PageIngested
from schemas.tasks import ClassificationRequested, Purpose, TaskRequested

INBOX = "unsorted"
SAID = {
    "letters-1905": (
        "My dear Madam, it was so kind of you to write",
        "I remain yours very truly",
        "dear friend",
    ),
    "court-files": ("Das Amtsgericht hat am heutigen Tage", "wird hiermit beschlossen und verkuendet"),
    "account-books": ("2 doz. buttons 3.40", "1 yd. of cloth 12.50", "carried forward 118.20"),
}
LETTER = (
    DrawnLine("San Francisco, the 9th of May 1905", "San Francisco, the 9th of May 1905"),
    DrawnLine("Dear Madam, it was so kind of you", "Dear Madam, it was so kind of you"),
    DrawnLine("to write. I remain yours very truly", "to write. I remain yours very truly"),
)
BILL = (
    DrawnLine("4 yd. of cloth 50.00", "4 yd. of cloth 50.00"),
    DrawnLine("1 doz. buttons 1.70", "1 doz. buttons 1.70"),
    DrawnLine("carried forward 51.70", "carried forward 51.70"),
)


def make(gateway: RunningGateway) -> None:
    """An inbox, and collections with some labels each."""
    gateway.make_collection(INBOX, inbox=True)
    for collection, texts in SAID.items():
        gateway.make_collection(collection)
        gateway.tell(*_labels(gateway, collection, texts))


def hand_in(
    gateway: RunningGateway, lines: tuple[DrawnLine, ...], pages: int = 1, name: str | None = None
) -> str:
    """A document of the inbox that was read and waits to be sorted, its pages all alike; its id."""
    gateway.documents += 1
    document = ""
    for event in PageEvents(gateway.objects, INBOX, gateway.documents, gateway.clock()).of(lines):
        if isinstance(event, TaskRequested):
            continue
        if isinstance(event, DocumentIngested):
            document = event.document_id
            gateway.tell(event.model_copy(update={"pages": pages, "name": name or event.name}))
            continue
        gateway.tell(event)
        if isinstance(event, PageIngested):
            others = range(2, pages + 1)
            gateway.tell(
                *(
                    event.model_copy(update={"page_id": ids.page_id(document, number), "number": number})
                    for number in others
                )
            )
    gateway.tell(_asked(gateway, document))
    return document


def _asked(gateway: RunningGateway, document: str) -> ClassificationRequested:
    return ClassificationRequested(
        task_id=ids.classify_task_id(document),
        collection=INBOX,
        document_id=document,
        page_id=ids.page_id(document, 1),
        reason="it was handed in without saying where it belongs",
        priority=-float(gateway.documents),
        requested_at=gateway.clock(),
    )


def _labels(gateway: RunningGateway, collection: str, texts: tuple[str, ...]) -> Iterator[Event]:
    for at, text in enumerate(texts):
        yield LabelAccepted(
            label_id=f"{collection}-{at}",
            collection=collection,
            document_id=collection,
            page_id=collection,
            line_id=f"{collection}/{at}",
            origin=Origin.IMPORTED,
            purpose=Purpose.TRAINING,
            text=text,
            image=gateway.objects.put("lines", text.encode(), "image/png"),
            by="import",
            accepted_at=gateway.clock(),
        )
