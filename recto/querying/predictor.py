"""Predicts the errors of a reading from all of its evidence, by what answers have shown."""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from recto.querying.bounds import Found
from recto.querying.lines import Column, Floats, Lines

FEATURES: tuple[Column, ...] = (
    "confidence",
    "margin",
    "entropy",
    "expected_errors",
    "least_confidence",
    "disagreement",
    "edit_disagreement",
)
"""Columns that a prediction looks at, beside the length."""

_RIDGE = 50.0
_WORST_RATE = 0.1
"""A line read worse than this is out of the question, however much worse: it should not bend the rest."""
_STEPS = 30


@dataclass(frozen=True)
class Predictor:
    """Errors per character of a line, as a function of its evidence.

        rate = exp(b_0 + sum_k b_k (x_k - mean_k) / spread_k)

    x: logarithms of 1 - confidence, of expected errors per grapheme, of 1 - least confidence, of entropy and of
    length, the margin (at most 15 nats), and the logarithms of the committee's two disagreements. Fitted to answers
    by ridge-regularised Poisson regression (penalised iteratively reweighted least squares), characters as exposure,
    from rate ~ 1 - confidence: with few answers it ranks as the confidence does.
    """

    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]
    """Of the intercept, then of each feature."""

    def rates(self, lines: Lines) -> Floats:
        """Predicted errors per character. Needs FEATURES."""
        standard = (_features(lines) - np.array(self.means)) / np.array(self.spreads)
        predicted = self.weights[0] + standard @ np.array(self.weights[1:])
        return np.asarray(np.exp(np.clip(predicted, -20, 1)))


def fitted(lines: Lines, found: Found) -> Predictor:
    """The predictor that answers to `lines` teach."""
    features = _features(lines)
    means, spreads = _scale(features)
    weights = _weights((features - means) / spreads, found, spreads[0])
    return Predictor(tuple(means.tolist()), tuple(spreads.tolist()), tuple(weights.tolist()))


def ranks_by_others(lines: Lines, found: Found, folds: int = 5) -> Floats:
    """Each line's place in the order of predicted rates, by weights that no line of its page has taught.

    Scale and intercept are of all lines: they look at no answer, and differ from fold to fold without need.
    """
    features = _features(lines)
    means, spreads = _scale(features)
    standard = (features - means) / spreads
    _, pages = np.unique(found.groups, return_inverse=True)
    ranks = np.zeros(len(lines))
    for fold in range(folds):
        own = pages % folds == fold
        ranks[own] = standard[own] @ _weights(standard[~own], found.take(~own), spreads[0])[1:]
    return ranks


def _scale(features: Floats) -> tuple[Floats, Floats]:
    if not len(features):
        return np.zeros(features.shape[1]), np.ones(features.shape[1])
    return features.mean(axis=0), features.std(axis=0) + 1e-3


def _weights(standard: Floats, found: Found, prior_weight: float) -> Floats:
    """Of the intercept and the features. The prior: rates in proportion to 1 - confidence."""
    prior = np.zeros(standard.shape[1] + 1)
    prior[:2] = np.log((found.errors.sum() + 0.5) / (found.lengths.sum() + 50)), prior_weight
    design = np.c_[np.ones(len(standard)), standard]
    errors = np.minimum(found.errors, _WORST_RATE * found.lengths)
    steps = range(_STEPS if len(standard) else 0)
    return reduce(lambda now, _: _improved(now, prior, design, errors, found.lengths), steps, prior)


def _improved(now: Floats, prior: Floats, standard: Floats, errors: Floats, lengths: Floats) -> Floats:
    """One step of Newton's on the penalised likelihood."""
    expected = lengths * np.exp(np.clip(standard @ now, -20, 1))
    penalty = np.full(len(now), _RIDGE)
    penalty[0] = 0.1
    slope = standard.T @ (errors - expected) - penalty * (now - prior)
    bend = (standard * expected[:, None]).T @ standard + np.diag(penalty)
    return np.asarray(now + np.clip(np.linalg.solve(bend, slope), -2, 2))


def _features(lines: Lines) -> Floats:
    length = np.maximum(lines.graphemes, 1).astype(np.float64)
    columns = [
        _log(1 - lines["confidence"]),
        _log(lines["expected_errors"] / length),
        _log(1 - lines["least_confidence"]),
        _log(lines["entropy"]),
        np.minimum(lines["margin"], 15),
        np.log(length),
        _log(0.01 + lines["disagreement"]),
        _log(0.01 + lines["edit_disagreement"]),
    ]
    return np.stack([np.asarray(column, np.float64) for column in columns], axis=1)


def _log(values: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(values, 1e-5)))
