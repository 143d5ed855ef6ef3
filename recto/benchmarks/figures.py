"""Figures as JSON: as text, and in a file that is there whole or not at all."""

import json
from pathlib import Path
from typing import Any

from recto.runtime.failures import UserError
from recto.runtime.objects.durable import write_whole


def as_json(figures: dict[str, Any], *, indent: int | None = 2) -> str:
    """What a command prints or keeps; without `indent` all on one line, for figures with a number for every line."""
    return json.dumps(figures, ensure_ascii=False, indent=indent) + "\n"


def keep(figures: dict[str, Any], file: Path, *, indent: int | None = 2) -> None:
    """Write figures in a file; UserError if it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole({file: as_json(figures, indent=indent).encode()})
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}.") from error
