"""What became of the files that were handed in, as lines for a person or JSON for a program."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Result:
    """One file: the document that it is, or the sentence why it is not in."""

    file: str
    document_id: str = ""
    page_ids: list[str] = field(default_factory=list)
    labels: int = 0
    already: bool = False
    note: str | None = None
    refused: str | None = None


@dataclass(frozen=True)
class Skip:
    """A task of another tool's export that is left out, and why, as words that go on after its name."""

    file: str
    task: str
    reason: str


class Report:
    """The results of one command, in the order in which the files were found, and what was left out before."""

    def __init__(self, results: Sequence[Result], skipped: Sequence[Skip] = ()) -> None:
        self._results = results
        self._skipped = skipped
        self.refused = [result for result in results if result.refused]
        self._already = [result for result in results if result.already]
        self._added = [result for result in results if not result.refused and not result.already]

    def print_lines(self) -> None:
        """One line of counts to stdout; a line for each task left out, refusal and note to stderr."""
        for skip in self._skipped:
            print(f"{skip.file}: task {skip.task} {skip.reason}.", file=sys.stderr)  # noqa: T201
        for result in self._results:
            if said := result.refused or result.note:
                print(_of(result.file, said), file=sys.stderr)  # noqa: T201
        print(self.summary())  # noqa: T201

    def print_json(self) -> None:
        """The counts and every file, to stdout."""
        print(json.dumps(self.as_json(), indent=2))  # noqa: T201

    def summary(self) -> str:
        """The counts in words, such as "14 documents, 14 pages added, 2 already there"."""
        pages = sum(len(result.page_ids) for result in self._added)
        labels = sum(result.labels for result in self._results)
        parts = [
            f"{_many(len(self._added), 'document')}, {_many(pages, 'page')} added" if self._added else "",
            f"{_many(labels, 'label')} imported" if labels else "",
            f"{len(self._already)} already there" if self._already else "",
            f"{len(self.refused)} refused" if self.refused else "",
            f"{_many(len(self._skipped), 'task')} skipped" if self._skipped else "",
        ]
        said = ", ".join(part for part in parts if part)
        return said if self._added or labels else f"Nothing added: {said}"

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "documents_added": len(self._added),
            "pages_added": sum(len(result.page_ids) for result in self._added),
            "labels_imported": sum(result.labels for result in self._results),
            "already_there": len(self._already),
            "refused": len(self.refused),
            "skipped": [asdict(skip) for skip in self._skipped],
            "files": [asdict(result) for result in self._results],
        }


def _of(file: str, said: str) -> str:
    """A sentence with the file's whole path, in place of its name where that is what it begins with."""
    for name in (file, file.rsplit("/", 1)[-1]):
        if said.startswith(f"{name} "):
            return f"{file}{said.removeprefix(name)}"
    return f"{file}: {said}"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
