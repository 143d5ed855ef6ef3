"""Dashboards: each panel asks something that a person asks, in words, and Prometheus can read its query."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from programs import ROOT, promtool

from recto.operations.dashboards import BOARDS, Board
from recto.operations.dashboards.grafana import dashboard_files

FOLDERS = (ROOT / "deploy/grafana/dashboards", ROOT / "charts/recto/files/dashboards")
FILES = sorted(FOLDERS[0].glob("*.json"))
MOST_BYTES = 1_000_000
"""Of a ConfigMap."""

boards = pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
files = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def panels(file: Path) -> list[dict[str, Any]]:
    return [panel for panel in json.loads(file.read_text())["panels"] if panel["type"] != "row"]


@pytest.mark.parametrize("folder", FOLDERS, ids=["deploy", "chart"])
def test_the_files_are_what_the_boards_give(folder: Path) -> None:
    made = dashboard_files(BOARDS)
    assert {path.name: path.read_text() for path in folder.glob("*")} == made, "run `make watch`"


@files
def test_every_panel_is_a_question_with_a_unit_and_a_meaning(file: Path) -> None:
    for panel in panels(file):
        assert panel["title"].endswith("?"), panel["title"]
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert all(target["expr"] for target in panel["targets"]), panel["title"]
        assert len(panel["targets"]) >= 1, panel["title"]


@files
def test_a_dashboard_is_found_under_its_name_and_its_panels_under_their_numbers(file: Path) -> None:
    board = json.loads(file.read_text())
    assert board["uid"] == f"recto-{file.stem}"
    numbers = [panel["id"] for panel in board["panels"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(file.read_bytes()) < MOST_BYTES


@boards
def test_a_board_asks_nothing_twice(board: Board) -> None:
    questions = [panel.question for panel in board.panels]
    assert len(set(questions)) == len(questions)


@boards
def test_promtool_can_read_every_query(board: Board, tmp_path: Path) -> None:
    expressions = [query.expression for panel in board.panels for query in panel.queries]
    rules = [
        {"record": f"query:{number}", "expr": expression.replace("$__rate_interval", "5m")}
        for number, expression in enumerate(expressions)
    ]
    path = tmp_path / "queries.yaml"
    path.write_text(yaml.safe_dump({"groups": [{"name": board.name, "rules": rules}]}))
    done = promtool("check", "rules", path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_service_has_a_board() -> None:
    services = {path.parent.name for path in (ROOT / "services").glob("*/__main__.py")}
    assert {name.replace("_", "-") for name in services} <= {board.name for board in BOARDS}
