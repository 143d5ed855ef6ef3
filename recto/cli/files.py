"""Writing generated files, with a sentence where that can't be done."""

from pathlib import Path

from recto.runtime.failures import UserError


def write_file(target: Path, content: str) -> None:
    """Write a text, folders and all. Raises UserError if it can't be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, "utf-8")
    except OSError as error:
        raise UserError(f"Cannot write {target}: {error.strerror}.") from error
