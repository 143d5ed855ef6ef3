"""What scoring works with: built once, and handed to everything by name."""

from dataclasses import dataclass, field

from recto.runtime.clock import Clock
from recto.runtime.objects import ObjectStore
from services.scoring.pool import Pool


@dataclass(frozen=True)
class Deps:
    """What handlers and rounds work with."""

    pool: Pool
    objects: ObjectStore
    clock: Clock
    settle_seconds: float = 3
    reread_patience_seconds: float = 300
    audits_measured: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By collection: of which generation, and how many."""
