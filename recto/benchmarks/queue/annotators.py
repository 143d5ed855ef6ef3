"""People at the line editor, as the gateway sees them: what pages/queue.js and outgoing.js do, without a browser."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from recto.benchmarks.queue.browser import Browser
from recto.benchmarks.queue.tape import Taken, Tape

AHEAD = 4
"""Lines that the page holds, the one on screen included."""
_HEARTBEAT_SECONDS = 60.0
_LOOK_AGAIN_SECONDS = 4.0
_SPREAD = 0.6
"""Of the logarithm of the time that a line takes: one in twenty takes nearly three times the median."""
_CHANGED = 0.3
"""Share of lines that are corrected and not just accepted."""


class HeldLine(NamedTuple):
    """A lease, with its image on the way."""

    lease: dict[str, Any]
    image: asyncio.Task[Any]


class Annotator:
    """One person with one browser. `think` is the median of the seconds that a line takes, 0 for none at all."""

    def __init__(
        self, browser: Browser, collection: str, tape: Tape, think: float, chance: random.Random
    ) -> None:
        self._browser = browser
        self._collection = collection
        self._tape = tape
        self._think = think
        self._chance = chance
        self._lines: deque[HeldLine] = deque()
        self._unsent: asyncio.Queue[tuple[dict[str, Any], float]] = asyncio.Queue(AHEAD)

    async def work(self, is_over: Callable[[], bool]) -> None:
        """Answer line after line until it is over, and return when every answer has arrived.

        Raises what goes wrong in an ExceptionGroup.
        """
        async with asyncio.TaskGroup() as tasks:
            aside = [tasks.create_task(each()) for each in (self._send_answers, self._keep_alive)]
            await asyncio.sleep(self._chance.random() * self._think)
            await self._answer_lines(tasks, is_over)
            await self._unsent.join()
            for task in aside:
                task.cancel()

    async def _answer_lines(self, tasks: asyncio.TaskGroup, is_over: Callable[[], bool]) -> None:
        filling, entered = tasks.create_task(self._fill(tasks)), None
        while not is_over():
            while not self._lines:
                await filling
                filling = tasks.create_task(self._fill(tasks))
            await self._lines[0].image
            if entered is not None:
                self._tape.took("next_line", time.perf_counter() - entered)
            seconds = self._seconds()
            await asyncio.sleep(seconds)
            entered = time.perf_counter()
            await self._unsent.put((self._lines.popleft().lease, seconds))
            if filling.done():
                filling = tasks.create_task(self._fill(tasks))

    async def _fill(self, tasks: asyncio.TaskGroup) -> None:
        """Lease ahead until enough is here; look again later where nothing waits."""
        while len(self._lines) < AHEAD:
            wanted = {"collection": self._collection, "count": AHEAD - len(self._lines)}
            reply = await self._browser.ask("lease", "POST", "/v1/leases", json=wanted)
            leases = reply.json()["leases"]
            for lease in leases:
                self._tape.leased[lease["task_id"]] += 1
                image = tasks.create_task(self._browser.ask("image", "GET", lease["image"]))
                self._lines.append(HeldLine(lease, image))
            if not leases:
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
                return

    async def _send_answers(self) -> None:
        """One at a time, so that their order is kept."""
        while True:
            lease, seconds = await self._unsent.get()
            path = f"/v1/tasks/{lease['task_id']}/answers"
            await self._browser.ask("answer", "POST", path, json=self._answer(lease, seconds))
            self._tape.taken[Taken(lease["task_id"], lease["epoch"])] += 1
            self._unsent.task_done()

    async def _keep_alive(self) -> None:
        await asyncio.sleep(self._chance.random() * _HEARTBEAT_SECONDS)
        while True:
            held = [{name: line.lease[name] for name in ("task_id", "epoch")} for line in self._lines]
            if held:
                await self._browser.ask("heartbeat", "POST", "/v1/heartbeats", json={"leases": held})
            await asyncio.sleep(_HEARTBEAT_SECONDS)

    def _seconds(self) -> float:
        """How long this line takes."""
        return self._think * self._chance.lognormvariate(0, _SPREAD)

    def _answer(self, lease: dict[str, Any], seconds: float) -> dict[str, Any]:
        answer = {"epoch": lease["epoch"], "seconds": round(min(seconds, 3600), 2)}
        if self._chance.random() > _CHANGED:
            return {**answer, "outcome": "accept"}
        return {**answer, "outcome": "correct", "text": f"{lease['text'][:-1]}.", "keystrokes": 2}
