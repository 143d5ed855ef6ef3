"""Which metrics and labels an expression names. A careful tokenizer, for the PromQL that is written here."""

import re
from dataclasses import dataclass

TARGET_LABELS = {"instance", "job"}
"""What Prometheus adds to everything that it scrapes."""

_TEXT = re.compile(r'"[^"]*"')
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
_RANGE = re.compile(r"\[[^\]]*\]")
_SELECTOR = re.compile(r"(?<![\w:.])([a-zA-Z_:][\w:]*)\s*(?:\{([^}]*)\})?")
_WORDS = {
    *("sum", "max", "min", "count", "topk", "rate", "increase", "absent", "vector", "clamp_max"),
    *("sum_over_time", "histogram_quantile", "and", "or", "unless", "bool", "offset"),
}
"""Functions and operators in use. An unknown one is taken for a metric, and found to be none."""


@dataclass(frozen=True)
class Named:
    """What an expression names."""

    selectors: tuple[tuple[str, frozenset[str]], ...]
    """Metrics, each with the labels that it is selected by."""
    grouping: frozenset[str]
    """Labels that are grouped or matched by."""

    @property
    def metrics(self) -> set[str]:
        return {metric for metric, _ in self.selectors}


def named(expression: str) -> Named:
    """What `expression` names."""
    plain = _RANGE.sub("", _TEXT.sub('""', expression))
    grouping = {label for clause in _GROUPING.findall(plain) for label in _labels(clause)}
    selectors = [
        (word, frozenset(label.split("=")[0].rstrip("!~ ") for label in _labels(matchers)))
        for word, matchers in _SELECTOR.findall(_GROUPING.sub("", plain))
        if word not in _WORDS
    ]
    return Named(tuple(selectors), frozenset(grouping))


def _labels(listed: str) -> list[str]:
    return [label.strip() for label in listed.split(",") if label.strip()]
