"""What a document could go into: the collections that it may be put into, the likeliest first."""

from dataclasses import dataclass

from services.labeling_gateway.deps import Deps
from services.labeling_gateway.people import Who
from services.labeling_gateway.store import sorting
from services.labeling_gateway.store.database import Session


@dataclass(frozen=True)
class Offer:
    """A collection that a document can be put into. `probability` is None where nothing can be compared."""

    collection: str
    probability: float | None
    documents: int
    sample: str | None


def offers(deps: Deps, session: Session, who: Who, document_id: str) -> list[Offer]:
    """Those that are open to a person: by how much what was read resembles what their labels say, then by name."""
    names, text = sorting.targets(session, who.collections), sorting.text_of(session, document_id)
    found = deps.samples.of(names, lambda: sorting.label_texts(session, names)).likeness(text) if text else {}
    if len(found) == 1:  # next to nothing, anything is likely
        found = {}
    counts = sorting.document_counts(session)
    ranked = sorted(names, key=lambda name: (-found.get(name, 0), name))
    return [
        Offer(name, found.get(name), counts.get(name, 0), sorting.sample_line(session, name))
        for name in ranked
    ]
