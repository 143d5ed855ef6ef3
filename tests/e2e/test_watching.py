"""Rules and dashboards before a real Prometheus that watches a real loop: every query answers, with figures."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from promql import named
from running_prometheus import Prometheus, until, watching
from sabotage import COLLECTION, Aftermath
from test_alerts import rules

from recto.operations.dashboards import BOARDS, Board, Panel

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(600), pytest.mark.xdist_group("loop")]

PANELS = [(board, panel) for board in BOARDS for panel in board.panels]


@pytest.fixture(scope="module")
def prometheus(aftermath: Aftermath, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    home: Path = tmp_path_factory.mktemp("prometheus")
    with watching(aftermath.stack.addresses.urls, home) as running:
        yield running


def asked(expression: str) -> str:
    """A panel's query as Grafana would send it."""
    return expression.replace("$collection", COLLECTION).replace("$__rate_interval", "10s")


@pytest.mark.parametrize(
    ("board", "panel"), PANELS, ids=lambda part: getattr(part, "name", None) or part.question
)
def test_every_query_of_a_panel_answers(prometheus: Prometheus, board: Board, panel: Panel) -> None:
    answers = [prometheus.answer(asked(query.expression)) for query in panel.queries]
    assert all(answers) or panel.empty, f"{board.title} has no answer to: {panel.question}"


def test_most_panels_have_figures(prometheus: Prometheus) -> None:
    without = [
        panel.question
        for _, panel in PANELS
        if not any(prometheus.answer(asked(query.expression)) for query in panel.queries)
    ]
    assert len(without) < len(PANELS) / 4, without


def test_prometheus_evaluates_every_rule(prometheus: Prometheus) -> None:
    until(lambda: all(rule["health"] == "ok" for rule in prometheus.rules()), "a rule is not evaluated")
    assert len(prometheus.rules()) == len(rules())


def test_nobody_is_told_anything_of_a_loop_that_is_well(prometheus: Prometheus) -> None:
    assert prometheus.answer('ALERTS{alertstate="firing"}') == []


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
