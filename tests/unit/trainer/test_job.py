"""What a training leaves behind, with a model that reads quickly, and nonsense, in place of the base."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recto.documents.images import encode_png
from recto.recognition import model_file
from recto.recognition.alphabet import Alphabet
from recto.recognition.network import Architecture
from recto.runtime.objects import FolderStore, get_model, put_model
from services.trainer.evidence import Evidence
from services.trainer.job import train
from services.trainer.order import Order
from services.trainer.snapshots import Snapshot, SnapshotLine

TINY = Architecture(height=16, stem=4, wide=4, deep=8, deepest=8, hidden=8, layers=1)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """A base that reads nonsense, and trainings that learn nothing."""
    model = model_file.to_bytes(model_file.fresh(TINY, Alphabet(tuple(" abc")), version="tiny", seed=0))
    monkeypatch.setattr("services.trainer.job.shipped_base", lambda name: model)
    monkeypatch.setattr("services.trainer.job.fine_tune", lambda base, *_, **__: base)


def test_the_evidence_says_whose_line_each_is(tiny: Any, tmp_path: Path) -> None:
    objects = FolderStore(tmp_path)
    image = objects.put("lines", encode_png(np.full((40, 120), 250, np.uint8)), "image/png")
    held_out = tuple(
        SnapshotLine(
            label_id=f"label-{n}",
            line_id=f"page-{n}/l1",
            page_id=f"page-{n}",
            document_id=f"document-{n}",
            writer=writer,
            text="abc",
            image=image,
        )
        for n, writer in enumerate(("Mary", None))
    )
    snapshot = Snapshot(collection="letters", training=(), held_out=held_out, trained_pages=())
    order = Order(
        collection="letters",
        version="letters-1",
        snapshot=put_model(objects, "snapshots", snapshot),
        base="latin",
        champion="base-latin",
        champion_weights=None,
        seconds=1,
        threads=1,
    )
    report = train(order, objects)
    assert report.evidence is not None
    lines = get_model(objects, report.evidence, Evidence).lines
    assert [(line.document_id, line.writer) for line in lines] == [
        ("document-0", "Mary"),
        ("document-1", None),
    ]
