"""Rules and dashboards come from files as they are; without files there is nothing to watch by."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from rendering import CHART, Thing, of_kind, part_of, pods, rendered, template
from test_objects import validate

RULE = {
    "groups": [
        {
            "name": "recto",
            "rules": [
                {
                    "alert": "LinesWaitTooLong",
                    "expr": "recto_queue_oldest_seconds > 86400",
                    "for": "15m",
                    "annotations": {"summary": "{{ $labels.collection }} waits {{ $value }} s"},
                }
            ],
        }
    ]
}
BOARD = {"title": "Queue", "templating": {}, "panels": [{"legendFormat": '{{collection}}: "lines"'}]}


@pytest.fixture
def things(tmp_path: Path) -> tuple[Thing, ...]:
    chart = tmp_path / "recto"
    shutil.copytree(CHART, chart)
    for folder in ("rules", "dashboards"):
        shutil.rmtree(chart / "files" / folder, ignore_errors=True)
        (chart / "files" / folder).mkdir()
    (chart / "files/rules/people.yaml").write_text("# generated\n" + yaml.safe_dump(RULE))
    (chart / "files/dashboards/queue.json").write_text(json.dumps(BOARD, indent=2))
    done = template("everything", chart=chart)
    assert done.returncode == 0, done.stderr
    return tuple(each for each in yaml.safe_load_all(done.stdout) if each)


def test_a_file_of_rules_is_a_prometheus_rule_to_the_letter(things: tuple[Thing, ...]) -> None:
    [rule] = of_kind(things, "PrometheusRule")
    validate(rule)
    assert rule["metadata"]["name"] == "archive-people"
    assert rule["metadata"]["labels"]["release"] == "prometheus"
    assert rule["spec"] == RULE


def test_alerts_link_to_where_the_runbooks_are_published() -> None:
    where = 'monitoring.rules.runbooks="https://wiki.example.org/recto/"'
    links = [
        alert["annotations"]["runbook_url"]
        for rule in of_kind(rendered("everything", where), "PrometheusRule")
        for group in rule["spec"]["groups"]
        for alert in group["rules"]
        if "alert" in alert
    ]
    assert "https://wiki.example.org/recto/ServiceDown.md" in links
    assert all(link.startswith("https://wiki.example.org/recto/") for link in links)


def test_a_dashboard_is_a_config_map_that_grafana_finds(things: tuple[Thing, ...]) -> None:
    [board] = [each for each in of_kind(things, "ConfigMap") if "queue.json" in each["data"]]
    validate(board)
    assert board["metadata"]["labels"]["grafana_dashboard"] == "1"
    assert board["metadata"]["annotations"] == {"grafana_folder": "Recto"}
    assert json.loads(board["data"]["queue.json"]) == BOARD


def test_nothing_is_rendered_of_them_unless_wanted() -> None:
    assert not of_kind(rendered("default"), "PrometheusRule", "PodMonitor")
    assert all(
        "dashboard" not in each["metadata"]["name"] for each in of_kind(rendered("default"), "ConfigMap")
    )


def test_prometheus_finds_every_service() -> None:
    [monitor] = of_kind(rendered("everything"), "PodMonitor")
    [expression] = monitor["spec"]["selector"]["matchExpressions"]
    services = {part_of(each) for each in of_kind(rendered("everything"), "Deployment", "StatefulSet")}
    assert set(expression["values"]) == services
    for part, pod in pods(rendered("everything")):
        if part in services:
            assert [port["name"] for port in pod["spec"]["containers"][0]["ports"]] == ["http"]
