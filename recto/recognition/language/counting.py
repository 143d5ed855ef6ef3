"""From texts to a character model: counting grams, leaving out the rare ones, and turning counts to probabilities."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from recto.recognition.language.character_model import ORDER, CharacterModel

_RAREST_KEPT = 1e-9
_UNIFORM = 1 / 400
"""Probability of a character that was never seen."""


def learned(
    texts: Iterable[tuple[str, float]], *, order: int = ORDER, at_least: float = 0.0
) -> CharacterModel:
    """The model of texts, each counted so many times; long grams counted less often than `at_least` are left out.

    A line of text is a space, the text and a space, so that words at its ends are words like others.
    """
    counts = _counts(texts, order)
    grams: dict[str, tuple[float, float]] = {}
    probability: dict[str, float] = {}
    for length in range(1, order + 1):
        _settle(counts[length - 1], length, at_least if length > 3 else 0.0, probability)
    back_off = _back_offs(probability, counts)
    for gram, value in probability.items():
        grams[gram] = (math.log(value), back_off.get(gram, 0.0))
    return CharacterModel.of(grams)


def _counts(texts: Iterable[tuple[str, float]], order: int) -> list[dict[str, Counter[str]]]:
    """By length of the context, context to the counts of what followed it."""
    counts: list[dict[str, Counter[str]]] = [defaultdict(Counter) for _ in range(order)]
    for text, times in texts:
        line = f" {text} "
        for end in range(1, len(line)):
            for length in range(min(end, order - 1) + 1):
                counts[length][line[end - length : end]][line[end]] += times  # type: ignore[assignment]
    return counts


def _settle(
    contexts: dict[str, Counter[str]], length: int, at_least: float, probability: dict[str, float]
) -> None:
    """Add the grams of a length: P(c | h) = (count(hc) + kinds(h) P(c | shorter h)) / (count(h) + kinds(h))."""
    for context, followers in contexts.items():
        total, kinds = followers.total(), len(followers)
        for character, count in followers.items():
            if count >= at_least:
                shorter = probability.get(context[1:] + character, _UNIFORM) if length > 1 else _UNIFORM
                probability[context + character] = max(
                    (count + kinds * shorter) / (total + kinds), _RAREST_KEPT
                )


def _back_offs(probability: dict[str, float], counts: list[dict[str, Counter[str]]]) -> dict[str, float]:
    """Of each context, in nats: kinds(h) / (count(h) + kinds(h)), what is left for characters not seen after it."""
    found: dict[str, float] = {}
    for contexts in counts[1:]:
        for context, followers in contexts.items():
            if context in probability:
                kinds = len(followers)
                found[context] = math.log(kinds / (followers.total() + kinds))
    return found
