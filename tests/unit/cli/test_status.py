"""`recto status`: what it says in a narrow terminal, and while something is down."""

import json
from pathlib import Path
from typing import Any

import pytest

from recto.local.roster import BY_NAME


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A stack whose inference has a long last error in its log."""
    (tmp_path / "logs").mkdir()
    error = {"time": "2026-01-01T10:00:00+00:00", "level": "error", "message": "Kafka is away " * 20 + "[1]"}
    (tmp_path / "logs/inference.log").write_text(json.dumps(error))
    return tmp_path


@pytest.fixture
def nothing_answers(recto: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses at which no service is."""
    for member in BY_NAME.values():
        monkeypatch.setenv(member.variable, "http://127.0.0.1:1")


def test_every_stage_is_named_in_full_however_long_an_error_is(
    recto: Any, nothing_answers: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = recto("status", "--home", str(home))
    assert said.code == 1
    assert all(f"{name} " in said.out for name in BY_NAME), said.out
    assert said.out.count("does not answer") == len(BY_NAME)
    assert "inference, last error" in said.out
    assert "Kafka is away [1]" in said.out, "the whole of it, brackets too"


def test_collections_are_not_said_to_be_none_while_the_gateway_is_down(
    recto: Any, nothing_answers: None, home: Path
) -> None:
    said = recto("status", "--home", str(home))
    assert "No collection yet" not in said.out
    assert "once it is up" in said.out
