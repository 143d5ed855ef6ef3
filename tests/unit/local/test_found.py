"""How commands find a running stack."""

import json
import os
import stat
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recto.local.found import Addresses, find_stack, forget_addresses, write_addresses
from recto.runtime.failures import UserError

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
RUNNING = Addresses(
    {"labeling-gateway": "http://127.0.0.1:8080", "ingestion": "http://127.0.0.1:8081"},
    "secret",
    "127.0.0.1:9092",
    SINCE,
)


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in (
        "RECTO_GATEWAY_URL",
        "RECTO_INGESTION_URL",
        "RECTO_TRAINER_URL",
        "RECTO_TOKEN",
        "RECTO_HOME",
        "RECTO_CONFIG",
    ):
        monkeypatch.delenv(name, raising=False)


def test_a_running_stack_is_found_by_its_home(tmp_path):
    write_addresses(tmp_path, RUNNING)
    assert find_stack(tmp_path) == RUNNING


def test_the_token_is_for_the_owners_eyes_only(tmp_path):
    write_addresses(tmp_path, RUNNING)
    assert stat.S_IMODE((tmp_path / "stack.json").stat().st_mode) == 0o600


def test_the_environment_wins(tmp_path, monkeypatch):
    write_addresses(tmp_path, RUNNING)
    monkeypatch.setenv("RECTO_GATEWAY_URL", "https://recto.example/")
    monkeypatch.setenv("RECTO_TOKEN", "other")
    found = find_stack(tmp_path)
    assert (found.gateway_url, found.token) == ("https://recto.example", "other")
    assert found.ingestion_url == RUNNING.ingestion_url


def test_the_environment_alone_is_enough(tmp_path, monkeypatch):
    monkeypatch.setenv("RECTO_GATEWAY_URL", "https://recto.example")
    assert find_stack(tmp_path).gateway_url == "https://recto.example"


def test_a_token_is_found_in_the_file_that_services_are_told_theirs_by(tmp_path, monkeypatch):
    (tmp_path / "recto.toml").write_text('token = "from the file"\n')
    monkeypatch.setenv("RECTO_GATEWAY_URL", "https://recto.example")
    monkeypatch.setenv("RECTO_CONFIG", str(tmp_path / "recto.toml"))
    assert find_stack(tmp_path).token == "from the file"


def test_a_stack_that_starts_is_told_apart_from_none(tmp_path):
    write_addresses(tmp_path, Addresses(since=SINCE))
    with pytest.raises(UserError, match="is still starting"):
        find_stack(tmp_path)


def test_a_stopped_stack_is_not_found(tmp_path):
    write_addresses(tmp_path, RUNNING)
    forget_addresses(tmp_path)
    with pytest.raises(UserError, match="start one with `recto up`"):
        find_stack(tmp_path)


def test_a_stack_that_was_killed_is_not_found(tmp_path):
    write_addresses(tmp_path, RUNNING)
    record = json.loads((tmp_path / "stack.json").read_text())
    (tmp_path / "stack.json").write_text(json.dumps({**record, "pid": 2**22 - 1}))
    with pytest.raises(UserError, match="No stack runs in"):
        find_stack(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pid": "one"}'])
def test_a_damaged_record_is_told_with_the_remedy(tmp_path, text):
    (tmp_path / "stack.json").write_text(text)
    with pytest.raises(UserError, match=r"stack.json is damaged: remove it"):
        find_stack(tmp_path)


def test_a_record_that_does_not_say_since_when_a_stack_runs_is_read(tmp_path):
    write_addresses(tmp_path, RUNNING)
    without(tmp_path, "since")
    assert find_stack(tmp_path) == replace(RUNNING, since=None)


@pytest.mark.parametrize("field", ["urls", "token", "bootstrap_servers"])
def test_a_stack_of_another_version_is_told_with_what_to_do(tmp_path, field):
    write_addresses(tmp_path, RUNNING)
    without(tmp_path, field)
    told = f"started by another version of Recto .pid {os.getpid()}.: stop it and start it again"
    with pytest.raises(UserError, match=told):
        find_stack(tmp_path)


def without(home, field):
    record = json.loads((home / "stack.json").read_text())
    del record[field]
    (home / "stack.json").write_text(json.dumps(record))


def test_an_address_that_nobody_told_is_asked_for_by_its_variable(tmp_path):
    write_addresses(tmp_path, RUNNING)
    with pytest.raises(UserError, match="RECTO_TRAINER_URL"):
        _ = find_stack(tmp_path).trainer_url
