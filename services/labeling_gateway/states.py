"""Where a line, a task and a lease can stand, and the one rule that says where a line does."""

from collections.abc import Mapping
from enum import StrEnum

from schemas.tasks import TaskKind

LINE_KINDS = (TaskKind.TRANSCRIBE, TaskKind.CORRECT)
"""Kinds of task whose answer is the text of a line."""
ASKS_FOR: Mapping[TaskKind, str] = {
    **dict.fromkeys(LINE_KINDS, "the text of a line; send that to …/answers"),
    TaskKind.BOXES: "the lines of a page; send them to …/boxes",
    TaskKind.CLASSIFY: "the collection of a document; send that to …/collection",
}
"""What the answer to a task of each kind is, and where it goes."""


class LineState(StrEnum):
    """What is known of a line, least to most settled."""

    READ = "read"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LABELLED = "labelled"


class TaskState(StrEnum):
    """A task is open until it is answered or nobody needs to. Whether it is leased is said by its lease.

    Settled: the line got its text from elsewhere, an import say. When that text goes, the task is open again, as an
    answered one is; a withdrawn one is not.
    """

    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """Whom an open task waits for: anybody, somebody else than the first, or one who settles two readings."""

    FIRST = "first"
    SECOND = "second"
    ADJUDICATION = "adjudication"


class Work(StrEnum):
    """What the holder of a lease does: read the line, or settle the readings of others."""

    KEY = "key"
    ADJUDICATE = "adjudicate"


class AnswerEnd(StrEnum):
    """What an answer has led to. Waiting: to nothing yet, a second person is asked."""

    WAITING = "waiting"
    LABEL = "label"
    DECLINE = "decline"
    ADJUDICATION = "adjudication"
    MEASURE = "measure"
    DRAWN = "drawn"
    """Of a page: it has these lines, or keeps those that it has."""
    CLASSIFIED = "classified"
    """Of a document: it is in that collection."""


class LeaseEnd(StrEnum):
    """How a lease ended."""

    ANSWERED = "answered"
    EXPIRED = "expired"
    RELEASED = "released"


class Outcome(StrEnum):
    """What a person made of a line."""

    ACCEPT = "accept"
    CORRECT = "correct"
    PARTLY = "partly-unreadable"
    UNREADABLE = "unreadable"
    NOT_TEXT = "not-text"
    SKIP = "skip"
    DRAWN = "drawn"
    """Of a page: its lines were drawn. No answer to a line."""
    CLASSIFIED = "classified"
    """Of a document: it was put into a collection. No answer to a line."""

    @property
    def gives_text(self) -> bool:
        """Whether the answer is a text, and so becomes a label."""
        return self in (Outcome.ACCEPT, Outcome.CORRECT, Outcome.PARTLY)


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
