"""Commands that write generated files write them where they are told to, and nowhere unasked."""

from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[3]
WRITE = {
    "schemas": (),
    "topics": (),
    "slo": ("--from", str(REPOSITORY / "deploy")),
    "dashboards": (),
}


@pytest.mark.parametrize("group", WRITE)
def test_nothing_is_written_where_no_place_is_named(
    recto: Any, group: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = recto(group, "export", *WRITE[group])
    assert said.code == 2
    assert "--into" in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("group", WRITE)
def test_files_go_where_they_are_wanted_and_the_place_is_said(
    recto: Any, group: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = recto(group, "export", *WRITE[group], "--into", "here")
    assert said.code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    assert said.out.endswith(" in here\n")
