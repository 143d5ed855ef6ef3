"""What is due by the clock: accept, audit, ask, and say which documents are complete.

Called about once a second. Looks at the pool alone, so what a crash interrupted is due again at the next call.
"""

from collections.abc import Iterator, Sequence

from recto.querying.acceptance import accept
from recto.querying.rounds import Standing, budget_left, lines_to_ask
from recto.querying.selection import Pick, select
from recto.querying.strategies import STRATEGIES
from schemas.documents import AcceptedLine, DocumentCompleted, LinesAccepted
from schemas.envelope import Event
from schemas.ids import derived_id, task_id
from schemas.tasks import Purpose, TaskKind, TaskRequested
from services.scoring import metrics
from services.scoring.handlers import PRIORITIES, Deps
from services.scoring.pool.collections import Collection
from services.scoring.pool.line_rows import PooledLine

_ENOUGH_BATCHES = 5
"""With so many batches of open lines at hand, the choice need not wait for the pages still on their way."""


def on_tick(deps: Deps) -> Iterator[Event]:
    """What is due in every collection, and the documents that have become complete."""
    for name in deps.pool.collections.names():
        collection = deps.pool.collections.get(name)
        if collection is not None:
            yield from _due(collection, deps)
            _measure(collection, deps)
    yield from _completed(deps)


def _due(collection: Collection, deps: Deps) -> Iterator[Event]:
    standing = standing_of(collection, deps)
    if not standing.is_settled:
        return
    if collection.generation > 0:
        yield from _accept(collection, deps)
    count = lines_to_ask(standing, collection.settings)
    if count:
        yield from _ask(collection, standing, count, deps)


def standing_of(collection: Collection, deps: Deps) -> Standing:
    """Where the collection stands."""
    open_tasks, labels, asked, _ = deps.pool.lines.round_counts(collection.name)
    return Standing(
        open_tasks=open_tasks,
        is_judged=collection.is_judged,
        labels_since_verdict=labels,
        asked_in_all=asked,
        held_out_cer=collection.held_out_cer,
        is_settled=_is_settled(collection, deps),
    )


def _is_settled(collection: Collection, deps: Deps) -> bool:
    """Whether no page on its way would change the choice: none arriving, none being read again."""
    now = deps.clock()
    if collection.arrived_at is None:
        return False
    promoted = collection.promoted_at
    is_fresh = promoted is not None and (now - promoted).total_seconds() < deps.reread_patience_seconds
    if is_fresh and deps.pool.lines.waiting(collection.name, collection.generation):
        return False
    if (
        deps.pool.lines.counts(collection.name).get("open", 0)
        >= _ENOUGH_BATCHES * collection.settings.batch_lines
    ):
        return True
    is_quiet = (now - collection.arrived_at).total_seconds() >= deps.settle_seconds
    return is_quiet and deps.pool.documents.pages_under_way(collection.name) <= 0


def _ask(collection: Collection, standing: Standing, count: int, deps: Deps) -> Iterator[Event]:
    """A batch for training, and with it held-out lines drawn at random, within one budget."""
    name, settings = collection.name, collection.settings
    strategy = STRATEGIES[settings.strategy]
    seed = f"{name}-{collection.selections}"
    wanted = min(settings.batch_lines, settings.held_out_lines - deps.pool.lines.round_counts(name)[3])
    random = STRATEGIES["random"]
    held_out = select(deps.pool.lines.open(name, held_out=True), random, max(0, wanted), seed)
    room = max(0, budget_left(standing, settings) - len(held_out))
    training = select(deps.pool.lines.open(name, held_out=False), strategy, min(count, room), seed)
    if not training and not held_out:
        return
    deps.pool.collections.selected(name)
    metrics.SELECTIONS.labels(name, strategy.name).inc()
    yield from _requested(collection, training, Purpose.TRAINING, strategy.name, deps)
    first = [
        Pick(pick.line_id, PRIORITIES[Purpose.HELD_OUT], "judges models, never trains one")
        for pick in held_out
    ]
    yield from _requested(collection, first, Purpose.HELD_OUT, random.name, deps)


def _accept(collection: Collection, deps: Deps) -> Iterator[Event]:
    """Take what the champion is sure of, and audit a random share of it."""
    name, settings = collection.name, collection.settings
    for held_out in (False, True):
        lines = deps.pool.lines.open(name, held_out=held_out)
        sure = accept(
            lines, confidence=settings.accept_confidence, audit_share=settings.audit_share, seed=name
        )
        accepted = deps.pool.lines.get([str(name) for name in lines.ids[sure.accepted]])
        yield from _accepted(collection, accepted, deps)
        audits = [
            Pick(str(line), PRIORITIES[Purpose.AUDIT], "audit: would have been accepted as it is")
            for line in lines.ids[sure.audited]
        ]
        yield from _requested(collection, audits, Purpose.AUDIT, "random", deps)


def _requested(
    collection: Collection, picks: Sequence[Pick], purpose: Purpose, strategy: str, deps: Deps
) -> Iterator[Event]:
    names = [pick.line_id for pick in picks]
    if not names:
        return
    for pick, line in zip(picks, deps.pool.lines.get(names), strict=True):
        yield TaskRequested(
            task_id=task_id(TaskKind.CORRECT, line.line_id),
            kind=TaskKind.CORRECT,
            collection=collection.name,
            document_id=line.document_id,
            page_id=line.page_id,
            line_id=line.line_id,
            purpose=purpose,
            strategy=strategy,
            reason=pick.reason,
            priority=pick.priority,
            round=collection.selections + 1,
            image=line.image,
            text=line.text,
            readings=line.readings,
            model_version=line.model_version,
            generation=line.generation,
            requested_at=deps.clock(),
        )
    deps.pool.lines.ask(names, purpose)
    metrics.LINES_ASKED.labels(collection.name, purpose.value).inc(len(names))


def _accepted(collection: Collection, lines: Sequence[PooledLine], deps: Deps) -> Iterator[Event]:
    """One event for each page and model."""
    pages: dict[tuple[str, int], list[PooledLine]] = {}
    for line in lines:
        pages.setdefault((line.page_id, line.generation), []).append(line)
    for (page, generation), taken in pages.items():
        names = [line.line_id for line in taken]
        yield LinesAccepted(
            acceptance_id=derived_id("acceptance", generation, *names),
            document_id=taken[0].document_id,
            page_id=page,
            collection=collection.name,
            model_version=taken[0].model_version,
            generation=generation,
            lines=tuple(
                AcceptedLine(line_id=line.line_id, text=line.text, confidence=line.confidence)
                for line in taken
            ),
            accepted_at=deps.clock(),
        )
        deps.pool.lines.accept(names)
        deps.pool.documents.touch(taken[0].document_id)
        metrics.LINES_ACCEPTED.labels(collection.name).inc(len(names))


def _completed(deps: Deps) -> Iterator[Event]:
    for tally in deps.pool.documents.take_completed():
        metrics.DOCUMENTS_COMPLETED.labels(tally.collection).inc()
        yield DocumentCompleted(completed_at=deps.clock(), **vars(tally))


def _measure(collection: Collection, deps: Deps) -> None:
    counts = deps.pool.lines.counts(collection.name)
    for state in ("open", "asked", "accepted", "labelled", "declined"):
        metrics.POOL_LINES.labels(collection.name, state).set(counts.get(state, 0))
    total = sum(counts.values())
    metrics.ACCEPTED_SHARE.labels(collection.name).set(counts.get("accepted", 0) / total if total else 0)
