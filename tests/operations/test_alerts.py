"""Each alert as promtool tries it on series that it should fire on, and on series that it should not.

The series are in alerts/, a file for each alert, in promtool's own format.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from made import Rule, rules
from programs import ROOT, RULES, promtool

from recto.operations.reading import read_watch
from recto.operations.rule_files import rule_files

CASES = sorted((Path(__file__).parent / "alerts").glob("*.yaml"))
ALERTS = {(rule["alert"], rule["labels"]["severity"]) for rule in rules() if "alert" in rule}


def tried(case: Path, folder: Path, change: Callable[[Rule], object]) -> tuple[int, str]:
    """promtool's word on a case, with the alert's group of rules, changed, beside it.

    Their texts are left out: labels tell them apart.
    """
    for path in RULES.glob("*.yaml"):
        groups = yaml.safe_load(path.read_text())["groups"]
        groups = [group for group in groups if any(rule.get("alert") == case.stem for rule in group["rules"])]
        for rule in (rule for group in groups for rule in group["rules"]):
            rule.pop("annotations", None)
            change(rule)
        (folder / path.name).write_text(yaml.safe_dump({"groups": groups}))
    (folder / case.name.lower()).write_text(case.read_text())
    done = promtool("test", "rules", folder / case.name.lower())
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_alert_fires_when_it_should_and_not_when_it_should_not(case: Path, tmp_path: Path) -> None:
    code, said = tried(case, tmp_path, lambda rule: None)
    assert code == 0, said


@pytest.mark.parametrize("always", ["vector(1) > 2", "vector(1)"], ids=["never fires", "always fires"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_case_fails_on_an_alert_that(always: str, case: Path, tmp_path: Path) -> None:
    code, _ = tried(
        case,
        tmp_path,
        lambda rule: rule.update({"expr": always, "for": "0s"} if "alert" in rule else {"expr": "vector(1)"}),
    )
    assert code != 0


def test_every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    fired, silent = set(), set()
    for case in CASES:
        for test in yaml.safe_load(case.read_text())["tests"]:
            for asked in test["alert_rule_test"]:
                severities = {alert["exp_labels"]["severity"] for alert in asked["exp_alerts"]}
                fired |= {(asked["alertname"], severity) for severity in severities}
                silent |= set() if severities else {asked["alertname"]}
    assert fired == ALERTS
    assert silent == {name for name, _ in ALERTS} == {case.stem for case in CASES}


def test_the_rules_are_what_the_objectives_give() -> None:
    made = rule_files(read_watch(ROOT / "deploy"))
    for folder in (RULES, ROOT / "charts/recto/files/rules"):
        assert {path.name: path.read_text() for path in folder.glob("*")} == made, "run `make watch`"


def test_promtool_finds_nothing_amiss_in_the_rules() -> None:
    done = promtool("check", "rules", *sorted(RULES.glob("*.yaml")))
    assert done.returncode == 0, done.stdout + done.stderr
