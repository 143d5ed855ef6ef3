"""The language of a collection: what is written in general and what is written here, and how much it has to say."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recto.recognition.language.character_model import ORDER, CharacterModel
from recto.recognition.language.counting import learned

_ROUNDS = 12
_FEWEST_CHARACTERS = 400
"""With less text, a collection's own model has nothing to say yet."""
_LOUDER = 1.5


@dataclass(frozen=True)
class Language:
    """Character models with their shares in a mixture, and its weight beside the image.

    A reading's score is log P(image) + weight * log P(text) + bonus * graphemes; the bonus keeps short readings from
    winning for their shortness.
    """

    models: tuple[CharacterModel, ...]
    shares: tuple[float, ...] = (1.0,)
    weight: float = 0.3
    bonus: float = 0.6

    def score(self, before: str, grapheme: str) -> float:
        """What the grapheme adds to the score of a reading that begins with `before`, in nats."""
        return self.weigh(before, grapheme) + self.bonus

    def weigh(self, before: str, text: str) -> float:
        """Weighted log-probability of the text after what is before it, in nats."""
        known = before[1 - ORDER :]
        line = known + text
        return self.weight * sum(
            self._log_probability(line[max(0, end + 1 - ORDER) : end + 1])
            for end in range(len(known), len(line))
        )

    def spoken_here(self, texts: Sequence[tuple[str, float]]) -> "Language":
        """This language mixed with a model of a collection's own texts, each counted so many times.

        The shares are those that make one half of the texts likeliest, with the other half to learn from. A language
        that knows the collection has more to say than one in general.
        """
        if sum(len(text) for text, _ in texts) < _FEWEST_CHARACTERS:
            return self
        general = self.models[0]
        shares = _shares((general, learned(texts[::2])), [text for text, _ in texts[1::2]])
        louder = _LOUDER if len(self.models) == 1 else 1.0
        return Language((general, learned(texts)), shares, louder * self.weight, louder * self.bonus)

    def tables(self) -> dict[str, NDArray[Any]]:
        """All arrays by name, as `from_tables` takes them."""
        return {
            f"language.{number}.{name}": values
            for number, model in enumerate(self.models)
            for name, values in model.tables().items()
        }

    def about(self) -> dict[str, Any]:
        """Everything else, as `from_tables` takes it."""
        return {"shares": self.shares, "weight": self.weight, "bonus": self.bonus}

    @classmethod
    def from_tables(cls, tables: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> "Language":
        """What `tables` and `about` gave; KeyError if something is missing."""
        names = ("keys", "log_probability", "back_off")
        models = [
            CharacterModel(*(tables[f"language.{number}.{name}"] for name in names))
            for number in range(len(about["shares"]))
        ]
        return cls(tuple(models), tuple(about["shares"]), about["weight"], about["bonus"])

    def _log_probability(self, gram: str) -> float:
        if len(self.models) == 1:
            return self.models[0].log_probability(gram)
        parts = zip(self.shares, self.models, strict=True)
        return math.log(sum(share * math.exp(model.log_probability(gram)) for share, model in parts))


def _shares(models: Sequence[CharacterModel], texts: Sequence[str]) -> tuple[float, ...]:
    """The mixture under which the texts are likeliest, by expectation maximisation."""
    grams = [
        line[max(0, end + 1 - ORDER) : end + 1]
        for line in (f" {text} " for text in texts)
        for end in range(1, len(line))
    ]
    likely = np.exp([[model.log_probability(gram) for gram in grams] for model in models])
    shares = np.full(len(models), 1 / len(models))
    for _ in range(_ROUNDS):
        weighed = shares[:, None] * likely
        shares = (weighed / weighed.sum(axis=0)).mean(axis=1)
    return tuple(shares.tolist())
