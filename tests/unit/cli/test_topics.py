"""`recto topics`: the table as a file."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from recto.cli.topics import app
from recto.runtime.failures import UserError
from schemas.topic_file import topic_file
from schemas.topics import TOPICS


def test_the_file_says_what_the_table_says() -> None:
    rows = yaml.safe_load(topic_file())["topics"]
    assert [row["name"] for row in rows] == [topic.name for topic in TOPICS]
    for row, topic in zip(rows, TOPICS, strict=True):
        assert (row["partitions"], row["configuration"]) == (topic.partitions, topic.configuration)
        assert (tuple(row["writtenBy"]), tuple(row["readBy"])) == (topic.written_by, topic.read_by)


def test_it_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    target = tmp_path / "files" / "topics.yaml"
    assert CliRunner().invoke(app, ["export", "--into", str(target)]).exit_code == 0
    assert target.read_text() == topic_file()


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("")
    result = CliRunner().invoke(app, ["export", "--into", str(tmp_path / "files" / "topics.yaml")])
    assert isinstance(result.exception, UserError)
    assert str(result.exception).startswith("Cannot write ")


def test_events_are_kept_for_ever_or_for_as_long_as_the_table_says() -> None:
    kept = {topic.name: topic.configuration["retention.ms"] for topic in TOPICS}
    assert (kept["recto.labels"], kept["recto.pages"]) == ("-1", str(30 * 24 * 3600 * 1000))
    assert {topic.configuration["cleanup.policy"] for topic in TOPICS} == {"delete"}


@pytest.mark.parametrize("columns", ["80", "120"])
def test_no_name_is_cut_however_narrow_the_terminal(recto: Any, monkeypatch: Any, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    listed = recto("topics", "list").out
    assert "…" not in listed
    assert all(topic.name in listed for topic in TOPICS)
