"""The chart as Helm renders it, and what tests ask of the objects."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CHART = ROOT / "charts/recto"
VALUES = ROOT / "tests/chart/values"
SETS = sorted(path.stem for path in VALUES.glob("*.yaml"))
"""The sets of values that every test of the whole chart runs over."""

NAMESPACE = "archive"
_BUILT_BY_MAKE = ROOT / ".cache/bin/helm"
_KUBERNETES = "1.34.0"

Thing = dict[str, Any]
"""A Kubernetes object."""


@cache
def helm() -> str:
    """Helm's program. Skips the test, by name, if there is none."""
    found = shutil.which("helm") or (str(_BUILT_BY_MAKE) if _BUILT_BY_MAKE.exists() else None)
    if found is None:
        pytest.skip("NO HELM, so the chart is not rendered: `make tools` installs one (needs Go)")
    return found


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [helm(), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HELM_PLUGINS": "/nowhere"},
    )


def template(
    values: str = "default", *settings: str, chart: Path = CHART
) -> subprocess.CompletedProcess[str]:
    """`helm template` with one of the sets of values, and further --set."""
    chosen = [part for setting in settings for part in ("--set-json", setting)]
    file = str(VALUES / f"{values}.yaml")
    where = ("--namespace", NAMESPACE, "--kube-version", _KUBERNETES)
    return run("template", "recto", str(chart), *where, "--values", file, *chosen)


@cache
def rendered(values: str, *settings: str) -> tuple[Thing, ...]:
    """All objects of one set of values."""
    done = template(values, *settings)
    assert done.returncode == 0, done.stderr
    return tuple(each for each in yaml.safe_load_all(done.stdout) if each)


def of_kind(things: tuple[Thing, ...], *kinds: str) -> list[Thing]:
    return [thing for thing in things if thing["kind"] in kinds]


def one(things: tuple[Thing, ...], kind: str, name: str) -> Thing:
    [found] = [thing for thing in things if (thing["kind"], thing["metadata"]["name"]) == (kind, name)]
    return found


def part_of(labelled: Thing) -> str:
    """Which part of Recto an object, or a pod, belongs to."""
    return str(labelled["metadata"]["labels"]["app.kubernetes.io/component"])


def pods(things: tuple[Thing, ...]) -> Iterator[tuple[str, Thing]]:
    """The pods that would run, by part: as `metadata` and `spec`."""
    for thing in things:
        if thing["kind"] in ("Deployment", "StatefulSet", "Job"):
            template = thing["spec"]["template"]
            yield part_of(template), template
        elif thing["kind"] == "CronJob":
            template = thing["spec"]["jobTemplate"]["spec"]["template"]
            yield part_of(template), template
        elif thing["kind"] == "InferenceService":
            yield "reader", {"metadata": thing["metadata"], "spec": thing["spec"]["predictor"]}
        elif thing["kind"] == "TrainingRuntime":
            [job] = thing["spec"]["template"]["spec"]["replicatedJobs"]
            template = job["template"]["spec"]["template"]
            yield "training", template
        elif thing["kind"] == "ConfigMap" and "manifest.yaml" in thing["data"]:
            manifest = yaml.safe_load(thing["data"]["manifest.yaml"])
            if manifest["kind"] == "Job":
                yield "training", manifest["spec"]["template"]


def variables(pod: Thing) -> dict[str, Thing]:
    [container] = pod["spec"]["containers"]
    names = [each["name"] for each in container["env"]]
    assert len(set(names)) == len(names), names
    return {each["name"]: each for each in container["env"]}
