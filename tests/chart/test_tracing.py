"""Where spans go: services, trainings and a reader of its own are told, and may go there; else nothing is."""

import json

import pytest
import yaml
from rendering import Thing, of_kind, one, part_of, pods, rendered, template, variables

from recto.runtime.settings import TracingSettings

ENDPOINT = 'tracing.endpoint="https://otel.example.org"'
TRACED = {"ingestion", "inference", "scoring", "labeling-gateway", "trainer", "training"}


def told(things: tuple[Thing, ...]) -> dict[str, str]:
    found = {part: variables(pod).get("RECTO_TRACING__ENDPOINT") for part, pod in pods(things)}
    return {part: variable["value"] for part, variable in found.items() if variable}


def test_without_an_endpoint_nothing_is_told_and_nothing_opened() -> None:
    things = rendered("default")
    assert told(things) == {}
    assert not [each for each in of_kind(things, "NetworkPolicy") if "tracing" in each["metadata"]["name"]]


@pytest.mark.parametrize(("values", "prefix"), [("default", "recto"), ("everything", "archive")])
def test_every_service_and_training_and_reader_is_told(values: str, prefix: str) -> None:
    things = rendered(values, ENDPOINT, "tracing.share=0.25")
    traced = TRACED | ({"reader"} if of_kind(things, "InferenceService") else set())
    assert told(things) == dict.fromkeys(traced, "https://otel.example.org")
    [chosen] = one(things, "NetworkPolicy", f"{prefix}-all-tracing")["spec"]["podSelector"][
        "matchExpressions"
    ]
    assert set(chosen["values"]) == traced
    share = next(variables(pod)["RECTO_TRACING__SHARE"] for part, pod in pods(things) if part == "training")
    settings = TracingSettings(endpoint="https://otel.example.org", share=share["value"])  # type: ignore[arg-type]
    assert settings.share == 0.25


def test_a_training_is_told_its_trace() -> None:
    for values in ("default", "everything"):
        [manifest] = [
            each["data"]["manifest.yaml"]
            for each in of_kind(rendered(values), "ConfigMap")
            if part_of(each) == "training"
        ]
        assert {"name": "TRACEPARENT", "value": "$TRACEPARENT"} in list(
            _environment(yaml.safe_load(manifest))
        )


def _environment(part: object) -> list[Thing]:
    if isinstance(part, dict):
        here = part.get("env", [])
        return [*here, *(each for value in part.values() for each in _environment(value))]
    if isinstance(part, list):
        return [each for value in part for each in _environment(value)]
    return []


def test_the_way_to_the_collector_is_open_and_no_further() -> None:
    peers = [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "observability"}}}]
    things = rendered(
        "default",
        'tracing.endpoint="http://otel.observability.svc:4318"',
        f"networkPolicy.to.tracing={json.dumps(peers)}",
    )
    policy = one(things, "NetworkPolicy", "recto-all-tracing")["spec"]
    assert policy["egress"] == [{"ports": [{"protocol": "TCP", "port": 4318}], "to": peers}]
    [chosen] = policy["podSelector"]["matchExpressions"]
    assert set(chosen["values"]) == TRACED
    [port] = one(rendered("default", ENDPOINT), "NetworkPolicy", "recto-all-tracing")["spec"]["egress"]
    assert port == {"ports": [{"protocol": "TCP", "port": 443}]}


@pytest.mark.parametrize("wrong", ['tracing.endpoint="otel:4318"', "tracing.share=2", "tracing.on=true"])
def test_what_makes_no_sense_is_refused(wrong: str) -> None:
    assert template("default", wrong).returncode != 0
