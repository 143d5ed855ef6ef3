"""Posteriors of a batch to readings: text, confidence and place of every grapheme, and the line's evidence.

The one place where confidence, margin, entropy and expected errors are computed; schemas/readings.py defines them.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.recognition.alphabet import BLANK, Alphabet
from recto.recognition.best_path import Probabilities, Spots
from recto.recognition.rivals import Rivals, in_gaps, on_graphemes
from schemas.readings import Alternative, Evidence, Grapheme, Reading

ALTERNATIVES = 5
_WORTH_NAMING = 1e-3

Embeddings = NDArray[np.float32]
"""(lines, 32), each of unit length."""


class Seen(NamedTuple):
    """What a network made of a batch: posteriors, the best path, its text's log-probability, embeddings."""

    probabilities: Probabilities
    spots: Spots
    log_probability: NDArray[np.float32]
    embeddings: Embeddings


class Extent(NamedTuple):
    """How frames lie on a line image: fraction = origin + frame * step."""

    origin: float
    step: float


class _Doubt(NamedTuple):
    """Per grapheme of the batch: probabilities of the candidates, entropy in nats, and the nearest rival's lead."""

    probabilities: NDArray[np.float64]
    entropy: NDArray[np.float64]
    margin: NDArray[np.float64]


def readings(seen: Seen, extents: Sequence[Extent], alphabet: Alphabet) -> list[Reading]:
    """One reading for each line of the batch, in order."""
    spots = seen.spots
    rivals = on_graphemes(seen.probabilities, spots, min(ALTERNATIVES + 1, len(alphabet)))
    doubt = _doubt(rivals, in_gaps(seen.probabilities, spots, min(3, len(alphabet))))
    bounds = np.searchsorted(spots.line, np.arange(len(extents) + 1))
    blank_lead = _blank_lead(seen.probabilities)
    made = []
    for line, extent in enumerate(extents):
        mine = slice(int(bounds[line]), int(bounds[line + 1]))
        edges = _edges(spots.first[mine], spots.last[mine], extent)
        found = _graphemes(rivals.classes[mine], doubt.probabilities[mine], edges, alphabet)
        margin = float(doubt.margin[mine].min(initial=np.inf)) if found else float(blank_lead[line])
        evidence = _evidence(found, doubt.entropy[mine], margin, float(seen.log_probability[line]))
        evidence["embedding"] = tuple(seen.embeddings[line].tolist())
        made.append(_reading(found, evidence))
    return made


def _doubt(rivals: Rivals, gaps: Rivals) -> _Doubt:
    everything = np.concatenate([rivals.mass, rivals.nothing[:, None]], axis=1)
    shares = everything / everything.sum(axis=1, keepdims=True)
    entropy = -(shares * np.log(shares)).sum(axis=1)
    replaced = np.log(rivals.mass[:, 0]) - np.log(everything[:, 1:].max(axis=1, initial=0.0))
    inserted = np.log(gaps.nothing) - np.log(gaps.mass.max(axis=1, initial=0.0))
    return _Doubt(shares, entropy, np.maximum(np.minimum(replaced, inserted), 0.0))


def _blank_lead(probabilities: Probabilities) -> NDArray[np.float64]:
    """For lines that read as empty: how far blank leads over the likeliest single grapheme, in nats."""
    strongest = probabilities[..., BLANK + 1 :].max(axis=-1)
    lead = np.log(probabilities[..., BLANK] + 1e-30) - np.log(strongest + 1e-30)
    return np.asarray(np.maximum(lead.min(axis=-1), 0.0), np.float64)


def _graphemes(
    classes: NDArray[np.int64],
    shares: NDArray[np.float64],
    edges: list[tuple[float, float]],
    alphabet: Alphabet,
) -> tuple[Grapheme, ...]:
    names = alphabet.graphemes
    rows = zip(classes.tolist(), shares.tolist(), edges, strict=True)
    # Built without validation, here and below: it would take longer than the network does.
    return tuple(
        Grapheme.model_construct(
            text=names[read[0] - 1],
            confidence=share[0],
            start=start,
            end=end,
            alternatives=_alternatives((names[each - 1] for each in read[1:]), share[1:-1]),
        )
        for read, share, (start, end) in rows
    )


def _alternatives(texts: Iterable[str], shares: Iterable[float]) -> tuple[Alternative, ...]:
    """Those worth naming, most probable first as they came."""
    return tuple(
        Alternative.model_construct(text=text, probability=share)
        for text, share in zip(texts, shares, strict=True)
        if share >= _WORTH_NAMING
    )


def _edges(first: NDArray[np.int64], last: NDArray[np.int64], extent: Extent) -> list[tuple[float, float]]:
    """Borders halfway between neighbouring graphemes; at the ends, as far out as the neighbour within."""
    if not len(first):
        return []
    between = (last[:-1] + 1 + first[1:]) / 2
    outer = np.median(np.diff(between)) / 2 if len(between) > 1 else 2.0
    frames = np.concatenate([[first[0] + 0.5 - outer], between, [last[-1] + 0.5 + outer]])
    fractions = np.clip(extent.origin + frames * extent.step, 0.0, 1.0)
    return list(pairwise(np.maximum.accumulate(fractions).tolist()))


def _evidence(
    found: tuple[Grapheme, ...], entropy: NDArray[np.float64], margin: float, log_probability: float
) -> dict[str, Any]:
    """The evidence's fields but for the embedding."""
    log_probability = min(log_probability, 0.0)
    return {
        "log_probability": log_probability,
        "margin": margin,
        "entropy": max(float(entropy.mean()), 0.0) if found else 0.0,
        "expected_errors": max(sum(1.0 - grapheme.confidence for grapheme in found), 0.0),
        "confidence": float(np.exp(log_probability / len(found))) if found else 1.0,
    }


def _reading(found: tuple[Grapheme, ...], evidence: dict[str, Any]) -> Reading:
    text = "".join(grapheme.text for grapheme in found)
    return Reading.model_construct(text=text, graphemes=found, evidence=Evidence.model_construct(**evidence))
