"""Short stock of abbreviations, months and syllables, kept as data in phrases.toml."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def phrases(kind: str) -> list[str]:
    """All phrases of a kind, as phrases.toml names it; KeyError for any other.

    >>> "avril" in phrases("months")
    True
    """
    known: dict[str, list[str]] = tomllib.loads((files(__package__) / "phrases.toml").read_text("utf-8"))
    return known[kind]
