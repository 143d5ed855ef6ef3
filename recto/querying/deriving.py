"""Derives from answers what may be accepted: as much as they support, and nothing where they support nothing."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, inf
from typing import NamedTuple

import numpy as np

from recto.querying.acceptance import Bound
from recto.querying.bounds import Found, upper_bound
from recto.querying.lines import Floats, Lines, Rows
from recto.querying.predictor import Predictor, fitted, ranks_by_others

RUNGS = tuple(step / 20 for step in range(4, 21))
"""Shares of the lines, from strict to loose."""
FEWEST = 15
"""Answered lines on a rung: fewer say nothing of how errors are spread."""
_MOST_MISSING = 10_000


class Answered(NamedTuple):
    """Lines whose truth is known, as the champion read them."""

    lines: Lines
    found: Found


class Audits(NamedTuple):
    """Answered audits of what this champion read, drawn at random from what was accepted at the time."""

    answered: Answered
    reach: Floats
    """The threshold that was in force when each line was drawn: audits say nothing of lines beyond it."""


class _Rung(NamedTuple):
    share: float
    threshold: float
    found: Found


def derived(answered: Answered, asked_cer: float, confidence: float) -> Bound:
    """The bound that answers to lines drawn at random from all support.

    1. Fit the predictor to all of them; and for a fair trial, predict each page's lines by a fit to other pages.
    2. Try thresholds from strict to loose, in steps of 5 % of the lines from 20 %. Each passes if the error rate of
       the lines under it has an upper bound within what was asked. Stop at the first that fails: then the chance
       that any is passed wrongly is no more than that of each (fixed-sequence testing; Learn then Test, Angelopoulos
       et al. 2021, arXiv:2110.01052).
    """
    predictor = fitted(answered.lines, answered.found)
    return _best(Bound(asked_cer, confidence, predictor), _rungs(answered, predictor))


def confirmed(bound: Bound, answered: Answered, audits: Audits, asked_cer: float) -> Bound:
    """The bound after audits and drift: as it was or stricter, never looser.

    The same trial with the same predictor, to which audits are added on rungs that their draw reached. `asked_cer`
    may be less than what the collection asks, where drift has made the answers less telling.
    """
    rungs = [_with_audits(rung, audits, bound.predictor) for rung in _rungs(answered, bound.predictor)]
    now = _best(replace(bound, asked_cer=asked_cer), iter(rungs))
    now = replace(now, asked_cer=bound.asked_cer)
    return now if now.threshold <= bound.threshold else bound


def _best(asked: Bound, rungs: Iterator[_Rung]) -> Bound:
    tried: list[_Rung] = []
    best = replace(asked, threshold=-inf, upper_cer=1.0, supported_by=0, share=0.0, missing=0)
    for rung in rungs:
        tried.append(rung)
        upper = upper_bound(rung.found, asked.confidence)
        if upper > asked.asked_cer:
            break
        best = replace(
            best,
            threshold=rung.threshold,
            upper_cer=upper,
            supported_by=len(rung.found.errors),
            share=rung.share,
        )
    best = replace(best, answered=max((len(rung.found.errors) for rung in tried), default=0))
    return best if best.share else replace(best, missing=_missing(tried, asked))


def _rungs(answered: Answered, predictor: Predictor) -> Iterator[_Rung]:
    """Every rung with enough lines on it."""
    lines, found = answered
    by_others, by_all = ranks_by_others(lines, found), predictor.rates(lines)
    readable = np.flatnonzero(lines.graphemes > 0)
    order = readable[np.argsort(by_others[readable], kind="stable")]
    for share in RUNGS:
        rows = order[: round(share * len(lines))]
        if len(rows) >= FEWEST:
            threshold = float(np.sort(by_all[readable])[len(rows) - 1])
            yield _Rung(share, threshold, found.take(rows))


def _with_audits(rung: _Rung, audits: Audits, predictor: Predictor) -> _Rung:
    lines, found = audits.answered
    reached: Rows = np.flatnonzero(
        (predictor.rates(lines) <= rung.threshold) & (audits.reach >= rung.threshold) & (lines.graphemes > 0)
    )
    joined = (np.concatenate(pair) for pair in zip(rung.found, found.take(reached), strict=True))
    return rung._replace(found=Found(*joined))


def _missing(tried: list[_Rung], asked: Bound) -> int | None:
    """Answers to be added before the strictest rung would pass, if errors stay as rare as they are there."""
    if not tried:
        return max(1, ceil(FEWEST / RUNGS[0]) - asked.answered)
    found = tried[0].found
    if found.rate >= asked.asked_cer:
        return None
    lines = len(found.errors) / tried[0].share
    for more in range(1, _MOST_MISSING // 50 + 1):
        times = 1 + more * 50 / lines
        if upper_bound(_repeated(found, times), asked.confidence) <= asked.asked_cer:
            return more * 50
    return None


def _repeated(found: Found, times: float) -> Found:
    """As many answers more of the same kind, from as many pages more."""
    whole = ceil(times)
    _, pages = np.unique(found.groups, return_inverse=True)
    groups = np.concatenate([pages + number * len(pages) for number in range(whole)])
    size = round(times * len(found.errors))
    return Found(np.tile(found.errors, whole)[:size], np.tile(found.lengths, whole)[:size], groups[:size])
