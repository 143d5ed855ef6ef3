"""Snapshots: the exact labels of one round, divided into those that train and those that judge. Never changed."""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from recto.querying.chance import draw
from schemas.blobs import BlobRef
from schemas.labels import LabelAccepted
from schemas.tasks import Purpose


class SnapshotLine(BaseModel):
    """One label, as far as training needs it."""

    model_config = ConfigDict(frozen=True)

    label_id: str
    line_id: str
    page_id: str
    text: str
    image: BlobRef


class Snapshot(BaseModel):
    """The labels of one round."""

    model_config = ConfigDict(frozen=True)

    collection: str
    training: tuple[SnapshotLine, ...]
    held_out: tuple[SnapshotLine, ...]
    trained_pages: tuple[str, ...]
    """Every page that this or an earlier model has trained on: none of them may ever judge."""

    @property
    def label_ids(self) -> frozenset[str]:
        """All labels in it."""
        return frozenset(line.label_id for line in (*self.training, *self.held_out))


def take_snapshot(
    collection: str, labels: Sequence[LabelAccepted], previous: Snapshot | None, held_out_share: float
) -> Snapshot:
    """Divide the labels by page: no page both trains and judges, in this round or over rounds.

    A page judges if it was held out before, or if scoring asked on it for held-out labels. Imported labels carry no
    such mark: of their pages, some are drawn until the share is held out.
    """
    trained_before = set(previous.trained_pages) if previous else set()
    held_out = _held_out_pages(collection, labels, previous, held_out_share) - trained_before
    training = [
        label for label in labels if label.page_id not in held_out and label.purpose != Purpose.HELD_OUT
    ]
    judging = [label for label in labels if label.page_id in held_out]
    return Snapshot(
        collection=collection,
        training=tuple(map(_line, training)),
        held_out=tuple(map(_line, judging)),
        trained_pages=tuple(sorted(trained_before | {label.page_id for label in training})),
    )


def _held_out_pages(
    collection: str, labels: Sequence[LabelAccepted], previous: Snapshot | None, share: float
) -> set[str]:
    pages = {line.page_id for line in previous.held_out} if previous else set()
    pages |= {label.page_id for label in labels if label.purpose == Purpose.HELD_OUT}
    if pages:
        return pages
    candidates = {label.page_id for label in labels} - set(previous.trained_pages if previous else ())
    return _drawn(collection, candidates, share)


def _drawn(collection: str, pages: Iterable[str], share: float) -> set[str]:
    """About `share` of the pages, at least one of several, by lot."""
    ordered = sorted(pages, key=lambda page: draw("held-out", collection, page))
    if share <= 0 or len(ordered) < 2:
        return set()
    return set(ordered[: max(1, round(share * len(ordered)))])


def _line(label: LabelAccepted) -> SnapshotLine:
    return SnapshotLine(
        label_id=label.label_id,
        line_id=label.line_id,
        page_id=label.page_id,
        text=label.text,
        image=label.image,
    )
