"""What a service is made of. A new stage is a folder that builds one of these, and nothing else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from fastapi import FastAPI

from recto.runtime.bus import Bus
from recto.runtime.clock import Clock, system_clock
from recto.runtime.settings import RuntimeSettings
from recto.runtime.tracing import Traced
from schemas.envelope import Event
from schemas.topics import Topic

Handler = Callable[[Any, Any], Iterable[Event]]
"""`handle(event, deps)`: the events that follow from one event. May raise Poison or Transient."""

Handlers = Mapping[type[Event], Handler]
"""The handler of each type of event; other types are passed over."""

Tick = Callable[[Any], Iterable[Event | Traced]]
"""`tick(deps)`: what is due now, though no event says so, perhaps with what it follows from. Called about once a
second."""


Ahead = Callable[[Sequence[Event], Any], None]
"""`ahead(events, deps)`: told of a batch before its first event is handled, to prepare together what costs less so.

It may leave anything undone: the handlers are called all the same, and theirs is the last word on each event.
"""


class Worker(Protocol):
    """Something that runs beside the host loop for as long as the service does."""

    def start(self) -> None:
        """Begin; must return."""
        ...

    def stop(self) -> None:
        """Finish what is under way and return."""
        ...


@dataclass(frozen=True)
class Service:
    """A service, built and ready to run.

    `works` are topics whose events are shared among the service's processes; `follows` are topics that each
    process reads from their start, to know what they say. Handlers of followed events must yield nothing:
    they would publish it again at every start.
    """

    name: str
    settings: RuntimeSettings
    bus: Bus
    handlers: Handlers
    deps: Any
    works: tuple[Topic, ...] = ()
    follows: tuple[Topic, ...] = ()
    ahead: Ahead | None = None
    on_tick: Tick | None = None
    app: FastAPI | None = None
    workers: tuple[Worker, ...] = ()
    clock: Clock = field(default=system_clock)

    def handlers_for(self, topics: Iterable[Topic]) -> dict[str, tuple[type[Event], Handler]]:
        """The handled events of these topics by type name."""
        names = {topic.name for topic in topics}
        return {
            event.type: (event, handler)
            for event, handler in self.handlers.items()
            if event.topic.name in names
        }
