"""What docs/kubernetes.md says that a cluster needs is at least what the chart asks it for."""

import re

import pytest
import yaml
from rendering import ROOT, Thing, of_kind, rendered

from schemas.topics import TOPICS

GUIDE = (ROOT / "docs/kubernetes.md").read_text()
GIBIBYTES = {"Mi": 1 / 1024, "Gi": 1}


def cores(quantity: str) -> float:
    return float(quantity[:-1]) / 1000 if quantity.endswith("m") else float(quantity)


def gibibytes(quantity: str) -> float:
    return float(quantity[:-2]) * GIBIBYTES[quantity[-2:]]


def requests(thing: Thing) -> tuple[float, float]:
    """Cores and GiB of all replicas of a Deployment, or of the pod of a Job."""
    containers = thing["spec"]["template"]["spec"]["containers"]
    asked = [container["resources"]["requests"] for container in containers]
    replicas = thing["spec"].get("replicas", 1)
    return (
        replicas * sum(cores(str(each["cpu"])) for each in asked),
        replicas * sum(gibibytes(each["memory"]) for each in asked),
    )


def what_runs(values: str) -> list[Thing]:
    """What is there all the time, and a training."""
    things = rendered(values)
    always = [*of_kind(things, "Deployment"), *of_kind(things, "StatefulSet")]
    manifests = [text for each in of_kind(things, "ConfigMap") for text in each["data"].values()]
    jobs = [thing for text in manifests if isinstance(thing := yaml.safe_load(text), dict)]
    return [*always, *[job for job in jobs if job.get("kind") == "Job"]]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("default", r"(\d+) cores and (\d+) GiB for the default"),
        ("minimal", r"(\d+) cores and (\d+) GiB for \["),
    ],
)
def test_the_guide_names_as_much_as_the_pods_ask_for(values: str, said: str) -> None:
    match = re.search(said, GUIDE)
    assert match
    each = [requests(thing) for thing in what_runs(values)]
    assert sum(one for one, _ in each) <= int(match[1])
    assert sum(one for _, one in each) <= int(match[2])


def test_a_training_counts() -> None:
    assert "Job" in {thing["kind"] for thing in what_runs("default")}


def test_the_guide_names_as_many_partitions_as_there_are() -> None:
    assert f"{sum(topic.partitions for topic in TOPICS)} partitions in all" in GUIDE
