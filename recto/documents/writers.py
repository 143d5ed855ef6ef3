"""A writer's name, as people give it: one form of it, so that a writer is the same on all of their pages."""

from recto.documents.errors import TooLarge
from recto.documents.text import plain
from schemas.pages import LONGEST_WRITER


def writer_name(given: str | None) -> str | None:
    """The name as it is kept; None where none is given. Raises TooLarge if it is longer than is accepted.

    >>> writer_name(" Mary\\tStanford "), writer_name(" ")
    ('Mary Stanford', None)
    """
    name = plain(given or "")
    if len(name) > LONGEST_WRITER:
        raise TooLarge(f"has {len(name)} characters; {LONGEST_WRITER} are accepted")
    return name or None
