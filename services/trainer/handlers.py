"""The trainer, event by event: writes what it hears into the ledger. Rounds are due by the clock (rounds.py)."""

from collections.abc import Iterator

from recto.runtime.service import Handlers
from schemas.collections import CollectionConfigured
from schemas.envelope import Event
from schemas.labels import LabelAccepted, LabelWithdrawn
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack
from schemas.transcripts import PageTranscribed
from services.trainer.ledger import Book, Crowning
from services.trainer.metrics import CALIBRATION_ERROR, DECIDED_GENERATION, HELD_OUT_CER
from services.trainer.rounds import Deps


def on_collection_configured(event: CollectionConfigured, deps: Deps) -> Iterator[Event]:
    """Follow the newest settings."""
    deps.ledger.book(event.collection).configure(event)
    yield from ()


def on_label_accepted(event: LabelAccepted, deps: Deps) -> Iterator[Event]:
    """Count the label, once."""
    deps.ledger.book(event.collection).accept(event)
    yield from ()


def on_label_withdrawn(event: LabelWithdrawn, deps: Deps) -> Iterator[Event]:
    """Leave the label out from now on, even if it is still to come."""
    deps.ledger.book(event.collection).withdraw(event.label_id)
    yield from ()


def on_model_judged(event: ModelPromoted | ModelRejected, deps: Deps) -> Iterator[Event]:
    """A round was judged, or a person put a model in use."""
    book = deps.ledger.book(event.collection)
    book.judge(event)
    if isinstance(event, ModelPromoted):
        _crowned(book, event)
        _measure(event)
    if deps.awaited == event.version:
        deps.awaited = None
    yield from ()


def on_model_rolled_back(event: ModelRolledBack, deps: Deps) -> Iterator[Event]:
    """A person put an earlier model back in use."""
    _crowned(deps.ledger.book(event.collection), event)
    yield from ()


def on_page_transcribed(event: PageTranscribed, deps: Deps) -> Iterator[Event]:
    """Know where the page's line images are, if it is one of the sample."""
    deps.ledger.book(event.collection).sample.add(event)
    yield from ()


def _crowned(book: Book, event: Crowning) -> None:
    book.crown(event)
    DECIDED_GENERATION.labels(event.collection).set(book.generation)


def _measure(promoted: ModelPromoted) -> None:
    verdict, labels = promoted.verdict, (promoted.collection, promoted.version)
    if verdict.candidate_cer is not None:
        HELD_OUT_CER.labels(*labels).set(verdict.candidate_cer)
    if verdict.calibration_error is not None:
        CALIBRATION_ERROR.labels(*labels).set(verdict.calibration_error)


HANDLERS: Handlers = {
    CollectionConfigured: on_collection_configured,
    LabelAccepted: on_label_accepted,
    LabelWithdrawn: on_label_withdrawn,
    ModelPromoted: on_model_judged,
    ModelRejected: on_model_judged,
    ModelRolledBack: on_model_rolled_back,
    PageTranscribed: on_page_transcribed,
}
