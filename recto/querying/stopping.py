"""When to stop asking: the target is reached for certain, or no number of labels at hand will reach it."""

from collections.abc import Sequence
from typing import NamedTuple

from recto.querying.bounds import Found, upper_bound
from recto.querying.forecast import Forecast, Round, forecast
from schemas.progress import AskingVerdict

_HOPE = 0.05
"""Less likelihood than this is no hope."""


class Outlook(NamedTuple):
    """Whether asking goes on, and what that rests on."""

    verdict: AskingVerdict
    cer: float | None
    """The champion's, on held-out lines."""
    upper_cer: float | None
    """Not exceeded with the confidence asked for; None where no held-out line has been read by the champion."""
    forecast: Forecast | None
    """With all the labels that can still be had."""


def outlook(
    found: Found | None, rounds: Sequence[Round], *, target_cer: float, confidence: float, attainable: int
) -> Outlook:
    """What held-out lines and the learning curve say; `attainable`: labels that budget and pool allow in all.

    At target: the upper confidence bound of the held-out CER is at most the target. Hopeless: less than 5 % of the
    bootstrapped learning curves come to the target with all attainable labels; that takes five rounds.
    """
    if found is None or not len(found.errors):
        return Outlook(AskingVerdict.GOES_ON, None, None, None)
    upper = upper_bound(found, confidence)
    if upper <= target_cer:
        return Outlook(AskingVerdict.AT_TARGET, found.rate, upper, None)
    expected = forecast(rounds, attainable, target_cer)
    hopeless = expected is not None and expected.likelihood < _HOPE
    return Outlook(AskingVerdict.HOPELESS if hopeless else AskingVerdict.GOES_ON, found.rate, upper, expected)
