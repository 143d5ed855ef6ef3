"""Why the gateway refuses a request. Each is told to the person in one sentence (api/problems.py).

Refusal
├── Unknown         there is no such thing
├── Unfit           a field holds what it must not
├── LeaseOver       the answer comes under an epoch that is no longer the newest; its text is kept
│   └── AlreadyAnswered   the lease has been answered, and differently; this text is kept too
├── Taken           the name is in use
├── InOtherHands    somebody else holds what can be held by one
├── Outdated        somebody changed it since it was read
├── NotYours        the lease is in another person's hands
├── BuiltOn         the answer can't be taken back: something may have been built on it
├── NotAllowed      nobody knows who asks: no key, or a wrong one
├── NotPermitted    it is known who asks, and they may not
│   └── NotCleared        a line carries personal data, and they are not cleared for it
└── TooManyTries    an address has brought too many wrong keys
"""


class Refusal(Exception):
    """A request that is not carried out. The message is one sentence, what to do included."""


class Unknown(Refusal):
    """There is no such collection, document, task or image."""


class Unfit(Refusal):
    """A field holds what it must not."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class LeaseOver(Refusal):
    """A lease has ended, and the task is or was in other hands. The person's text is kept, and handed back."""

    def __init__(self, reason: str, task_id: str, epoch: int) -> None:
        super().__init__(reason)
        self.task_id = task_id
        self.epoch = epoch
        self.text: str | None = None


class AlreadyAnswered(LeaseOver):
    """The same lease was answered before, with something else."""


class Taken(Refusal):
    """The name is in use."""


class InOtherHands(Refusal):
    """Somebody else holds what can be held by one person at a time."""


class Outdated(Refusal):
    """Somebody changed it since it was read."""


class NotYours(Refusal):
    """The lease is in another person's hands."""


class BuiltOn(Refusal):
    """The answer can't be taken back: something may have been built on it."""


class NotAllowed(Refusal):
    """No key came along, or a wrong one. `advice` is for where no page says what to do."""

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(f"{reason} {advice}".strip())
        self.reason = reason


class NotPermitted(Refusal):
    """The person may not do this."""


class NotCleared(NotPermitted):
    """What was asked for carries personal data, and the person is not cleared for it."""


class TooManyTries(Refusal):
    """Too many wrong keys; `retry_after` says for how many seconds none is looked at."""

    def __init__(self, reason: str, retry_after: float) -> None:
        super().__init__(f"{reason} Wait a minute and try again.")
        self.retry_after = retry_after
