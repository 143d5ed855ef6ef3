"""The reader as an InferenceService: stopped in time, measured, and with addresses to compare a canary by."""

import pytest
from rendering import Thing, of_kind, one, part_of, pods, rendered
from test_objects import validate

KSERVE = ('reader.mode="kserve"', "monitoring.podMonitor.enabled=true")
CANARY = ('reader.kserve.deploymentMode="Knative"', "reader.kserve.canaryTrafficPercent=10")
TAGS = "serving.kserve.io/enable-tag-routing"


def service(things: tuple[Thing, ...]) -> Thing:
    [found] = of_kind(things, "InferenceService")
    validate(found)
    return found


def reader(things: tuple[Thing, ...]) -> Thing:
    return dict(pods(things))["reader"]


def test_it_has_time_to_answer_what_is_under_way() -> None:
    pod = reader(rendered("default", *KSERVE))
    told = {each["name"]: each.get("value") for each in pod["spec"]["containers"][0]["env"]}
    assert pod["spec"]["terminationGracePeriodSeconds"] > int(told["RECTO_STOP_SECONDS"]) + 10


@pytest.mark.parametrize(("more", "is_measured"), [((), True), (CANARY, False)])
def test_it_is_measured_where_no_proxy_stands_before_it(more: tuple[str, ...], is_measured: bool) -> None:
    things = rendered("default", *KSERVE, *more)
    [port] = reader(things)["spec"]["containers"][0]["ports"]
    [monitor] = of_kind(things, "PodMonitor")
    policy = one(things, "NetworkPolicy", "recto-all-metrics")
    assert (port.get("name") == "http") is is_measured
    for selector in (monitor["spec"]["selector"], policy["spec"]["podSelector"]):
        [chosen] = selector["matchExpressions"]
        assert ("reader" in chosen["values"]) is is_measured


def test_a_canary_and_what_it_is_to_replace_have_addresses_of_their_own() -> None:
    assert service(rendered("default", *KSERVE, *CANARY))["metadata"]["annotations"][TAGS] == "true"
    assert TAGS not in service(rendered("default", *KSERVE))["metadata"]["annotations"]


def test_its_parts_are_labelled_as_such() -> None:
    things = rendered("default", *KSERVE)
    assert part_of(service(things)) == "reader"
