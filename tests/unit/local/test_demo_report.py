"""The demo's report: a place for it is found before minutes are spent on what goes into it."""

from pathlib import Path

import pytest

from recto.local.demo import showing
from recto.runtime.failures import UserError


def test_a_report_that_could_not_be_written_is_refused_before_anything_is_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    monkeypatch.setattr(showing, "play", lambda *_: pytest.fail("played first"))
    with pytest.raises(UserError, match="choose another folder with --report"):
        showing.show(None, tmp_path / "file", rounds=1, seed=1, home=tmp_path)
