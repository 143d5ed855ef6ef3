"""One benchmark of the queue from beginning to end: a database, a queue, a gateway, people, and the figures."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any, NamedTuple

from recto.benchmarks.pipeline.measuring import temporary_home
from recto.benchmarks.pipeline.processes import cpu_seconds, load, since
from recto.benchmarks.queue.annotators import Annotator
from recto.benchmarks.queue.browser import Browser
from recto.benchmarks.queue.lines import COLLECTION
from recto.benchmarks.queue.serving import Serving, database, fill, serving, told
from recto.benchmarks.queue.tape import Tape
from recto.benchmarks.taken import how_taken
from recto.runtime.failures import UserError

Tell = Callable[[str, float], None]
"""What is being done, and the share of it that is."""

_LOOK_SECONDS = 0.2
_HOW = (
    "people simulated over HTTP, each with a browser's connections, leasing ahead as the page does, and one gateway"
    " process, both on this machine; the gateway publishes into a file in place of Kafka; times as the client sees"
    " them, after a warm-up; no figures unless every line was given to one person and every answer told of once"
)


class Question(NamedTuple):
    """So many people at a queue of so many tasks, for so long."""

    annotators: int = 200
    tasks: int = 100_000
    think: float = 6.0
    """Median of the seconds that a person takes for a line; 0 is as fast as the gateway lets them."""
    seconds: float = 60.0
    warm_seconds: float = 15.0
    seed: int = 0


class Measured(NamedTuple):
    """What came of it, while it counted."""

    seconds: float
    answers: int
    cpu: dict[str, float]
    load: tuple[float, float]


def queue(url: str | None, asked: Question, tell: Tell) -> dict[str, Any]:
    """The figures, as the JSON has them.

    Raises UserError if there is no database, the gateway does not come up or refuses, or something was lost. Nothing
    of it stays but the rows in a database that was named.
    """
    tape = Tape()
    with temporary_home() as home, database(url) as used:
        fill(used, home, asked.tasks, asked.seed, lambda share: tell("filling the queue", share))
        with serving(used, home) as gateway:
            measured = asyncio.run(_measure(gateway, asked, tape, tell))
        tape.require_whole(told(home))
    return {
        "benchmark": "queue",
        "database": used.partition(":")[0],
        **asked._asdict(),
        **_figures(measured, tape),
        "taken": how_taken(_HOW),
    }


async def _measure(gateway: Serving, asked: Question, tape: Tape, tell: Tell) -> Measured:
    people = asyncio.create_task(_people(gateway, asked, tape))
    await _pass(people, asked.warm_seconds, lambda share: tell("warming up", share))
    processes, before = {"gateway": gateway.pid}, load()
    used, answers, began = cpu_seconds(processes), tape.taken.total(), time.monotonic()
    tape.running = True
    await _pass(people, asked.seconds, lambda share: tell("at work", share))
    tape.running = False
    measured = Measured(
        time.monotonic() - began,
        tape.taken.total() - answers,
        since(used, cpu_seconds(processes)),
        (before, load()),
    )
    tape.over = True
    await people
    return measured


async def _people(gateway: Serving, asked: Question, tape: Tape) -> None:
    """All of them at work until it is over. Raises the first UserError that one of them met."""
    try:
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
            for number in range(asked.annotators):
                person, chance = f"p{number}", random.Random(f"{asked.seed} {number}")  # noqa: S311
                browser = await stack.enter_async_context(Browser(gateway.url, gateway.token, person, tape))
                annotator = Annotator(browser, COLLECTION, tape, asked.think, chance)
                tasks.create_task(annotator.work(lambda: tape.over))
    except ExceptionGroup as errors:
        raise _first(errors) from errors


async def _pass(people: asyncio.Task[None], seconds: float, tell: Callable[[float], None]) -> None:
    """Let time go by, unless something goes wrong."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        tell(1 - left / seconds)
        done, _ = await asyncio.wait([people], timeout=min(left, _LOOK_SECONDS))
        for task in done:
            task.result()


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    told = errors.subgroup(UserError)
    group: BaseException = told or errors
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group


def _figures(measured: Measured, tape: Tape) -> dict[str, Any]:
    return {
        "lines_per_second": round(measured.answers / measured.seconds, 1),
        "milliseconds": tape.milliseconds(),
        "answers": tape.taken.total(),
        "leased": tape.leased.total(),
        "away": tape.away,
        "cpu_milliseconds_per_line": round(1000 * measured.cpu["gateway"] / max(measured.answers, 1), 2),
        "load": {"before": measured.load[0], "after": measured.load[1]},
    }
