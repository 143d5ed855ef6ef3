"""Every object that the chart renders is one that the API takes: known fields, right types, nothing missing."""

import json
import warnings
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml
from rendering import CHART, NAMESPACE, SETS, VALUES, Thing, of_kind, rendered, run

API = "1.34"
SCHEMAS = Path(__file__).parent / "crds"
"""The fields of custom resources that the chart uses, with what their definitions say of each, in our words."""


def validate(thing: Thing) -> None:
    file = SCHEMAS / f"{thing['kind']}.json"
    if file.exists():
        schema = json.loads(file.read_text())
        assert thing["apiVersion"] in schema["x-api-versions"], thing["apiVersion"]
        jsonschema.validate(thing, schema)
        for inner in within(thing):
            validate(inner)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kubernetes_validate.validate(thing, API, strict=True)


def within(thing: Thing) -> list[Thing]:
    """Objects of Kubernetes' own that a custom resource holds, as themselves."""
    if thing["kind"] == "InferenceService":
        ours = {"minReplicas", "maxReplicas", "scaleMetric", "scaleTarget", "canaryTrafficPercent"}
        ours |= {"labels", "annotations"}
        spec = {name: value for name, value in thing["spec"]["predictor"].items() if name not in ours}
        return [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "reader"}, "spec": spec}]
    if thing["kind"] == "TrainingRuntime":
        jobs = [each["template"] for each in thing["spec"]["template"]["spec"]["replicatedJobs"]]
        return [
            {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "x"}, "spec": job["spec"]}
            for job in jobs
        ]
    return []


@pytest.mark.parametrize("values", SETS)
def test_helm_finds_nothing_to_complain_of(values: str) -> None:
    linted = run(
        "lint", "--strict", str(CHART), "--kube-version", "1.34.0", "--values", str(VALUES / f"{values}.yaml")
    )
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("values", SETS)
def test_every_object_is_one_that_the_api_takes(values: str) -> None:
    things = rendered(values)
    assert things
    for thing in things:
        validate(thing)
        if "manifest.yaml" in thing.get("data", {}):
            validate(yaml.safe_load(thing["data"]["manifest.yaml"]))


@pytest.mark.parametrize("values", SETS)
def test_no_two_objects_are_one(values: str) -> None:
    keys = [(thing["kind"], thing["metadata"]["name"]) for thing in rendered(values)]
    assert len(set(keys)) == len(keys)
    assert {thing["metadata"]["namespace"] for thing in rendered(values)} == {NAMESPACE}


def test_together_the_sets_render_every_kind_that_the_chart_knows() -> None:
    seen = {thing["kind"] for values in SETS for thing in rendered(values)}
    assert {file.stem for file in SCHEMAS.glob("*.json")} <= seen | {"TrainJob", "PrometheusRule"}
    assert len(seen) >= 20


BROKEN: dict[str, Any] = {
    "Deployment": lambda thing: thing["spec"].update(replcas=1),
    "ScaledObject": lambda thing: thing["spec"]["triggers"][0]["metadata"].update(value=1),
    "KafkaUser": lambda thing: thing["spec"]["authorization"]["acls"][0].update(operation="Read"),
    "InferenceService": lambda thing: thing["spec"]["predictor"].update(canary=10),
    "TrainingRuntime": lambda thing: thing["spec"]["template"]["spec"].update(jobs=[]),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_an_object_that_is_broken_on_purpose_is_seen(kind: str) -> None:
    thing = json.loads(json.dumps(of_kind(rendered("everything"), kind)[0]))
    validate(thing)
    BROKEN[kind](thing)
    with pytest.raises((jsonschema.ValidationError, kubernetes_validate.ValidationError)):
        validate(thing)
