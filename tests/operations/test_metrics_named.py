"""Every metric and label that a rule, a panel or a legend names is one that the services expose."""

import re

import pytest
from exposed import exposed, histogram
from made import rules
from programs import ROOT
from promql import TARGET_LABELS, named

from recto.operations.dashboards import BOARDS, Panel
from recto.operations.reading import read_watch

PANELS = [panel for board in BOARDS for panel in board.panels]
OBJECTIVES = read_watch(ROOT / "deploy").objectives
OF_OBJECTIVES = frozenset({"objective", "collection", "kind", "purpose"})


def known() -> dict[str, frozenset[str]]:
    recorded = {rule["record"]: OF_OBJECTIVES for rule in rules() if "record" in rule}
    return {**exposed(), **recorded}


def complaints(expression: str) -> list[str]:
    """What is named and does not exist."""
    labels, found = known(), named(expression)
    unknown = [metric for metric in found.metrics if metric not in labels]
    wrong = [
        f"{metric} has no label {label}"
        for metric, selecting in found.selectors
        if metric in labels
        for label in selecting - labels[metric] - TARGET_LABELS
    ]
    here = frozenset[str]().union(*(labels.get(metric, frozenset()) for metric in found.metrics))
    lost = [f"nothing here has a label {label}" for label in found.grouping - here - TARGET_LABELS]
    return [*(f"no service exposes {metric}" for metric in unknown), *wrong, *lost]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.get("alert") or rule["record"])
def test_a_rule_names_what_exists(rule: dict[str, str]) -> None:
    assert complaints(rule["expr"]) == []


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.question)
def test_a_panel_names_what_exists(panel: Panel) -> None:
    for query in panel.queries:
        assert complaints(query.expression) == []


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.question)
def test_a_legend_names_labels_that_the_answer_has(panel: Panel) -> None:
    labels = known()
    for query in panel.queries:
        found = named(query.expression)
        kept = found.grouping or frozenset[str]().union(*(labels[metric] for metric in found.metrics))
        assert set(re.findall(r"\{\{(\w+)\}\}", query.legend)) <= kept | TARGET_LABELS


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("sum(recto_no_such_metric)", "no service exposes recto_no_such_metric"),
        ('recto_consumer_lag{collection="a"}', "recto_consumer_lag has no label collection"),
        ("sum by (colection) (recto_pool_lines)", "nothing here has a label colection"),
        ("deriv(recto_pool_lines[5m])", "no service exposes deriv"),
    ],
)
def test_what_does_not_exist_is_found(expression: str, complaint: str) -> None:
    assert complaints(expression) == [complaint]


@pytest.mark.parametrize(
    "objective", [each for each in OBJECTIVES if each.events], ids=lambda each: each.name
)
def test_the_limit_of_an_objective_is_the_bound_of_a_bucket(objective: object) -> None:
    events = objective.events  # type: ignore[attr-defined]
    assert events.within_seconds in histogram(events.histogram)._upper_bounds
