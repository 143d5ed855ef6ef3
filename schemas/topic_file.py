"""The table of topics as a file for Helm, which cannot read Python. Generated, never edited."""

from typing import Any

import yaml

from schemas.topics import TOPICS, Topic


def topic_file() -> str:
    """charts/recto/files/topics.yaml: topics, KafkaUsers and NetworkPolicies of the chart are made from it."""
    content = yaml.safe_dump({"topics": [_row(topic) for topic in TOPICS]}, sort_keys=False, width=110)
    return f"# Generated from schemas/topics.py by `recto topics export`.\n{content}"


def _row(topic: Topic) -> dict[str, Any]:
    return {
        "name": topic.name,
        "purpose": topic.purpose,
        "partitions": topic.partitions,
        "configuration": topic.configuration,
        "writtenBy": list(topic.written_by),
        "readBy": list(topic.read_by),
    }
