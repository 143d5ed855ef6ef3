"""Runbooks: one for each alert, with the same four sections, so that whoever is paged knows where to look."""

import re
from pathlib import Path
from typing import NamedTuple

from recto.runtime.failures import UserError

SECTIONS = ("What it means", "What to look at", "What to do", "What not to do")


class Runbook(NamedTuple):
    """What the alert itself says of its runbook."""

    meaning: str
    """The first paragraph of `What it means`, on one line."""


def read_runbook(path: Path) -> Runbook:
    """Raises UserError if a section is missing, empty, or out of order."""
    title, *parts = re.split(r"^## (.+)$", path.read_text("utf-8"), flags=re.MULTILINE)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    if title.strip() != f"# {path.stem}":
        raise UserError(f"{path} should begin with the alert's name: # {path.stem}.")
    if tuple(sections) != SECTIONS or not all(text.strip() for text in sections.values()):
        raise UserError(f"{path} should have these sections, in this order: {', '.join(SECTIONS)}.")
    first, *_ = sections[SECTIONS[0]].strip().split("\n\n")
    return Runbook(" ".join(first.split()))
