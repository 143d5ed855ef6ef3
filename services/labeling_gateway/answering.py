"""Takes an answer: checks the lease, decides, writes all of it in one transaction, or refuses and keeps the text."""

from datetime import datetime

from services.labeling_gateway import metrics
from services.labeling_gateway.answers import Answer, checked
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.failures import AlreadyAnswered, LeaseOver, Unfit
from services.labeling_gateway.states import ASKS_FOR, LINE_KINDS
from services.labeling_gateway.store import answers, collections, leases, taking, tasks
from services.labeling_gateway.store.queue_tables import AnswerRow
from services.labeling_gateway.task_traces import answered


def take_answer(deps: Deps, task_id: str, answer: Answer, person: str) -> AnswerRow:
    """The answer as it counts. Sent again, it is the same answer.

    Raises Unknown, Unfit, NotYours, AlreadyAnswered, and LeaseOver once the text is safely kept.
    """
    now = deps.clock()
    try:
        return _taken(deps, task_id, answer, person, now)
    except LeaseOver as refusal:
        with deps.database.changing() as session:
            answers.keep(session, task_id, answer, person=person, why=str(refusal), now=now)
        metrics.ANSWERS_STALE.inc()
        refusal.text = answer.text
        raise


def _taken(deps: Deps, task_id: str, answer: Answer, person: str, now: datetime) -> AnswerRow:
    with deps.database.changing() as session:
        task, *others = tasks.locked_with_others(session, task_id)
        illegible = collections.settings_of(session, task.collection).illegible_sign
        lease = leases.under(session, task, answer.epoch)
        earlier = answers.given(session, task_id, answer.epoch) if lease is not None and lease.ended else None
        if earlier is not None:
            return _repeated(earlier, answer, person, illegible)
        held = leases.current_of(session, task, answer.epoch, person)
        if task.kind not in LINE_KINDS:
            raise Unfit("task_id", f"this task asks for {ASKS_FOR[task.kind]}")
        answer = checked(answer, held[1].text, illegible)
        with answered(task):
            taken = taking.take(session, held, others, answer, now)
    deps.wake_relay()
    metrics.answered(task.collection, answer, taken.follows)
    return taken.row


def _repeated(earlier: AnswerRow, answer: Answer, person: str, illegible: str) -> AnswerRow:
    """The answer that this lease has already, if it is the same."""
    if earlier.person == person and _is_repeated(earlier, answer, illegible):
        return earlier
    raise AlreadyAnswered(
        "This line was answered before, with something else.", earlier.task_id, earlier.epoch
    )


def _is_repeated(earlier: AnswerRow, answer: Answer, illegible: str) -> bool:
    if answer.idempotency_key and answer.idempotency_key == earlier.idempotency_key:
        return True
    before = Answer(earlier.epoch, earlier.outcome, earlier.text, earlier.reason)
    try:
        return checked(answer, earlier.text or "", illegible).says_the_same_as(before)
    except Unfit:
        return False
