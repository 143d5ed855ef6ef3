"""`recto dead-letters` and `recto topics`, with a log in memory for Kafka."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recto.runtime.failures import Transient
from recto.runtime.memory import MemoryBus, MemoryLog
from schemas.dead_letters import EventFailed
from schemas.envelope import decode, encode
from schemas.registry import EVENTS
from schemas.tasks import TaskWithdrawn
from schemas.topics import TASKS, TOPICS

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TASK = TaskWithdrawn(task_id="task-1", collection="letters", reason="done elsewhere")


def letter(offset: int, **changes: Any) -> EventFailed:
    record = encode(TASK, source="scoring", time=NOON)
    failed = EventFailed(
        service="labeling-gateway",
        reason=f"page page-{offset} has no line [l1/3]",
        stack="Traceback (most recent call last): [/broken]",
        origin_topic=TASKS.name,
        origin_partition=0,
        origin_offset=offset,
        origin_key="letters",
        origin_headers=dict(record.headers),
        origin_value=record.value,
        failed_at=NOON - timedelta(minutes=offset),
    )
    return failed.model_copy(update=changes)


@pytest.fixture
def kafka(monkeypatch: pytest.MonkeyPatch) -> MemoryLog:
    log = MemoryLog()
    monkeypatch.setattr("recto.cli.dead_letters.KafkaBus", lambda settings, name: MemoryBus(log, name))
    return log


def publish(kafka: MemoryLog, *letters: EventFailed) -> None:
    MemoryBus(kafka, "labeling-gateway").publish(letters)


def test_letters_are_listed_oldest_first_and_each_once(recto: Any, kafka: MemoryLog) -> None:
    publish(kafka, letter(1), letter(2), letter(1))
    said = recto("dead-letters", "list")
    assert (said.code, said.err) == (0, "")
    rows = said.out.splitlines()[1:]
    assert ["page page-2 has no line [l1/3]" in rows[0], "page page-1" in rows[1], len(rows)] == [
        True,
        True,
        2,
    ]
    assert letter(2).id[:12] in rows[0]
    assert "recto.task.withdrawn.v1" in rows[0]
    told = [json.loads(line) for line in recto("dead-letters", "list", "--json").out.splitlines()]
    assert [each["origin_offset"] for each in told] == [2, 1]


def test_no_letters_are_a_sentence_for_people_and_nothing_for_programs(recto: Any, kafka: MemoryLog) -> None:
    assert recto("dead-letters", "list").out == "No dead letters.\n"
    assert recto("dead-letters", "list", "--json").out == ""


def test_one_letter_is_shown_with_its_stack_and_record_as_they_are(recto: Any, kafka: MemoryLog) -> None:
    publish(kafka, letter(1), letter(2))
    said = recto("dead-letters", "show", letter(1).id[:12])
    assert said.code == 0
    assert "page page-1 has no line [l1/3]" in said.out
    assert "[/broken]" in said.out
    assert base64.b64encode(letter(1).origin_value).decode() in said.out


def test_a_replayed_letter_is_published_where_it_came_from_with_its_own_id(
    recto: Any, kafka: MemoryLog
) -> None:
    publish(kafka, letter(1))
    said = recto("dead-letters", "replay", letter(1).id[:8])
    assert (said.code, said.err) == (0, "")
    assert "recto.tasks" in said.out
    [record] = kafka.of(TASKS)
    assert decode(record, EVENTS) == TASK
    assert (record.headers["ce_id"], record.key) == (TASK.id, b"letters")


@pytest.mark.parametrize("command", ["show", "replay"])
@pytest.mark.parametrize(("prefix", "told"), [("", "2 dead letters"), ("ffffffffffff", "0 dead letters")])
def test_an_id_that_fits_none_or_several_is_one_sentence(
    recto: Any, kafka: MemoryLog, command: str, prefix: str, told: str
) -> None:
    publish(kafka, letter(1), letter(2))
    said = recto("dead-letters", command, prefix)
    assert said.code == 2
    assert said.is_one_sentence
    assert told in said.err
    assert kafka.of(TASKS) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"origin_value": b"{"}, "cannot be replayed"),
        ({"origin_headers": {}}, "cannot be replayed"),
        ({"origin_headers": {"ce_type": "recto.task.withdrawn.v9"}}, "recto.task.withdrawn.v9"),
    ],
)
def test_a_record_that_is_no_event_cannot_be_replayed_and_says_so(
    recto: Any, kafka: MemoryLog, changes: dict[str, Any], told: str
) -> None:
    publish(kafka, letter(1, **changes))
    said = recto("dead-letters", "replay", letter(1).id[:12])
    assert said.code == 2
    assert said.is_one_sentence, said
    assert told in said.err
    assert kafka.of(TASKS) == []


@pytest.mark.parametrize("words", [("list",), ("show", "a"), ("replay", "a")])
def test_kafka_that_is_away_is_one_sentence(
    recto: Any, kafka: MemoryLog, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    def away(*_: Any) -> None:
        raise Transient("Kafka at 127.0.0.1:9092 does not answer")

    monkeypatch.setattr(MemoryBus, "follow", away)
    said = recto("dead-letters", *words)
    assert said.code == 2
    assert said.is_one_sentence
    assert said.err == "Kafka at 127.0.0.1:9092 does not answer.\n"


def test_kafka_that_falls_silent_is_one_sentence_too(
    recto: Any, kafka: MemoryLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recto.runtime.memory.MemorySubscription.lag", lambda _: {})
    monkeypatch.setattr("recto.cli.dead_letters._PATIENCE", 0.1)
    said = recto("dead-letters", "list")
    assert said.code == 2
    assert said.is_one_sentence
    assert "has not answered" in said.err


def test_the_topics_are_listed_with_who_writes_and_reads_them(recto: Any) -> None:
    said = recto("topics", "list")
    assert (said.code, said.err) == (0, "")
    rows = {line.split()[0]: line for line in said.out.splitlines()[1:]}
    assert set(rows) == {topic.name for topic in TOPICS}
    assert "for ever" in rows["recto.labels"]
    assert "90 days" in rows["recto.dead-letters"]


def test_contracts_are_written_and_a_folder_that_cannot_be_is_one_sentence(recto: Any, tmp_path: Any) -> None:
    assert recto("schemas", "export", "--into", str(tmp_path / "out")).code == 0
    assert (tmp_path / "out" / "asyncapi.yaml").is_file()
    (tmp_path / "file").write_text("")
    said = recto("schemas", "export", "--into", str(tmp_path / "file"))
    assert said.code == 2
    assert said.is_one_sentence, said
