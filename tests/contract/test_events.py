"""What every event promises to those who read it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.dead_letters import EventFailed
from schemas.envelope import MAX_BYTES, Event, Malformed, Record, decode, encode, time_of
from schemas.registry import EVENTS
from schemas.tasks import TaskWithdrawn
from schemas.topics import TOPICS

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
every_event = pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)


@every_event
def test_a_type_name_carries_its_version(event: type[Event]) -> None:
    assert event.type.startswith("recto.")
    assert event.type.rsplit(".", 1)[1][0] == "v"
    assert event.type.rsplit(".", 1)[1][1:].isdigit()


@every_event
def test_an_event_belongs_to_a_topic_of_the_table_and_is_keyed_as_it_says(event: type[Event]) -> None:
    assert event.topic in TOPICS
    assert event.key == event.topic.key
    assert event.key in event.model_fields


@every_event
def test_identity_is_made_of_fields(event: type[Event]) -> None:
    assert event.identity
    assert set(event.identity) <= set(event.model_fields)


@every_event
def test_an_event_says_in_its_docstring_what_happened(event: type[Event]) -> None:
    assert event.__doc__
    assert event.__doc__.strip().endswith(".")


def test_no_event_class_is_missing_from_the_registry() -> None:
    assert set(EVENTS.values()) == set(Event.__subclasses__())


def test_every_topic_has_events_and_every_writer_is_a_service() -> None:
    services = {"ingestion", "inference", "scoring", "labeling-gateway", "trainer"}
    for topic in TOPICS:
        assert any(event.topic is topic for event in EVENTS.values()), topic.name
        assert set(topic.written_by) <= services
        assert set(topic.read_by) <= services


texts = st.text(max_size=40)


@given(collection=texts, task=texts, reason=texts)
def test_an_event_survives_the_wire(collection: str, task: str, reason: str) -> None:
    event = TaskWithdrawn(task_id=task, collection=collection, reason=reason)
    assert decode(encode(event, source="scoring", time=NOW), EVENTS) == event


@given(value=st.binary(max_size=200))
def test_a_dead_letter_keeps_any_bytes_as_they_were(value: bytes) -> None:
    letter = EventFailed(
        service="scoring",
        reason="r",
        stack="",
        origin_topic="t",
        origin_partition=0,
        origin_offset=1,
        origin_key="k",
        origin_headers={},
        origin_value=value,
        failed_at=NOW,
    )
    assert decode(encode(letter, source="scoring", time=NOW), EVENTS) == letter


def test_the_same_event_has_the_same_id_and_another_has_another() -> None:
    first = TaskWithdrawn(task_id="t", collection="c", reason="one")
    assert first.id == TaskWithdrawn(task_id="t", collection="c", reason="said otherwise").id
    assert first.id != TaskWithdrawn(task_id="u", collection="c", reason="one").id


def test_what_was_published_is_in_the_headers() -> None:
    event = CollectionConfigured(collection="c", version=1, settings=CollectionSettings(), configured_at=NOW)
    record = encode(event, source="labeling-gateway", time=NOW)
    assert time_of(record) == NOW
    assert record.headers["ce_source"] == "/recto/labeling-gateway"
    assert record.key == b"c"


def test_an_event_over_the_limit_is_refused_at_once() -> None:
    event = TaskWithdrawn(task_id="t", collection="c", reason="x" * MAX_BYTES)
    with pytest.raises(ValueError, match="over the limit"):
        encode(event, source="scoring", time=NOW)


def test_a_reader_ignores_fields_that_it_does_not_know() -> None:
    value = b'{"task_id": "t", "collection": "c", "reason": "r", "added_later": 1}'
    read = decode(Record("recto.tasks", b"c", value, {"ce_type": TaskWithdrawn.type}), EVENTS)
    assert read == TaskWithdrawn(task_id="t", collection="c", reason="r")


def test_an_unknown_type_is_passed_over_and_a_broken_one_is_not() -> None:
    assert decode(Record("t", None, b"{}", {"ce_type": "somebody.elses.v1"}), EVENTS) is None
    with pytest.raises(Malformed, match="task_id"):
        decode(Record("t", None, b"{}", {"ce_type": TaskWithdrawn.type}), EVENTS)
    with pytest.raises(Malformed, match="ce_type"):
        decode(Record("t", None, b"{}", {}), EVENTS)
