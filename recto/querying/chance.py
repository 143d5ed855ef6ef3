"""Chance that follows from ids: the same line always draws the same number, on every machine."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from recto.querying.lines import Floats

_STEPS = ((16, 0x85EBCA6B), (13, 0xC2B2AE35))
_ALL = 0xFFFF_FFFF


def draw(seed: str, *parts: str) -> float:
    """A number in [0, 1) that follows from the seed and the parts alone."""
    digest = blake2b("\x1f".join((seed, *parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def draws(seed: str, ids: Iterable[str]) -> Floats:
    """One number in [0, 1) for each id."""
    return np.array([draw(seed, name) for name in ids], dtype=np.float64)


def lot(name: str) -> int:
    """32 bits that follow from an id. Kept beside a line, they let millions of lines draw in no time."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big")


def number(name: str) -> int:
    """63 bits that follow from an id, for millions of ids without one number twice."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 1


def drawn(seed: str, lots: NDArray[np.uint32]) -> NDArray[np.float32]:
    """One number in [0, 1) for each lot, exact to 24 bits: the finaliser of MurmurHash3 (Appleby 2011), keyed."""
    key = int(draw(seed) * 2**64)
    mixed = (lots ^ np.uint32(key >> 32)) * np.uint32(key & _ALL | 1)
    for shift, factor in _STEPS:
        mixed ^= mixed >> np.uint32(shift)
        mixed *= np.uint32(factor)
    mixed ^= mixed >> np.uint32(16)
    return (mixed >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)
