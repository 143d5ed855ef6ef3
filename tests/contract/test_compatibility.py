"""The exported contracts: up to date, and never changed in a way that breaks a reader of the version before.

`schemas/json` is what was promised. A field that readers rely on may not go, change its type, or become optional;
what a writer must fill in may not grow. Such a change is a new type, v2.
"""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from schemas.exporting import exported, schema_of
from schemas.registry import EVENTS

FOLDER = Path(__file__).parents[2] / "schemas"
PROMISED = {path.stem: json.loads(path.read_text()) for path in sorted((FOLDER / "json").glob("*.json"))}


def breaks(before: dict[str, Any], after: dict[str, Any], where: str = "") -> list[str]:
    """What a reader of `before` would stumble over in events written by `after`."""
    found = [
        f"{where}{name} is gone"
        for name in before.get("properties", {})
        if name not in after.get("properties", {})
    ]
    missing = set(before.get("required", [])) - set(after.get("required", []))
    found += [f"{where}{name} may now be missing" for name in sorted(missing)]
    for name, old in before.get("properties", {}).items():
        new = after.get("properties", {}).get(name, old)
        found += _breaks_of_value(old, new, f"{where}{name}")
    for name, old in before.get("$defs", {}).items():
        new = after.get("$defs", {}).get(name)
        found += (
            [f"{name} is gone"]
            if new is None
            else breaks(old, new, f"{name}.") + _breaks_of_value(old, new, name)
        )
    return found


def _breaks_of_value(old: dict[str, Any], new: dict[str, Any], where: str) -> list[str]:
    shape = ("type", "$ref", "format", "items", "additionalProperties")
    found = [
        f"{where}: {key} was {old.get(key)}, is {new.get(key)}"
        for key in shape
        if old.get(key) != new.get(key)
    ]
    if "enum" in old and set(new.get("enum", [])) - set(old["enum"]):
        found.append(f"{where}: has values that readers do not know")
    kinds = [json.dumps(kind, sort_keys=True) for kind in new.get("anyOf", [])]
    known = [json.dumps(kind, sort_keys=True) for kind in old.get("anyOf", [])]
    return found + [f"{where}: may now be {kind}" for kind in kinds if kind not in known]


def test_the_committed_export_is_what_the_models_say() -> None:
    on_disk = {f"json/{name}.json" for name in PROMISED} | {"asyncapi.yaml"}
    assert exported().keys() == on_disk, "run `make schemas`"
    for name, content in exported().items():
        assert (FOLDER / name).read_text() == content, f"{name} is stale: run `make schemas`"


@pytest.mark.parametrize("name", PROMISED)
def test_readers_of_the_promised_version_can_read_what_is_written_now(name: str) -> None:
    assert name in EVENTS, f"{name} was promised and is gone"
    assert breaks(PROMISED[name], schema_of(EVENTS[name])) == []


def _without(schema: dict[str, Any], name: str) -> None:
    del schema["properties"][name]
    schema["required"].remove(name)


BREAKING_CHANGES = {
    "a field goes": lambda schema: _without(schema, "reason"),
    "a field changes its type": lambda schema: schema["properties"]["priority"].update(type="string"),
    "a field becomes optional": lambda schema: schema["required"].remove("line_id"),
    "a field may be null": lambda schema: schema["properties"]["text"].update(anyOf=[{"type": "null"}]),
    "a list of values grows": lambda schema: schema["$defs"]["Purpose"]["enum"].append("new"),
    "a field within a field goes": lambda schema: _without(schema["$defs"]["BlobRef"], "sha256"),
}


@pytest.mark.parametrize("change", BREAKING_CHANGES)
def test_the_check_itself_sees_a_breaking_change(change: str) -> None:
    before = PROMISED["recto.task.requested.v1"]
    after = copy.deepcopy(before)
    BREAKING_CHANGES[change](after)
    assert breaks(before, after)


def test_a_new_optional_field_breaks_nobody() -> None:
    before = PROMISED["recto.task.requested.v1"]
    after = copy.deepcopy(before)
    after["properties"]["hint"] = {"type": "string", "default": ""}
    assert breaks(before, after) == []
