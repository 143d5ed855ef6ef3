"""Why ingestion turns a request down. Each is told in one sentence (problems.py).

TurnedDown
├── DocumentRefused    a file of it is not accepted; handing it in again never helps
├── UnknownCollection  there is no such collection
├── NotAllowed         no token, or a wrong one
└── UploadTooLarge     more bytes than one upload may have
"""


class TurnedDown(Exception):
    """A request that is not carried out, nothing of it. The message is one sentence, what to do included."""


class DocumentRefused(TurnedDown):
    """A file of the document is not accepted. `kind` is one word for metrics, such as "bad-xml"."""

    def __init__(self, sentence: str, *, kind: str) -> None:
        super().__init__(sentence)
        self.kind = kind


class UnknownCollection(TurnedDown):
    """There is no collection of this name."""

    def __init__(self, name: str, known: list[str]) -> None:
        there_are = f"there are {', '.join(known[:20])}" if known else "there is none yet"
        super().__init__(
            f"There is no collection {name[:70]!r} ({there_are}): make it with `recto collections create {name[:70]}`."
        )


class NotAllowed(TurnedDown):
    """The request brought no token, or a wrong one."""


class UploadTooLarge(TurnedDown):
    """The upload has more bytes than are accepted."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"The upload is larger than the {max_bytes} bytes accepted: split or compress it.")
