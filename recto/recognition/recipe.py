"""What a fine-tuning is told, and what it tells. Needs no torch, so that whoever orders a training needs none."""

from dataclasses import dataclass
from typing import NamedTuple

from recto.recognition.line_images import LineImage


class Sample(NamedTuple):
    """A labelled line."""

    image: LineImage
    text: str


@dataclass(frozen=True)
class Recipe:
    """How a model is fine-tuned.

    A line is shown `epochs` times, more often where there are few lines, until `least_shown` were shown in all.
    Only where `max_seconds` would not suffice are there fewer; the schedule then goes by time, so that the learning
    rate still comes down. The same seed and samples give the same weights as long as time is not what ends the
    training.
    """

    epochs: int = 12
    least_shown: int = 3000
    max_seconds: float = 600.0
    batch: int = 8
    rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.08
    augmentation: float = 0.7
    plain_share: float = 0.15
    averaging: float = 0.98
    base_characters: float = 1500.0
    """n characters teach n^2 / (n^2 + base_characters^2) of the weights, and the base the rest: few teach errors."""
    believed_share: float = 0.7
    student_shown: int = 7500
    """At least; twice as many as the first model is shown if that is more."""
    soup: int = 2
    """Trainings whose weights are averaged, where there are unlabelled lines to learn from."""
    tell_every: float = 0.05
    seed: int = 0
    threads: int = 0
    """All cores that there are if 0; the weights do not depend on it."""


@dataclass(frozen=True)
class Progress:
    """Where a training stands: share of its schedule that is over, mean loss since the last report."""

    done: float
    loss: float
    seconds: float
