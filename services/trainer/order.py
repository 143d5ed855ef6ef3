"""What a trainer and a training say to each other: the order, and the reports that come back.

Apart from the training itself, so that a trainer, which has others train, does without torch.
"""

import hashlib

from pydantic import BaseModel, ConfigDict

from schemas.blobs import BlobRef

TRACEPARENT = "TRACEPARENT"
"""The variable in which a process finds the trace that it belongs to, as OpenTelemetry has it."""


class Order(BaseModel):
    """What to train, and against whom to hold it."""

    model_config = ConfigDict(frozen=True)

    collection: str
    version: str
    snapshot: BlobRef
    base: str
    champion: str
    champion_weights: BlobRef | None
    seconds: float
    threads: int
    traceparent: str | None = None
    """Of the round: the job's own spans, the gate's and the verdict follow from it."""


class Report(BaseModel):
    """One line of the job's output: how far it is, or what came of it."""

    model_config = ConfigDict(frozen=True)

    done: float = 0
    """Share of the training that is over."""
    loss: float | None = None
    seconds: float = 0
    weights: BlobRef | None = None
    evidence: BlobRef | None = None


def reports_of(order: Order) -> str:
    """The folder of the object store where a training leaves its report. Another order has another."""
    digest = hashlib.sha256(order.model_dump_json().encode()).hexdigest()
    return f"reports/{order.collection}/{order.version}/{digest[:16]}"
