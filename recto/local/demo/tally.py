"""What has happened so far, told from events alone: redelivery and restarts change nothing."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TypeVar

from schemas.documents import LinesAccepted
from schemas.envelope import Event
from schemas.labels import LabelAccepted, LabelDeclined, LabelWithdrawn
from schemas.models import ModelPromoted, ModelRejected
from schemas.pages import PageIngested
from schemas.rescoring import RescoreRequested
from schemas.tasks import TaskRequested
from schemas.topics import DOCUMENTS, LABELS, MODELS, PAGES, RESCORING, TASKS, TRANSCRIPTS
from schemas.transcripts import PageTranscribed, PageUnreadable

FOLLOWED = (PAGES, TRANSCRIPTS, TASKS, LABELS, MODELS, RESCORING, DOCUMENTS)
"""The topics that a tally is made from."""

E = TypeVar("E", bound=Event)

Decision = ModelPromoted | ModelRejected


@dataclass(frozen=True)
class Round:
    """A training, its verdict, and what came of it."""

    number: int
    model_version: str
    promoted: bool
    labels: int
    """All labels so far, those that only judge included."""
    trained_on: int
    characters_keyed: int
    edits: int
    champion_cer: float | None
    candidate_cer: float | None
    lines_read_again: int
    lines_accepted: int

    @property
    def holdout_cer(self) -> float | None:
        """Held-out CER of the model in use after the round."""
        return self.candidate_cer if self.promoted else self.champion_cer


class Tally:
    """The events of one collection, each once, and what follows from them."""

    def __init__(self, collection: str) -> None:
        self._collection = collection
        self._events: dict[type[Event], dict[str, Event]] = defaultdict(dict)

    def take(self, event: Event) -> bool:
        """Keeps an event of the collection. Returns whether it was news."""
        known = self._events[type(event)]
        if getattr(event, "collection", None) != self._collection or event.id in known:
            return False
        known[event.id] = event
        return True

    def all(self, kind: type[E]) -> list[E]:
        """Every event of a kind, in the order in which they came."""
        return [event for event in self._events[kind].values() if isinstance(event, kind)]

    @property
    def pages(self) -> int:
        """Pages that went in."""
        return len(self.all(PageIngested))

    @property
    def first_readings(self) -> dict[str, PageTranscribed]:
        """The first complete reading of each page, by page."""
        whole = [event for event in self.all(PageTranscribed) if not event.again]
        return {event.page_id: event for event in reversed(whole)}

    @property
    def lines(self) -> int:
        """Lines found on the pages."""
        return sum(event.lines for event in self.first_readings.values())

    @property
    def is_read(self) -> bool:
        """Whether every page has been read, or found unreadable."""
        settled = self.first_readings.keys() | {event.page_id for event in self.all(PageUnreadable)}
        return self.pages > 0 and {page.page_id for page in self.all(PageIngested)} <= settled

    @property
    def labels(self) -> list[LabelAccepted]:
        """Labels that count."""
        withdrawn = {event.label_id for event in self.all(LabelWithdrawn)}
        return [label for label in self.all(LabelAccepted) if label.label_id not in withdrawn]

    @property
    def answered(self) -> int:
        """Tasks that the annotator has settled, with a label or without."""
        return len(self.labels) + len(self.all(LabelDeclined))

    @property
    def asked(self) -> int:
        """Lines that people were asked for."""
        return len(self.all(TaskRequested))

    @property
    def is_settled(self) -> bool:
        """Whether every line is labelled, declined or accepted: nothing is left to ask."""
        settled = {label.line_id for label in self.labels} | self.accepted.keys()
        settled |= {event.line_id for event in self.all(LabelDeclined)}
        return self.is_read and len(settled) >= self.lines

    @property
    def characters_keyed(self) -> int:
        """Characters of all labels, as if typed from nothing."""
        return sum(label.characters_keyed for label in self.labels)

    @property
    def edits(self) -> int:
        """Edits that it took to make the labels from what the models had read."""
        return sum(label.edits for label in self.labels)

    @property
    def promotions(self) -> list[ModelPromoted]:
        """All promotions, oldest first."""
        return sorted(self.all(ModelPromoted), key=lambda promoted: promoted.generation)

    @property
    def decisions(self) -> list[Decision]:
        """All verdicts, oldest first."""
        found: list[Decision] = [*self.all(ModelPromoted), *self.all(ModelRejected)]
        return sorted(found, key=lambda decision: (decision.round, decision.decided_at))

    @property
    def lines_read_again(self) -> int:
        """Readings by newer models of lines that were still waiting."""
        return sum(event.lines for event in self.all(PageTranscribed) if event.again)

    @property
    def is_read_again(self) -> bool:
        """Whether everything that promotions asked for has been read again."""
        read: dict[str, int] = defaultdict(int)
        results: list[PageTranscribed | PageUnreadable]
        results = [*self.all(PageTranscribed), *self.all(PageUnreadable)]
        for event in results:
            read[event.page_id] = max(read[event.page_id], event.generation)
        return all(read[asked.page_id] >= asked.generation for asked in self.all(RescoreRequested))

    @property
    def accepted(self) -> dict[str, int]:
        """Lines accepted without a person, and the generation of the model that first read them so well."""
        events = sorted(self.all(LinesAccepted), key=lambda event: -event.generation)
        return {line.line_id: event.generation for event in events for line in event.lines}

    def accepted_at(self, generation: int) -> int:
        """Lines accepted after reading by the champion of a generation; 0 is the base."""
        return sum(1 for at in self.accepted.values() if at == generation)

    def rounds(self) -> list[Round]:
        """Every verdict so far, in order."""
        return [self._round(number, decision) for number, decision in enumerate(self.decisions, 1)]

    def _round(self, number: int, decision: Decision) -> Round:
        generation = decision.generation if isinstance(decision, ModelPromoted) else None
        again = [
            event.lines
            for event in self.all(PageTranscribed)
            if event.again and event.generation == generation
        ]
        verdict = decision.verdict
        return Round(
            number=number,
            model_version=decision.version,
            promoted=generation is not None,
            labels=verdict.labels + verdict.held_out_lines,
            trained_on=verdict.labels,
            characters_keyed=verdict.characters_keyed,
            edits=verdict.edits,
            champion_cer=verdict.champion_cer,
            candidate_cer=verdict.candidate_cer,
            lines_read_again=sum(again),
            lines_accepted=0 if generation is None else self.accepted_at(generation),
        )
