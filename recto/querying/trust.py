"""How far the model's doubt may be trusted to choose by, from what answers have shown of it."""

import numpy as np

from recto.querying.context import Context
from recto.querying.lines import Floats, Numbers

_SAME = 1e-6
_PRIOR, _PRIOR_ANSWERS = 0.5, 20
"""Before any answer, rho is taken for 0.5, and so many answers outweigh that. Measured of the shipped base, without
any label: 0.69 on Fraktur, 0.67 on typescript, 0.81 on handwriting."""
_HOPELESS_CER = 0.3
"""A model that reads every third character wrong doubts nearly everything: on handwriting, what it doubts most taught no
more for each character keyed than random lines, and took half as many edits again."""


def trust(context: Context, rates: Numbers) -> float:
    """From 0, choose what is typical, to 1, choose what is doubtful.

        trust = max(0, (n rho + 20 * 0.5) / (n + 20)) * max(0, 1 - CER / 0.3)

    rho: Spearman's rank correlation between expected and true errors per grapheme over the n answered lines. CER:
    of the held-out lines; before the first verdict of the answered ones, before the first answer as expected. `rates`:
    expected errors per grapheme of lines that stand for the pool; where they are all the same, there is no doubt to
    trust. Nobody sets the switch by hand: with doubt that is the same everywhere or points the wrong way, or with a
    model that can hardly read, typical lines come first. That low budgets and bad models want those is from TypiClust
    (Hacohen et al. 2022, arXiv:2202.02794); the measure of when they end is ours.
    """
    if not len(rates) or np.ptp(rates) < _SAME:
        return 0.0
    answered = len(context.errors)
    shown = answered * rank_correlation(context.doubts, context.errors) if answered else 0.0
    ordered = (shown + _PRIOR_ANSWERS * _PRIOR) / (answered + _PRIOR_ANSWERS)
    return max(0.0, ordered) * max(0.0, 1 - _cer(context, rates) / _HOPELESS_CER)


def _cer(context: Context, rates: Numbers) -> float:
    if context.held_out_cer is not None:
        return context.held_out_cer
    return float(context.errors.mean() if len(context.errors) else rates.mean())


def rank_correlation(first: Floats, second: Floats) -> float:
    """Spearman's rho, ties at their mean rank; 0 where one of them is the same everywhere."""
    one, two = _ranks(first), _ranks(second)
    spread = one.std() * two.std()
    return float(((one - one.mean()) * (two - two.mean())).mean() / spread) if spread > 0 else 0.0


def _ranks(values: Floats) -> Floats:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[places], np.float64)
