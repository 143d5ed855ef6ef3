"""Snapshots: the exact labels of one round, divided into those that train and those that judge. Never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from recto.querying.chance import draw
from schemas.blobs import BlobRef
from schemas.labels import LabelAccepted, Origin
from schemas.pages import Writer
from schemas.tasks import Purpose
from services.trainer.unlabelled import UnlabelledPage


class SnapshotLine(BaseModel):
    """One label, as far as training needs it."""

    model_config = ConfigDict(frozen=True)

    label_id: str
    line_id: str
    page_id: str
    document_id: str = ""
    writer: Writer = None
    text: str
    image: BlobRef


@dataclass(frozen=True)
class Past:
    """What a round must know of those before it. Small, unlike the snapshots themselves."""

    label_ids: frozenset[str] = frozenset()
    """All labels of the last snapshot."""
    trained_pages: frozenset[str] = frozenset()
    judging_pages: frozenset[str] = frozenset()


NO_PAST = Past()


class Snapshot(BaseModel):
    """The labels of one round."""

    model_config = ConfigDict(frozen=True)

    collection: str
    training: tuple[SnapshotLine, ...]
    held_out: tuple[SnapshotLine, ...]
    trained_pages: tuple[str, ...]
    """Every page that this or an earlier model has trained on: none of them may ever judge."""
    judging_pages: tuple[str, ...] = ()
    """Every page that judges, or has judged: none of them may ever train, even if its labels were withdrawn."""
    unlabelled: tuple[UnlabelledPage, ...] = ()
    """Pages whose lines without a label are learned from too; none of them judges."""

    @property
    def past(self) -> Past:
        """What the next round must know of it."""
        return Past(
            label_ids=frozenset(line.label_id for line in (*self.training, *self.held_out)),
            trained_pages=frozenset(self.trained_pages),
            judging_pages=frozenset(self.judging_pages) | {line.page_id for line in self.held_out},
        )


def take_snapshot(
    collection: str,
    labels: Sequence[LabelAccepted],
    past: Past,
    held_out_share: float,
    unlabelled: Iterable[UnlabelledPage] = (),
) -> Snapshot:
    """Divide the labels by page: no page both trains and judges, in this round or over rounds.

    A page judges if it was held out before, or if scoring asked on it for held-out labels. Imported labels carry no
    such mark: of their pages, some are drawn until the share is held out. Nothing can be learned from a line without
    text, so such lines only judge. A text of which a part is missing does neither.
    """
    judging_pages = _judging_pages(collection, labels, past, held_out_share)
    training = [label for label in labels if label.page_id not in judging_pages and can_train(label)]
    judging = [label for label in labels if label.page_id in judging_pages and not label.is_partial]
    return Snapshot(
        collection=collection,
        training=tuple(map(_line, training)),
        held_out=tuple(map(_line, judging)),
        trained_pages=tuple(sorted(past.trained_pages | {label.page_id for label in training})),
        judging_pages=tuple(sorted(judging_pages)),
        unlabelled=tuple(page for page in unlabelled if page.page_id not in judging_pages),
    )


def has_judges(labels: Iterable[LabelAccepted], past: Past) -> bool:
    """Whether any page judges already, or scoring asked on one for held-out labels and was answered."""
    return bool(past.judging_pages or _marked(labels) - past.trained_pages)


def can_train(label: LabelAccepted) -> bool:
    """Whether a model may learn from the label, and has something to learn from it."""
    return label.purpose != Purpose.HELD_OUT and not label.is_partial and bool(label.text.strip())


def _judging_pages(
    collection: str, labels: Sequence[LabelAccepted], past: Past, share: float
) -> frozenset[str]:
    judging = (past.judging_pages | _marked(labels)) - past.trained_pages
    if judging:
        pages = {label.page_id for label in labels if label.origin == Origin.IMPORTED}
        wanted = round(share * len(pages)) - len(pages & judging)
    else:
        pages = {label.page_id for label in labels}
        wanted = max(1, round(share * len(pages))) if share > 0 and len(pages) > 1 else 0
    return judging | _drawn(collection, pages - judging - past.trained_pages, wanted)


def _marked(labels: Iterable[LabelAccepted]) -> frozenset[str]:
    return frozenset(label.page_id for label in labels if label.purpose == Purpose.HELD_OUT)


def _drawn(collection: str, pages: Iterable[str], wanted: int) -> frozenset[str]:
    """So many of the pages, by lot."""
    ordered = sorted(pages, key=lambda page: draw("held-out", collection, page))
    return frozenset(ordered[: max(0, wanted)])


def _line(label: LabelAccepted) -> SnapshotLine:
    return SnapshotLine(
        label_id=label.label_id,
        line_id=label.line_id,
        page_id=label.page_id,
        document_id=label.document_id,
        writer=label.writer,
        text=label.text,
        image=label.image,
    )
