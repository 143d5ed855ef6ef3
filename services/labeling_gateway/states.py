"""Where a line, a task and a lease can stand, and the one rule that says where a line does."""

from enum import StrEnum

from schemas.tasks import TaskKind

LINE_KINDS = (TaskKind.TRANSCRIBE, TaskKind.CORRECT)
"""Kinds of task whose answer is the text of a line."""


class LineState(StrEnum):
    """What is known of a line, least to most settled."""

    READ = "read"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LABELLED = "labelled"


class TaskState(StrEnum):
    """A task is open until somebody answers it or nobody needs to. Whether it is leased is said by its lease."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class LeaseEnd(StrEnum):
    """How a lease ended."""

    ANSWERED = "answered"
    EXPIRED = "expired"
    RELEASED = "released"


class Outcome(StrEnum):
    """What a person made of a line."""

    ACCEPT = "accept"
    CORRECT = "correct"
    UNREADABLE = "unreadable"
    NOT_TEXT = "not-text"
    SKIP = "skip"
    DRAWN = "drawn"
    """Of a page: its lines were drawn. No answer to a line."""

    @property
    def gives_text(self) -> bool:
        """Whether the answer is a text, and so becomes a label."""
        return self in (Outcome.ACCEPT, Outcome.CORRECT)


def line_state(
    *, label: str | None, declined: str | None, accepted: str | None, asked: str | None
) -> LineState:
    """Where a line stands: what a person said outranks what the machine accepted.

    Takes the label's id, the reason for which it was declined, the text accepted and the task that asks.
    """
    if label is not None:
        return LineState.LABELLED
    if declined is not None:
        return LineState.DECLINED
    if accepted is not None:
        return LineState.ACCEPTED
    return LineState.ASKED if asked is not None else LineState.READ
