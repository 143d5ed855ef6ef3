"""The loop of the demo, played over the network: pages go in over HTTP, and a simulated person answers over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from composed import Composed, until

from recto.local.annotator import Habits, SimulatedAnnotator
from recto.local.demo.collection import Scan, typed
from recto.local.demo.handing_in import hand_in, make_collection
from recto.local.demo.play import SETTINGS

COLLECTION = "typescript"
_SCANS = typed(seed=7, pages=6)
_HABITS = Habits(error_rate=0.02, lines_per_second=4, seed=7)
_SMALL_ROUNDS = SETTINGS.model_copy(
    update={"batch_lines": 16, "retrain_after_labels": 16, "held_out_share": 0.34, "train_seconds": 40}
)
_PROMOTED_WITHIN_SECONDS = 1200
_READ_AGAIN_WITHIN_SECONDS = 300


@dataclass(frozen=True)
class Learned:
    """What came of the loop, as the gateway's API tells it."""

    scans: list[Scan]
    progress: dict[str, Any]
    readers: set[str]
    """Models that have read a page last."""

    @property
    def champion(self) -> str:
        """The last model that was promoted."""
        return promoted(self.progress)[-1]["version"]


def learn(stack: Composed) -> Learned:
    """Hand pages in and answer what is asked, until a better model has taken over and read again what waits."""
    truth = {line: text for scan in _SCANS for line, text in scan.truth(COLLECTION).items()}
    with stack.gateway() as gateway, stack.ingestion() as ingestion, stack.gateway("annotator") as desk:
        make_collection(gateway, COLLECTION, _SMALL_ROUNDS)
        hand_in(ingestion, COLLECTION, _SCANS, lambda _: None)
        annotator = SimulatedAnnotator(desk, COLLECTION, truth, _HABITS)
        annotator.start()
        try:
            until(lambda: _is_promoted(stack, annotator), "a model is promoted", _PROMOTED_WITHIN_SECONDS)
        finally:
            annotator.stop()
        until(
            lambda: readers(stack) & {made["version"] for made in promoted(progress(stack))},
            "the new model reads again what waits",
            _READ_AGAIN_WITHIN_SECONDS,
        )
    return Learned(_SCANS, progress(stack), readers(stack))


def progress(stack: Composed) -> dict[str, Any]:
    """How far the collection is."""
    with stack.gateway() as gateway:
        return dict(gateway.get(f"/v1/collections/{COLLECTION}/progress"))


def promoted(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The promotions among the decisions so far, oldest first."""
    return [decision for decision in told["rounds"] if decision["decision"] == "promoted"]


def readers(stack: Composed) -> set[str]:
    """The model that has read each page last."""
    return {page["model_version"] for page in pages(stack)}


def pages(stack: Composed) -> Iterator[dict[str, Any]]:
    """Every page of the collection, with its lines."""
    with stack.gateway() as gateway:
        for document in gateway.get("/v1/documents", params={"collection": COLLECTION})["documents"]:
            yield from gateway.get(f"/v1/documents/{document['document_id']}")["content"]


def _is_promoted(stack: Composed, annotator: SimulatedAnnotator) -> bool:
    if annotator.failure:
        raise annotator.failure
    return bool(promoted(progress(stack)))
