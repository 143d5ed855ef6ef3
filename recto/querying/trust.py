"""How far the model's doubt may be trusted to choose by, from what answers have shown of it."""

import numpy as np

from recto.querying.context import Context
from recto.querying.lines import Floats

_HALF_TRUSTED = 20
"""With so many answers, half of what they show is believed."""
_HOPELESS_CER = 0.5
"""A model that reads every second character wrong doubts for no reason that a label would cure."""


def trust(context: Context) -> float:
    """From 0, choose what is typical, to 1, choose what is doubtful.

        trust = max(0, rho) * n / (n + 20) * max(0, 1 - CER / 0.5)

    rho: Spearman's rank correlation between expected and true errors per grapheme over the n answered lines. CER:
    of the held-out lines, or of the answered ones before the first verdict. Nobody sets the switch by hand: with
    few answers, with doubt that is the same everywhere or points the wrong way, or with a model that can hardly
    read, typical lines come first. That low budgets want those is from TypiClust (Hacohen et al. 2022,
    arXiv:2202.02794); the measure of when they end is ours.
    """
    answered = len(context.errors)
    if answered < 3:
        return 0.0
    cer = context.held_out_cer if context.held_out_cer is not None else float(context.errors.mean())
    readable = max(0.0, 1 - cer / _HOPELESS_CER)
    ordered = max(0.0, rank_correlation(context.doubts, context.errors))
    return ordered * readable * answered / (answered + _HALF_TRUSTED)


def rank_correlation(first: Floats, second: Floats) -> float:
    """Spearman's rho, ties at their mean rank; 0 where one of them is the same everywhere."""
    one, two = _ranks(first), _ranks(second)
    spread = one.std() * two.std()
    return float(((one - one.mean()) * (two - two.mean())).mean() / spread) if spread > 0 else 0.0


def _ranks(values: Floats) -> Floats:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[places], np.float64)
