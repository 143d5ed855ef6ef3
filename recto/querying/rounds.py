"""How many lines to ask about now: a batch a round, and never so few in the queue that people run dry."""

from dataclasses import dataclass

from recto.querying.budget import Left, Spent, left
from schemas.collections import CollectionSettings
from schemas.progress import AskingVerdict


@dataclass(frozen=True)
class Standing:
    """Where a collection stands. Counts are of lines asked for training, unless said otherwise."""

    open_tasks: int
    is_judged: bool
    """No batch was asked for since the last verdict, and what waits was read by the champion."""
    labels_since_verdict: int
    spent: Spent
    held_out_asked: int
    has_judges: bool
    """A held-out line is answered, or a training was judged without one."""
    verdict: AskingVerdict
    """Whether held-out lines and the learning curve say to go on."""
    is_settled: bool
    """No page is on its way that would change the choice."""


def lines_to_ask(standing: Standing, settings: CollectionSettings) -> int:
    """The size of the batch that is due now; 0 when none is.

    A batch is due when the last one was judged; when the queue is under its low-water mark; or when it is empty
    though the next training still wants labels (some lines asked for had no text to give).
    """
    if not standing.is_settled or is_over(standing, settings):
        return 0
    return min(_due(standing, settings), budget_left(standing, settings).lines)


def times_to_wait(settings: CollectionSettings, *, has_judges: bool) -> int:
    """How many times its usual labels, or its time, a training waits for: twice while no line that judges is answered.

    Whoever asks and whoever trains go by this one rule: did they differ, each could wait for the other for ever.
    """
    return 1 if has_judges or not settings.held_out_share else 2


def is_over(standing: Standing, settings: CollectionSettings) -> bool:
    """Whether nothing more should be asked: the target is reached, or out of reach and the collection minds."""
    if standing.verdict is AskingVerdict.HOPELESS:
        return settings.stops_when_hopeless
    return standing.verdict is AskingVerdict.AT_TARGET


def budget_left(standing: Standing, settings: CollectionSettings) -> Left:
    """What may still be asked for; very large numbers where there is no limit."""
    return left(standing.spent, settings)


def held_out_left(standing: Standing, settings: CollectionSettings) -> int:
    """Held-out lines still to be asked for; 0 once nothing more will be asked.

    While there are any, no held-out line is accepted: those left over would be the doubtful ones, and judge harshly.
    """
    if is_over(standing, settings) or not budget_left(standing, settings).lines:
        return 0
    return max(0, settings.held_out_lines - standing.held_out_asked)


def held_out_to_ask(standing: Standing, settings: CollectionSettings) -> int:
    """Held-out lines to ask for beside a batch: at most as many, and at most half of what the budget leaves."""
    half = budget_left(standing, settings).lines // 2
    return min(settings.batch_lines, held_out_left(standing, settings), half)


def _due(standing: Standing, settings: CollectionSettings) -> int:
    if standing.is_judged or standing.open_tasks < settings.low_water_lines:
        return settings.batch_lines
    if standing.open_tasks == 0:
        return _missing_labels(standing, settings)
    return 0


def _missing_labels(standing: Standing, settings: CollectionSettings) -> int:
    """What the next training wants before it starts: twice as much where it waits for a line that judges.

    Whatever is asked then brings held-out lines with it, once there are any. One by schedule alone needs a single
    label.
    """
    if settings.retrain_after_labels is None:
        return 0 if standing.labels_since_verdict else settings.batch_lines
    wanted = times_to_wait(settings, has_judges=standing.has_judges) * settings.retrain_after_labels
    return max(0, wanted - standing.labels_since_verdict)
