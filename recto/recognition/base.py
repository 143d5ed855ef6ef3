"""The base model that comes with Recto, and the recipe it was built by."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from recto.recognition.errors import MissingMaterial

_HERE = files("recto.recognition")


@dataclass(frozen=True)
class BaseRecipe:
    """How a base model is built. `architecture` holds what differs from the usual one."""

    name: str = "latin"
    lines: int = 500_000
    seed: int = 1
    batch_pixels: int = 20_000
    learning_rate: float = 2e-3
    warm_up: float = 0.03
    weight_decay: float = 0.01
    averaging: float = 0.999
    held_out_lines: int = 240
    check_every: int = 20_000
    extra_graphemes: str = ""
    language_lines: int = 300_000
    """Rendered lines' texts that the language is learned from; none at 0."""
    language_at_least: float = 8
    """Longer grams that come up less often are left out."""
    architecture: Mapping[str, float] = field(default_factory=dict)


def shipped_base(name: str = "latin") -> bytes:
    """The committed weights of a base model, as `Reader.from_bytes` and `fine_tune` take them."""
    weights = _HERE / "weights" / f"{name}.safetensors"
    if not weights.is_file():
        raise MissingMaterial(f"There is no base model {name!r}; build one with `recto base build`.")
    return weights.read_bytes()


def load_recipe(path: Path | None = None) -> BaseRecipe:
    """The recipe in a TOML file, or the one that the shipped base was built by."""
    text = (path or _HERE / "recipes" / "latin.toml").read_text("utf-8")
    return BaseRecipe(**tomllib.loads(text))
