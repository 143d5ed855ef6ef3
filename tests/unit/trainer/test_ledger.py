"""The ledger says the same whatever order its events came in, and however often."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from verdicts import VERDICT

from schemas.blobs import BlobRef
from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.labels import LabelAccepted, LabelWithdrawn
from schemas.models import ModelPromoted, ModelRejected, ModelRolledBack
from services.trainer.handlers import HANDLERS
from services.trainer.ledger import Ledger
from services.trainer.rounds import Deps

NOON = "2026-01-01T12:00:00Z"
BLOB = BlobRef(key="k", sha256="0" * 64, size=1, media_type="x")
MODEL = {
    "collection": "letters", "weights": BLOB, "snapshot": BLOB, "verdict": VERDICT, "decided_at": NOON,
}  # fmt: skip


def promoted(number: int, generation: int, previous: str, by: str = "gate") -> ModelPromoted:
    return ModelPromoted(
        **MODEL,
        version=f"letters-{number}",
        round=number,
        generation=generation,
        previous=previous,
        by=by,
    )


def rejected(number: int) -> ModelRejected:
    return ModelRejected(**MODEL, version=f"letters-{number}", round=number, champion="base-latin")


def rolled_back(to: str, generation: int) -> ModelRolledBack:
    return ModelRolledBack(
        collection="letters",
        version=to,
        generation=generation,
        weights=None,
        previous="letters-3",
        reason="r",
        by="anna",
        decided_at=NOON,
    )


def label(number: int) -> LabelAccepted:
    return LabelAccepted(
        label_id=f"label-{number}",
        collection="letters",
        document_id="d",
        page_id="p",
        line_id=f"p/l{number}",
        origin="human",
        purpose="training",
        text="t",
        image=BLOB,
        by="anna",
        accepted_at=NOON,
    )


def withdrawn(number: int) -> LabelWithdrawn:
    return LabelWithdrawn(
        label_id=f"label-{number}", collection="letters", line_id="p/l1", reason="r", withdrawn_at=NOON
    )


def configured(version: int) -> CollectionConfigured:
    settings = CollectionSettings(batch_lines=version)
    return CollectionConfigured(collection="letters", version=version, settings=settings, configured_at=NOON)


PAST = [
    configured(1),
    configured(2),
    *map(label, range(6)),
    withdrawn(2),
    withdrawn(9),
    promoted(1, 1, "base-latin"),
    rejected(2),
    promoted(2, 2, "letters-1", by="anna"),
    promoted(3, 3, "letters-2"),
    rolled_back("letters-2", 4),
]


def said(events: list[Any]) -> Any:
    deps = Deps(Ledger(), None, None, None)  # type: ignore[arg-type]
    for event in events:
        assert list(HANDLERS[type(event)](event, deps)) == []
    book = deps.ledger.book("letters")
    return (
        [each.label_id for each in book.standing_labels],
        book.settings.batch_lines,
        sorted((verdict.version, verdict.type, verdict.round) for verdict in book.verdicts.values()),
        (book.champion, book.champion_weights, book.generation, book.rounds),
        book.succession,
    )


@given(st.lists(st.sampled_from(PAST), max_size=10).flatmap(lambda more: st.permutations(PAST + more)))
def test_events_in_any_order_and_more_than_once_say_the_same(events: list[Any]) -> None:
    assert said(events) == said(PAST)


def test_what_it_says() -> None:
    labels, batch_lines, verdicts, champion, succession = said(PAST)
    assert labels == ["label-0", "label-1", "label-3", "label-4", "label-5"]
    assert batch_lines == 2
    assert verdicts == [
        ("letters-1", "recto.model.promoted.v1", 1),
        ("letters-2", "recto.model.rejected.v1", 2),
        ("letters-3", "recto.model.promoted.v1", 3),
    ]
    assert champion == ("letters-2", None, 4, 3)
    assert succession == ["base-latin", "letters-1", "letters-2"]


def test_labels_are_in_the_order_in_which_they_were_accepted() -> None:
    early = label(7).model_copy(update={"accepted_at": label(1).accepted_at - timedelta(days=1)})
    assert said([label(2), label(1), early])[0] == ["label-7", "label-1", "label-2"]


def test_a_collection_not_configured_yet_is_not_trained() -> None:
    ledger = Ledger()
    ledger.book("letters").accept(label(1))
    assert ledger.configured() == []
    ledger.book("letters").configure(configured(1))
    assert [book.name for book in ledger.configured()] == ["letters"]
