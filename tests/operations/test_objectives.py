"""Objectives: what a file may say, and the sentence where it may not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from recto.operations.objectives import Objective
from recto.operations.reading import read_watch
from recto.operations.rules import objective_rules
from recto.runtime.failures import UserError

FRESHNESS: dict[str, Any] = {
    "name": "freshness",
    "promise": "A page is read within ten minutes.",
    "target": 0.95,
    "events": {"histogram": "pages_seconds", "within_seconds": 600, "fewest": 20},
    "alert": "PagesReadLate",
    "severities": ["page", "ticket"],
    "summary": "Pages wait.",
    "dashboard": "inference",
}


def refused(tmp_path: Path, **changed: Any) -> str:
    folder = tmp_path / "slo/objectives"
    folder.mkdir(parents=True)
    (folder / "freshness.yaml").write_text(yaml.safe_dump({**FRESHNESS, **changed}))
    with pytest.raises(UserError) as error:
        read_watch(tmp_path)
    return str(error.value)


def test_a_target_under_which_its_page_could_never_fire_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, target=0.9)
    assert "freshness.yaml" in said
    assert "can never fire" in said


def test_an_alert_without_a_runbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "slo").mkdir()
    (tmp_path / "slo/alerts.yaml").write_text("[]")
    assert "no runbook PagesReadLate.md" in refused(tmp_path)


def test_a_target_that_only_tickets_may_have(tmp_path: Path) -> None:
    assert Objective.model_validate({**FRESHNESS, "target": 0.9, "severities": ["ticket"]})


def test_an_objective_about_events_and_about_time_is_refused(tmp_path: Path) -> None:
    assert "either about events or about time" in refused(tmp_path, time={"broken_while": "up == bool 0"})


def test_a_word_that_means_nothing_is_refused_by_its_name(tmp_path: Path) -> None:
    assert "freshness.yaml: windows:" in refused(tmp_path, windows=["1h"])


def test_an_alert_is_as_fast_as_its_severities_and_no_faster() -> None:
    root = Path(__file__).parents[2]
    for objective, group in zip(*_objectives_and_groups(root), strict=False):
        names = {rule["record"] for rule in group["rules"] if "record" in rule}
        assert ("recto:slo_errors:ratio_5m" in names) == ("page" in objective.severities)


def _objectives_and_groups(root: Path) -> tuple[tuple[Objective, ...], list[dict[str, Any]]]:
    watch = read_watch(root / "deploy")
    return watch.objectives, objective_rules(watch)["groups"]
