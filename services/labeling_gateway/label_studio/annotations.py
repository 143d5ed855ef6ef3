"""What an annotation from Label Studio says, in Recto's words. Decides, touches nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from recto.documents.label_studio.lines import Made, made_of
from recto.documents.label_studio.tasks import Annotation, Annotator
from recto.documents.text import plain
from services.labeling_gateway.answers import Answer
from services.labeling_gateway.states import Outcome

SKIPPED = "skipped in Label Studio"

_LONGEST_NAME = 64
_MOST_SECONDS = 86_400.0


class Given(Protocol):
    """An answer that a task has."""

    outcome: Outcome
    text: str | None
    idempotency_key: str | None


@dataclass(frozen=True)
class Submitted:
    """An annotation: who made what of a line, and how long they had it before them."""

    made: Made
    person: str
    seconds: float
    key: str | None

    def answer(self, epoch: int, prefill: str) -> Answer:
        """As an answer under a lease that starts from this reading."""
        outcome = self._outcome(prefill)
        reason = SKIPPED if outcome is Outcome.SKIP else None
        return Answer(epoch, outcome, self.made.text, reason, seconds=self.seconds, idempotency_key=self.key)

    def is_among(self, answers: Iterable[Given], *, task_is_open: bool) -> bool:
        """Whether this was answered before: the same was said, by whomever; or, in an open task, by this itself.

        A task that was answered and is open again had its answer taken back: sent again, that is not a new one.
        """
        return any(
            self._is_said_by(given) and (not task_is_open or given.idempotency_key == self.key is not None)
            for given in answers
        )

    def _is_said_by(self, given: Given) -> bool:
        if self.made.text is not None:
            return given.outcome.gives_text and given.text == self.made.text
        return given.outcome is self._outcome("")

    def _outcome(self, prefill: str) -> Outcome:
        if self.made.text is not None:
            return Outcome.ACCEPT if self.made.text == plain(prefill) else Outcome.CORRECT
        return Outcome.SKIP if self.made.choice is None else Outcome(self.made.choice)


def submitted(annotation: Annotation, person: str) -> Submitted:
    """What an annotation says; `person` made it if it doesn't say who. Raises Unusable, BadExport."""
    seconds = min(max(annotation.lead_time or 0.0, 0.0), _MOST_SECONDS)
    key = None if annotation.id is None else f"label-studio:{annotation.id}"[:200]
    return Submitted(made_of(annotation), _person(annotation.completed_by) or person, seconds, key)


def _person(by: int | Annotator | None) -> str | None:
    """An e-mail address as a person's name, where names are letters, digits and . @ + - _; else a number."""
    if isinstance(by, Annotator):
        return re.sub(r"[^\w.@+-]", "-", by.email)[:_LONGEST_NAME] or None
    return None if by is None else f"label-studio-{by}"[:_LONGEST_NAME]
