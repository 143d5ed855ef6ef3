"""A character model: how likely a character is after those before it, in tables that are small and quick to ask.

N-grams with back-off (Katz 1987), their probabilities interpolated by Witten & Bell (1991). A gram is kept as 32 bits
of its CRC: that one in a few thousand questions about an unknown gram meets a known one's number is harmless, since
the image has a say too.
"""

from bisect import bisect_left
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
        self._keys: list[int] = keys.tolist()
        self._log_probability, self._back_off = bytes(log_probability), bytes(back_off)
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
            found = self._find(gram)
            if found is not None:
                return -(backed_off + self._log_probability[found]) / _STEPS_PER_NAT
            context = self._find(gram[:-1])
            if context is not None:
                backed_off += self._back_off[context]
            gram = gram[1:]
        return -(backed_off + 255) / _STEPS_PER_NAT

    def tables(self) -> dict[str, NDArray[Any]]:
        """What it is made of, as `__init__` takes it."""
        return dict(self._tables)

    def __len__(self) -> int:
        return len(self._keys)

    def _find(self, gram: str) -> int | None:
        key = key_of(gram)
        place = bisect_left(self._keys, key)
        return place if place < len(self._keys) and self._keys[place] == key else None


def key_of(gram: str) -> int:
    """The 32 bits that stand for a gram, the same everywhere."""
    return crc32(gram.encode())


def _in_steps(nats: Nats) -> NDArray[np.uint8]:
    return np.clip(np.rint(-nats * _STEPS_PER_NAT), 0, 255).astype(np.uint8)
