"""Asks people: a batch for training with held-out lines beside it, and audits."""

from collections.abc import Iterator, Sequence

from recto.querying.rounds import Standing, budget_left, held_out_to_ask
from recto.querying.selection import Pick, select
from recto.querying.strategies import STRATEGIES
from schemas.envelope import Event
from schemas.ids import task_id
from schemas.tasks import Purpose, TaskKind, TaskRequested
from services.scoring.handlers import Deps
from services.scoring.pool.collections import Collection
from services.scoring.purposes import FIXED

_RANDOM = STRATEGIES["random"]


def ask_batch(collection: Collection, standing: Standing, count: int, deps: Deps) -> Iterator[Event]:
    """A batch for training, and with it held-out lines drawn at random, within one budget.

    Once nothing is left to train on, whatever is open on held-out pages is asked too: their documents must end.
    """
    name, settings, lines = collection.name, collection.settings, deps.pool.lines
    strategy = STRATEGIES[settings.strategy]
    seed = f"{name}-{collection.selections}"
    trainable = lines.open(name, held_out=False)
    wanted = held_out_to_ask(standing, settings) or (0 if len(trainable) else count)
    held_out = select(lines.open(name, held_out=True), _RANDOM, wanted, seed) if wanted else []
    room = budget_left(standing, settings) - len(held_out)
    training = select(trainable, strategy, min(count, room), seed)
    if not training and not held_out:
        return
    deps.pool.collections.selected(name, collection.selections + 1)
    # First those that judge: a training that starts before one of them is answered would have to judge by others.
    yield from ask_fixed(collection, [pick.line_id for pick in held_out], Purpose.HELD_OUT, deps)
    yield from _requested(collection, training, Purpose.TRAINING, strategy.name, deps)


def ask_fixed(
    collection: Collection, ids: Sequence[str], purpose: Purpose, deps: Deps
) -> Iterator[TaskRequested]:
    """Ask for lines that were drawn at random, for a purpose that fixes their priority."""
    picks = [Pick(name, *FIXED[purpose]) for name in ids]
    yield from _requested(collection, picks, purpose, _RANDOM.name, deps)


def _requested(
    collection: Collection, picks: Sequence[Pick], purpose: Purpose, strategy: str, deps: Deps
) -> Iterator[TaskRequested]:
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
    deps.pool.collections.touch(collection.name)
