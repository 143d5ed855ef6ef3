"""The numbers of a reading, as columns: lines of the pool and judged lines have the same."""

from recto.querying.embeddings import packed
from schemas.readings import Evidence

EVIDENCE = {
    "confidence": "DOUBLE",
    "margin": "FLOAT",
    "entropy": "FLOAT",
    "expected_errors": "FLOAT",
    "disagreement": "FLOAT",
    "edit_disagreement": "FLOAT",
    "embedding": "BLOB",
}
"""With their types."""


def evidence_row(evidence: Evidence) -> dict[str, object]:
    """Their values."""
    values = {name: getattr(evidence, name) for name in EVIDENCE if name != "embedding"}
    return {**values, "embedding": packed(evidence.embedding)}
