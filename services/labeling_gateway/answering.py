"""Takes an answer: checks the lease, decides, writes all of it in one transaction, or refuses and keeps the text."""

from datetime import datetime

from services.labeling_gateway import metrics
from services.labeling_gateway.answers import Answer, checked, event_of
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.failures import AlreadyAnswered, LeaseOver, Unfit
from services.labeling_gateway.states import LINE_KINDS
from services.labeling_gateway.store import answers, documents, leases, tasks
from services.labeling_gateway.store.queue_tables import AnswerRow


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
        tasks.locked(session, task_id)
        earlier = answers.given(session, task_id, answer.epoch)
        if earlier is not None:
            return _repeated(earlier, answer, person)
        task, lease = leases.current(session, task_id, answer.epoch, person)
        if task.kind not in LINE_KINDS:
            raise Unfit("task_id", "this task asks for the lines of a page; send them to …/boxes")
        answer = checked(answer, lease.text)
        event = event_of(answer, task, lease, documents.writer_of(session, task.page_id), now)
        row = answers.take(session, (task, lease), answer, event, now)
        collection = task.collection
    deps.wake_relay()
    metrics.ANSWERS.labels(collection, answer.outcome.value).inc()
    metrics.ANSWER_SECONDS.labels(collection).observe(answer.seconds)
    return row


def _repeated(earlier: AnswerRow, answer: Answer, person: str) -> AnswerRow:
    """The answer that this lease has already, if it is the same."""
    if earlier.person == person and _is_repeated(earlier, answer):
        return earlier
    raise AlreadyAnswered(
        "This line was answered before, with something else.", earlier.task_id, earlier.epoch
    )


def _is_repeated(earlier: AnswerRow, answer: Answer) -> bool:
    if answer.idempotency_key and answer.idempotency_key == earlier.idempotency_key:
        return True
    before = Answer(earlier.epoch, earlier.outcome, earlier.text, earlier.reason)
    return answer.outcome is earlier.outcome and checked(answer, earlier.text or "").says_the_same_as(before)
