"""Runbooks: one for each alert, found in the alert, with all that somebody needs who has never seen Recto."""

from pathlib import Path

import pytest
from made import rules
from programs import ROOT

from recto.operations.reading import read_watch
from recto.operations.runbooks import read_runbook
from recto.runtime.failures import UserError

DASHBOARDS = ROOT / "deploy/grafana/dashboards"


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    alerts = {rule["alert"] for rule in rules() if "alert" in rule}
    assert alerts == set(read_watch(ROOT / "deploy").runbooks)


@pytest.mark.parametrize(
    "rule", [rule for rule in rules() if "alert" in rule], ids=lambda rule: rule["alert"]
)
def test_an_alert_says_where_to_read_on_and_where_to_look(rule: dict[str, dict[str, str]]) -> None:
    told = rule["annotations"]
    assert told["summary"].endswith(".")
    assert told["description"]
    assert (ROOT / told["runbook_url"]).is_file()
    board = told["dashboard"].removeprefix("/d/recto-")
    assert (DASHBOARDS / f"{board}.json").is_file()


def test_a_runbook_without_what_not_to_do_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ServiceDown.md"
    path.write_text("# ServiceDown\n\n## What it means\n\nIt is down.\n")
    with pytest.raises(UserError, match="What not to do"):
        read_runbook(path)


def test_a_runbook_under_another_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ServiceDown.md"
    path.write_text("# Service down\n")
    with pytest.raises(UserError, match="# ServiceDown"):
        read_runbook(path)


@pytest.mark.parametrize("book", sorted((ROOT / "deploy/runbooks").glob("*.md")), ids=lambda book: book.stem)
def test_links_between_runbooks_lead_somewhere(book: Path) -> None:
    linked = {word.split(")")[0] for word in book.read_text().split("](")[1:]}
    assert all((book.parent / link).is_file() for link in linked), linked
