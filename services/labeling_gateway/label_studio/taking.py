"""Takes annotations from Label Studio: a lease for whoever annotated, and an answer under it, as everybody's.

What cannot be taken is told by annotation; the others count all the same. Sent again, an answer is the same answer.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from recto.documents.errors import BadExport
from recto.documents.label_studio.tasks import Annotation, Task
from recto.documents.label_studio.texts import Unusable
from services.labeling_gateway import failures, metrics
from services.labeling_gateway.answering import take_answer
from services.labeling_gateway.answers import Answer, checked
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.label_studio.annotations import Submitted, submitted
from services.labeling_gateway.label_studio.tasks import TASK_ID
from services.labeling_gateway.states import LINE_KINDS, TaskState
from services.labeling_gateway.store import collections, label_studio, leases
from services.labeling_gateway.store.queue_tables import AnswerRow


class Reason(StrEnum):
    """Why an annotation is not taken."""

    HELD = "held"
    SETTLED = "settled"
    UNKNOWN = "unknown"
    UNFIT = "unfit"


@dataclass(frozen=True)
class NotTaken:
    """An annotation that is not taken; the detail is one sentence."""

    task_id: str | None
    annotation: int | str | None
    reason: Reason
    detail: str


@dataclass
class Taken:
    """What became of annotations: new answers, answers that were there, and the others."""

    answered: int = 0
    repeated: int = 0
    not_taken: list[NotTaken] = field(default_factory=list)

    @property
    def reasons(self) -> dict[Reason, int]:
        """How many are not taken, by reason."""
        return dict(Counter(one.reason for one in self.not_taken))


class _Settled(Exception):
    """The task is open no longer, and its answer is another one, or none."""


def take(deps: Deps, collection: str, tasks: Iterable[Task], person: str) -> Taken:
    """Answers for all annotations of these tasks that can be taken. Raises Transient; send it all again then."""
    taken = Taken()
    for task, annotation in _annotations(tasks):
        try:
            is_new = _take(deps, collection, task, submitted(annotation, person))
        except _REFUSALS as error:
            taken.not_taken.append(NotTaken(_id(task), annotation.id, _reason(error), _sentence(error)))
        else:
            taken.answered += is_new
            taken.repeated += not is_new
    return taken


_REASONS: dict[type[Exception], Reason] = {
    failures.NotYours: Reason.HELD,
    failures.LeaseOver: Reason.SETTLED,
    _Settled: Reason.SETTLED,
    failures.Unknown: Reason.UNKNOWN,
    failures.Unfit: Reason.UNFIT,
    Unusable: Reason.UNFIT,
    BadExport: Reason.UNFIT,
}
_REFUSALS = tuple(_REASONS)


def _annotations(tasks: Iterable[Task]) -> Iterator[tuple[Task, Annotation]]:
    """One after another: of several for a task the ground truth comes first, and the first one counts."""
    for task in tasks:
        for annotation in sorted(task.annotations, key=lambda one: not one.ground_truth):
            yield task, annotation


def _take(deps: Deps, collection: str, task: Task, given: Submitted) -> bool:
    """Whether this is a new answer; False if it was there. The lease is left to expire if we are ended here."""
    task_id = _id(task)
    if task_id is None:
        raise failures.Unknown(f"Its data has no {TASK_ID}: it is no task of Recto's.")
    if _is_there(deps, collection, task_id, given):
        return False
    try:
        take_answer(deps, task_id, _leased(deps, task_id, given), given.person)
    except failures.LeaseOver:
        if _is_there(deps, collection, task_id, given):  # somebody was faster, and said the same
            return False
        raise
    return True


def _is_there(deps: Deps, collection: str, task_id: str, given: Submitted) -> bool:
    with deps.database.reading() as session:
        task, answers = label_studio.standing(session, task_id)
    if task is None or task.collection != collection or task.kind not in LINE_KINDS:
        raise failures.Unknown(f"Collection {collection} has no such line to answer.")
    is_open = task.state is TaskState.OPEN
    if given.is_among(answers, task_is_open=is_open):
        return True
    if not is_open:
        raise _Settled(_settled(answers))
    return False


def _settled(answers: Sequence[AnswerRow]) -> str:
    if not answers:
        return "This line needs no answer any more."
    return f"This line was answered by {answers[-1].person} with something else."


def _leased(deps: Deps, task_id: str, given: Submitted) -> Answer:
    """The answer under a lease of its own; none is given for what would be refused."""
    with deps.database.changing() as session:
        task, lease = leases.take(
            session, task_id=task_id, person=given.person, now=deps.clock(), lasts=deps.lease_lasts
        )
        answer = given.answer(lease.epoch, lease.text)
        checked(answer, lease.text, collections.settings_of(session, task.collection).illegible_sign)
    metrics.LEASES_GIVEN.inc()
    return answer


def _id(task: Task) -> str | None:
    name = task.data.get(TASK_ID)
    return name if isinstance(name, str) and len(name) <= 200 else None


def _reason(error: Exception) -> Reason:
    return next(_REASONS[kind] for kind in type(error).__mro__ if kind in _REASONS)


def _sentence(error: Exception) -> str:
    """What the reading of annotations says goes on after a name; here it stands alone."""
    if isinstance(error, Unusable):
        return f"It {error}."
    return f"It has {error}." if isinstance(error, BadExport) else str(error)
