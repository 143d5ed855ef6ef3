from pathlib import Path

import pytest

from recto.runtime.failures import UserError
from recto.runtime.settings import BusSettings, RuntimeSettings, load


class Settings(RuntimeSettings):
    bus: BusSettings = BusSettings(max_poll_records=8)


def test_the_environment_changes_one_field_and_leaves_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTO_BUS__BOOTSTRAP_SERVERS", "kafka:9093")
    bus = load(Settings).bus
    assert (bus.bootstrap_servers, bus.max_poll_records) == ("kafka:9093", 8)


def test_a_file_is_read_and_the_environment_wins_over_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "recto.toml"
    file.write_text('log_level = "ERROR"\n[bus]\nbootstrap_servers = "from-file:1"\n')
    monkeypatch.setenv("RECTO_CONFIG", str(file))
    monkeypatch.setenv("RECTO_LOG_LEVEL", "DEBUG")
    settings = load(Settings)
    assert (settings.log_level, settings.bus.bootstrap_servers) == ("DEBUG", "from-file:1")


def test_a_wrong_setting_is_one_sentence_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTO_HTTP__PORT", "many")
    with pytest.raises(UserError, match=r"^RECTO_HTTP__PORT: .*integer.*\.$"):
        load(Settings)


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTO_OBJECTS__SECRET_KEY", "hush")
    assert "hush" not in repr(load(Settings))
