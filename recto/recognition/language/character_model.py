"""A character model: how likely a character is after those before it, in tables that are small and quick to ask.

N-grams with back-off (Katz 1987), their probabilities interpolated by Witten & Bell (1991). A gram is kept as 32 bits
of its CRC: that one in a few thousand questions about an unknown gram meets a known one's number is harmless, since
the image has a say too.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

ORDER = 6
"""Characters of the longest grams, the one asked about included."""
_STEPS_PER_NAT = 14
_REMEMBERED = 100_000

Keys = NDArray[np.uint32]
Nats = NDArray[np.float64]
"""Natural logarithms, <= 0."""


class CharacterModel:
    """Asked by `log_probability`. Holds 6 bytes for each gram."""

    def __init__(self, keys: Keys, log_probability: NDArray[np.uint8], back_off: NDArray[np.uint8]) -> None:
        """`keys` in rising order; the others in steps of 1/14 nat below 0."""
        self._tables: dict[str, NDArray[Any]] = {
            "keys": keys,
            "log_probability": log_probability,
            "back_off": back_off,
        }
        # One of 65,536 numbers for each gram: as objects of their own they would take as much memory again.
        shared = list(range(1 << 16))
        both = (log_probability.astype(np.uint16) << 8) + back_off
        self._known: dict[int, int] = dict(
            zip(keys.tolist(), (shared[each] for each in both.tolist()), strict=True)
        )
        self.log_probability = lru_cache(maxsize=_REMEMBERED)(self._log_probability_of)

    @classmethod
    def of(cls, grams: Mapping[str, tuple[float, float]]) -> "CharacterModel":
        """From each gram's (log-probability of its last character, back-off of it as a context), in nats."""
        keys = np.array([key_of(gram) for gram in grams], np.uint32)
        order = np.argsort(keys, kind="stable")
        numbers = np.array(list(grams.values()), np.float64).reshape(-1, 2)[order]
        return cls(keys[order], *(_in_steps(column) for column in numbers.T))

    def _log_probability_of(self, gram: str) -> float:
        """Of the gram's last character after the others, in nats; of a long gram, its last ORDER characters count."""
        gram = gram[-ORDER:]
        backed_off = 0
        while gram:
            found = self._known.get(key_of(gram))
            if found is not None:
                return -(backed_off + (found >> 8)) / _STEPS_PER_NAT
            backed_off += self._known.get(key_of(gram[:-1]), 0) & 255
            gram = gram[1:]
        return -(backed_off + 255) / _STEPS_PER_NAT

    def tables(self) -> dict[str, NDArray[Any]]:
        """What it is made of, as `__init__` takes it."""
        return dict(self._tables)

    def __len__(self) -> int:
        return len(self._known)


def key_of(gram: str) -> int:
    """The 32 bits that stand for a gram, the same everywhere."""
    return crc32(gram.encode())


def _in_steps(nats: Nats) -> NDArray[np.uint8]:
    return np.clip(np.rint(-nats * _STEPS_PER_NAT), 0, 255).astype(np.uint8)
