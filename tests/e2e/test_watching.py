"""Rules and dashboards before a real Prometheus that watches a real loop: every query answers, with figures."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from made import rules
from prometheus_client.parser import text_string_to_metric_families
from promql import named
from running_prometheus import Prometheus, until
from sabotage import COLLECTION, Aftermath

from recto.operations.dashboards import BOARDS, Board, Panel

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(600), pytest.mark.xdist_group("loop")]

PANELS = [(board, panel) for board in BOARDS for panel in board.panels]


Answer = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def answer(aftermath: Aftermath, witness: Prometheus | None) -> Answer:
    """What Prometheus said to a panel's query as the demo ended, with the whole demo behind it."""
    if witness is None:
        pytest.skip("NO PROMETHEUS, so no query is tried: `make tools` gets one (needs apt)")

    def answered(expression: str) -> list[dict[str, Any]]:
        query = expression.replace("$collection", COLLECTION).replace("$__rate_interval", "1h")
        return witness.answer(query, aftermath.saboteur.last_shown)

    return answered


@pytest.mark.parametrize(
    ("board", "panel"), PANELS, ids=lambda part: getattr(part, "name", None) or part.question
)
def test_every_query_of_a_panel_answers(answer: Answer, board: Board, panel: Panel) -> None:
    answers = [answer(query.expression) for query in panel.queries]
    assert all(answers) or panel.empty, f"{board.title} has no answer to: {panel.question}"


def test_most_panels_have_figures(answer: Answer) -> None:
    without = [
        panel.question for _, panel in PANELS if not any(answer(query.expression) for query in panel.queries)
    ]
    assert len(without) < len(PANELS) / 4, without


def test_prometheus_evaluates_every_rule(answer: Answer, witness: Prometheus) -> None:
    until(lambda: all(rule["health"] == "ok" for rule in witness.rules()), "a rule is not evaluated")
    assert len(witness.rules()) == len(rules())


def test_nobody_is_told_of_services_that_are_ended_once_and_come_back(answer: Answer) -> None:
    assert answer('ALERTS{alertstate="firing"}') == []


def test_every_metric_that_a_rule_or_a_panel_names_is_exposed(aftermath: Aftermath) -> None:
    exposed: set[str] = set()
    for url in aftermath.stack.addresses.urls.values():
        text = httpx.get(f"{url}/metrics", timeout=10).raise_for_status().text
        for family in text_string_to_metric_families(text):
            exposed |= {
                family.name,
                *(family.name + part for part in ("_total", "_bucket", "_count", "_sum")),
            }
    expressions = [rule["expr"] for rule in rules()]
    expressions += [query.expression for _, panel in PANELS for query in panel.queries]
    metrics = {metric for expression in expressions for metric in named(expression).metrics}
    assert {metric for metric in metrics if not metric.startswith("recto:")} <= exposed
