"""Who reads for which collection: learned from recto.collections and recto.models, swapped while running."""

from dataclasses import dataclass

from recto.runtime.failures import Transient
from schemas.blobs import BlobRef
from schemas.collections import CollectionConfigured
from schemas.models import ModelPromoted, ModelRolledBack
from services.inference.metrics import CHAMPION_GENERATION


@dataclass(frozen=True)
class Champion:
    """The model in use for a collection. No weights means the shipped base of that name."""

    version: str
    generation: int
    base: str
    weights: BlobRef | None


class Champions:
    """The champion of each collection, as far as this process has heard."""

    def __init__(self) -> None:
        self._settings: dict[str, CollectionConfigured] = {}
        self._crowned: dict[str, ModelPromoted | ModelRolledBack] = {}

    def configure(self, event: CollectionConfigured) -> None:
        """A collection starts out with the shipped base that its newest settings name."""
        known = self._settings.get(event.collection)
        if known is None or event.version >= known.version:
            self._settings[event.collection] = event

    def crown(self, event: ModelPromoted | ModelRolledBack) -> None:
        """A model took over; an older generation than is known changes nothing."""
        known = self._crowned.get(event.collection)
        if known is None or event.generation >= known.generation:
            self._crowned[event.collection] = event
            CHAMPION_GENERATION.labels(event.collection).set(event.generation)

    def of(self, collection: str, at_least: int = 0) -> Champion:
        """The champion of a collection.

        Raises Transient while the collection, or a champion of generation `at_least`, has not been heard of.
        """
        configured = self._settings.get(collection)
        if configured is None:
            raise Transient(f"collection {collection} is not configured yet", retry_after=0.5)
        base = configured.settings.base_model
        crowned = self._crowned.get(collection)
        if crowned is None and at_least == 0:
            return Champion(version=f"base-{base}", generation=0, base=base, weights=None)
        if crowned is None or crowned.generation < at_least:
            raise Transient(f"generation {at_least} of {collection} is not known yet", retry_after=0.5)
        return Champion(crowned.version, crowned.generation, base, crowned.weights)
