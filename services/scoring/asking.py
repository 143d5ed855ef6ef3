"""Asks people: a batch for training with held-out lines beside it, and audits."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from recto.querying.budget import affordable
from recto.querying.keying import NEEDS, to_key_twice
from recto.querying.picks import Pick
from recto.querying.rounds import Standing, budget_left, held_out_to_ask
from recto.querying.strategies import STRATEGIES
from recto.runtime.tracing import MOST_LINKS, Span, is_recording, span
from schemas.envelope import Event
from schemas.ids import page_of, task_id
from schemas.tasks import Purpose, TaskKind, TaskRequested
from services.scoring.choosing import choose
from services.scoring.deps import Deps
from services.scoring.pool.collections import Collection
from services.scoring.purposes import FIXED

_RANDOM = STRATEGIES["random"]


class _Errand(NamedTuple):
    """What lines are asked for, how they were chosen, and of audits the threshold they were accepted under."""

    purpose: Purpose
    strategy: str
    reach: float | None = None


def ask_batch(collection: Collection, standing: Standing, count: int, deps: Deps) -> Iterator[Event]:
    """A batch for training, and with it held-out lines drawn at random, within one budget.

    Once nothing is left to train on, whatever is open on held-out pages is asked too: their documents must end.
    """
    strategy = STRATEGIES[collection.settings.strategy]
    with span("select", collection=collection.name, strategy=strategy.name, wanted=count) as selection:
        judging, training = _selected(collection, standing, count, deps)
        _tell(selection, judging + training, deps)
    if not judging + training:
        return
    deps.pool.collections.selected(collection.name, collection.selections + 1)
    # First those that judge: a training that starts before one of them is answered would have to judge by others.
    yield from ask_fixed(collection, [pick.line_id for pick in judging], Purpose.HELD_OUT, deps)
    yield from _requested(collection, training, _Errand(Purpose.TRAINING, strategy.name), deps)


def _selected(
    collection: Collection, standing: Standing, count: int, deps: Deps
) -> tuple[list[Pick], list[Pick]]:
    """Lines to judge by and lines to train on, as many as can be paid for."""
    strategy = STRATEGIES[collection.settings.strategy]
    seed = f"{collection.name}-{collection.selections}"
    training = choose(collection, strategy, count, seed, deps.pool, held_out=False)
    wanted = held_out_to_ask(standing, collection.settings) or (0 if training else count)
    judging = choose(collection, _RANDOM, wanted, seed, deps.pool, held_out=True) if wanted else []
    room = budget_left(standing, collection.settings)
    asked = (judging + training)[: room.lines]
    asked = asked[: affordable([choice.length for choice in asked], room.characters)]
    picks = [choice.pick for choice in asked]
    return picks[: len(judging)], picks[len(judging) :]


def _tell(selection: Span, picks: Sequence[Pick], deps: Deps) -> None:
    """Whoever looks at the selection finds the pages it chose from their traces."""
    selection.note(lines=len(picks))
    if is_recording():
        pages = dict.fromkeys(page_of(pick.line_id) for pick in picks)
        for traceparent in deps.pool.documents.traces(list(pages)[:MOST_LINKS]).values():
            selection.link(traceparent)


def ask_fixed(
    collection: Collection, ids: Sequence[str], purpose: Purpose, deps: Deps, reach: float | None = None
) -> Iterator[TaskRequested]:
    """Ask for lines that were drawn at random, for a purpose that fixes their priority.

    `reach`: of audits, the threshold that the lines were accepted under.
    """
    picks = [Pick(name, *FIXED[purpose]) for name in ids]
    yield from _requested(collection, picks, _Errand(purpose, _RANDOM.name, reach), deps)


def _requested(
    collection: Collection, picks: Sequence[Pick], errand: _Errand, deps: Deps
) -> Iterator[TaskRequested]:
    names = [pick.line_id for pick in picks]
    if not names:
        return
    twice = _to_key_twice(collection, names, deps)
    for pick, line in zip(picks, deps.pool.lines.get(names), strict=True):
        yield TaskRequested(
            task_id=task_id(TaskKind.CORRECT, line.line_id),
            kind=TaskKind.CORRECT,
            collection=collection.name,
            document_id=line.document_id,
            page_id=line.page_id,
            line_id=line.line_id,
            purpose=errand.purpose,
            strategy=errand.strategy,
            reason=pick.reason,
            priority=pick.priority,
            round=collection.selections + 1,
            image=line.image,
            text=line.text,
            readings=line.readings,
            model_version=line.model_version,
            generation=line.generation,
            keyings=2 if line.line_id in twice else 1,
            requested_at=deps.clock(),
        )
    deps.pool.lines.ask(names, errand.purpose, errand.reach)
    deps.pool.collections.touch(collection.name)


def _to_key_twice(collection: Collection, names: Sequence[str], deps: Deps) -> frozenset[str]:
    """Of these lines, those that two people key."""
    share = collection.settings.double_keying_share
    if not share:
        return frozenset()
    asked_before = deps.pool.counts.spent(collection.name).lines
    return to_key_twice(deps.pool.lines.of(names, NEEDS), asked_before, share)
