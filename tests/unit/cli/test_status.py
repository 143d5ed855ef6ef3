"""`recto status`: what it says in a narrow terminal, and while something is down."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from recto.local.found import Addresses, write_addresses
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


def test_errors_of_an_earlier_run_are_not_shown(
    recto: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = Addresses(dict.fromkeys(BY_NAME, "http://127.0.0.1:1"), since=datetime(2026, 1, 2, tzinfo=UTC))
    monkeypatch.delenv("RECTO_GATEWAY_URL")
    monkeypatch.delenv("RECTO_TRAINER_URL")
    write_addresses(home, running)
    said = recto("status", "--home", str(home))
    assert said.out.count("does not answer") == len(BY_NAME)
    assert "last error" not in said.out


def test_a_stack_that_starts_is_said_to_start(
    recto: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECTO_GATEWAY_URL")
    monkeypatch.delenv("RECTO_TRAINER_URL")
    write_addresses(home, Addresses(since=datetime(2026, 1, 2, tzinfo=UTC)))
    said = recto("status", "--home", str(home))
    assert said.is_one_sentence
    assert "is still starting" in said.err
