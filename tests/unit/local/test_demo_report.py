"""What a demo leaves behind: a report, and its folder only where somebody needs what is in it."""

import tempfile
from pathlib import Path

import pytest

from recto.local.demo import showing
from recto.local.demo.play import Plan
from recto.local.demo.screens import Screen
from recto.runtime.failures import UserError


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where folders without a name are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def ends_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def play(*_: object) -> None:
        raise error

    monkeypatch.setattr(showing, "play", play)


def test_a_report_that_could_not_be_written_is_refused_before_anything_is_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    monkeypatch.setattr(showing, "play", lambda *_: pytest.fail("played first"))
    with pytest.raises(UserError, match="choose another folder with --report"):
        showing.show(None, tmp_path / "file", rounds=1, seed=1, home=tmp_path)


def test_a_demo_that_was_stopped_leaves_nothing(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_with(KeyboardInterrupt(), monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        showing.show(None, tmp_path / "report", rounds=1, seed=1, home=None)
    assert list(temporary.iterdir()) == []


def test_a_demo_that_failed_says_where_its_logs_are(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_with(UserError("inference was not ready."), monkeypatch)
    with pytest.raises(UserError) as failed:
        showing.show(None, tmp_path / "report", rounds=1, seed=1, home=None)
    [left] = temporary.iterdir()
    assert str(failed.value) == f"inference was not ready. The logs are in {left / 'logs'}."


def test_a_failure_that_says_it_itself_is_told_as_it_is(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def play(plan: Plan, _screen: Screen) -> None:
        raise UserError(f"Nothing has happened; the logs in {plan.home} may say why.")

    monkeypatch.setattr(showing, "play", play)
    with pytest.raises(UserError, match=r"may say why\.$"):
        showing.show(None, tmp_path / "report", rounds=1, seed=1, home=None)
