"""What the chart knows of topics is the table, to the letter: topics, rights, and edges of the network."""

import pytest
from rendering import CHART, SETS, Thing, of_kind, one, part_of, rendered

from schemas.topic_file import topic_file
from schemas.topics import TOPICS
from services.inference.__main__ import build
from services.inference.settings import Settings

Edges = set[tuple[str, str, str]]
"""Service, whether it writes or reads, topic."""

TABLE: Edges = {(service, "writes", topic.name) for topic in TOPICS for service in topic.written_by} | {
    (service, "reads", topic.name) for topic in TOPICS for service in topic.read_by
}


def test_the_file_in_the_chart_is_what_the_table_gives() -> None:
    assert (CHART / "files/topics.yaml").read_text() == topic_file(), "run `recto topics export`"


def test_kafka_topics_are_the_table() -> None:
    made = {each["metadata"]["name"]: each["spec"] for each in of_kind(rendered("everything"), "KafkaTopic")}
    assert set(made) == {topic.name for topic in TOPICS}
    for topic in TOPICS:
        assert made[topic.name] == {
            "partitions": topic.partitions,
            "replicas": 3,
            "config": {**topic.configuration, "min.insync.replicas": "2"},
        }


def test_topics_stay_when_recto_is_uninstalled() -> None:
    for each in of_kind(rendered("everything"), "KafkaTopic"):
        assert each["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"


def test_users_may_do_what_the_table_says_and_no_more() -> None:
    may: Edges = set()
    for user in of_kind(rendered("everything"), "KafkaUser"):
        service = part_of(user)
        for acl in user["spec"]["authorization"]["acls"]:
            what, operations = acl["resource"], set(acl["operations"])
            assert what["patternType"] == "literal"
            if what["type"] == "group":
                assert (what["name"], operations) == (f"recto-{service}", {"Read"})
                continue
            assert what["type"] == "topic"
            assert operations <= {"Read", "Write", "Describe"}
            names = {"Write": "writes", "Read": "reads"}
            may |= {(service, names[each], what["name"]) for each in operations - {"Describe"}}
    assert may == TABLE


def kafka_policies(things: tuple[Thing, ...]) -> dict[str, Thing]:
    policies = of_kind(things, "NetworkPolicy")
    return {part_of(each): each for each in policies if each["metadata"]["name"].endswith("-kafka")}


@pytest.mark.parametrize("values", SETS)
def test_network_policies_name_the_edges_of_the_table_and_no_others(values: str) -> None:
    policies = kafka_policies(rendered(values))
    policies.pop("topics", None)  # the Job that makes them, and is in no table
    edges: Edges = set()
    for service, policy in policies.items():
        for way in ("writes", "reads"):
            named = policy["metadata"]["annotations"][f"recto.{way}"].split()
            edges |= {(service, way, topic) for topic in named}
        assert policy["spec"]["podSelector"]["matchLabels"]["app.kubernetes.io/component"] == service
        assert policy["spec"]["policyTypes"] == ["Egress"]
    assert edges == TABLE


@pytest.mark.parametrize(
    ("values", "ports"),
    [("default", {9092}), ("everything", {9093}), ("managed-kafka", {9096}), ("air-gapped", {9093})],
)
def test_only_who_has_an_edge_reaches_the_brokers(values: str, ports: set[int]) -> None:
    things = rendered(values)
    reaching = set()
    for policy in of_kind(things, "NetworkPolicy"):
        for rule in policy["spec"].get("egress", ()):
            if {port["port"] for port in rule["ports"]} & ports:
                reaching.add(policy["metadata"]["name"])
    assert reaching == {each["metadata"]["name"] for each in kafka_policies(things).values()}


def test_inference_scales_by_the_topics_that_it_works() -> None:
    works = {topic.name for topic in build(Settings(reader_url="http://nowhere")).works}
    for values in ("everything", "managed-kafka", "air-gapped"):
        [scaled] = [
            each for each in of_kind(rendered(values), "ScaledObject") if part_of(each) == "inference"
        ]
        triggers = [trigger["metadata"] for trigger in scaled["spec"]["triggers"]]
        assert {trigger["topic"] for trigger in triggers} == works
        assert {trigger["consumerGroup"] for trigger in triggers} == {"recto-inference"}


def test_the_job_that_makes_topics_has_another_name_when_it_does_something_else() -> None:
    def name(*settings: str) -> str:
        [job] = [each for each in of_kind(rendered("default", *settings), "Job") if part_of(each) == "topics"]
        return str(job["metadata"]["name"])

    assert name() == name("gateway.replicas=4")
    assert name() != name('image.tag="9.9.9"')
    assert name() != name("kafka.replicationFactor=1")


def test_the_default_needs_no_operator() -> None:
    groups = {thing["apiVersion"].split("/")[0] for thing in rendered("default")}
    assert all("." not in group or group.endswith("k8s.io") for group in groups), groups
    assert one(rendered("default"), "NetworkPolicy", "recto")["spec"]["policyTypes"] == ["Ingress", "Egress"]
