"""The contracts as files: JSON Schema of each event, and AsyncAPI 3 of all topics. Generated, never edited."""

import json
from typing import Any

import yaml

from schemas.envelope import Event
from schemas.registry import EVENTS
from schemas.topics import TOPICS, Topic

_ATTRIBUTES = {
    "ce_specversion": "CloudEvents version, 1.0.",
    "ce_id": "Derived from the event's identity: the same event has the same id.",
    "ce_source": "The service that published it.",
    "ce_type": "The event's type, with its version.",
    "ce_time": "When it was published, UTC.",
    "ce_subject": "The Kafka key.",
    "traceparent": "W3C trace context.",
}


def exported() -> dict[str, str]:
    """All files by their path below schemas/, in a stable order."""
    files = {f"json/{name}.json": _json(schema_of(event)) for name, event in sorted(EVENTS.items())}
    return {**files, "asyncapi.yaml": _yaml(_asyncapi())}


def schema_of(event: type[Event]) -> dict[str, Any]:
    """The JSON Schema of an event's data."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": event.type,
        **event.model_json_schema(mode="serialization"),
    }


def _asyncapi() -> dict[str, Any]:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Recto",
            "version": "1",
            "description": "Events are CloudEvents 1.0 in Kafka's binary mode: attributes in headers, JSON as value.",
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": dict(_operation(topic, service) for topic in TOPICS for service in topic.written_by),
        "components": {"messages": {event.type: _message(event) for event in EVENTS.values()}},
    }


def _channel(topic: Topic) -> dict[str, Any]:
    retention = -1 if topic.kept is None else int(topic.kept.total_seconds() * 1000)
    return {
        "address": topic.name,
        "description": topic.purpose,
        "messages": {
            event.type: {"$ref": f"#/components/messages/{event.type}"}
            for event in EVENTS.values()
            if event.topic is topic
        },
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {"cleanup.policy": ["delete"], "retention.ms": retention},
                "bindingVersion": "0.5.0",
            }
        },
        "x-read-by": list(topic.read_by),
    }


def _operation(topic: Topic, service: str) -> tuple[str, dict[str, Any]]:
    operation = {
        "action": "send",
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "summary": f"{service} publishes",
    }
    return f"{service}-{topic.name}", operation


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.type,
        "summary": (event.__doc__ or "").strip().splitlines()[0],
        "headers": {
            "type": "object",
            "required": [name for name in _ATTRIBUTES if name != "traceparent"],
            "properties": {
                name: {"type": "string", "description": text} for name, text in _ATTRIBUTES.items()
            },
        },
        "payload": {"$ref": f"./json/{event.type}.json"},
        "bindings": {
            "kafka": {"key": {"type": "string", "description": event.key}, "bindingVersion": "0.5.0"}
        },
    }


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _yaml(value: dict[str, Any]) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)
