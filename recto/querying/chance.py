"""Chance that follows from ids: the same line always draws the same number, on every machine."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

from recto.querying.lines import Floats


def draw(seed: str, *parts: str) -> float:
    """A number in [0, 1) that follows from the seed and the parts alone."""
    digest = blake2b("\x1f".join((seed, *parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def draws(seed: str, ids: Iterable[str]) -> Floats:
    """One number in [0, 1) for each id."""
    return np.array([draw(seed, name) for name in ids], dtype=np.float64)
