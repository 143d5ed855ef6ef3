"""Three signals between a handler and its host, and one to the person at the terminal.

    Signal
    ├── Poison      this event can never work: to recto.dead-letters, and on with the stream
    └── Transient   a dependency is away: the partition waits and is tried again, in order
    UserError       a person's mistake: one sentence to stderr, no traceback

Anything else that a handler raises is a bug: the process exits and its supervisor restarts it.
"""


class Signal(Exception):
    """What a handler may tell its host instead of returning events."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Poison(Signal):
    """This event can never work, however often it is tried; `reason` says why."""


class Transient(Signal):
    """A dependency is away; try again after `retry_after` seconds at the earliest."""

    def __init__(self, reason: str, retry_after: float = 1.0) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class UserError(Exception):
    """Something that the person who typed or clicked can put right; the message is one sentence for them."""
