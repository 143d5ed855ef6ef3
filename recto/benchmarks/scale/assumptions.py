"""The figures that everything follows from, each with where it came from: assumptions.toml."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

from recto.runtime.failures import UserError


class Figure(NamedTuple):
    """A number, what it counts, and where it came from."""

    value: float
    unit: str
    source: str


Figures = Mapping[str, Figure]


def shipped() -> dict[str, Figure]:
    """The table as it is shipped."""
    text = files(__package__).joinpath("assumptions.toml").read_text("utf-8")
    return {name: Figure(**fields) for name, fields in tomllib.loads(text).items()}


def assumed(changes: Mapping[str, float]) -> dict[str, Figure]:
    """The shipped table with these values in place of its own. Raises UserError for a name that it does not have."""
    figures = shipped()
    for name, value in changes.items():
        if name not in figures:
            raise UserError(f"There is no assumption {name!r}: choose of {', '.join(sorted(figures))}.")
        if value <= 0:
            raise UserError(f"{name} is {value}: it must be above 0.")
        figures[name] = figures[name]._replace(value=value, source="yours")
    return figures
