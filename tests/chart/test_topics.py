"""What the chart knows of topics is the table, to the letter: topics, rights, and edges of the network."""

import pytest
from rendering import CHART, SETS, Thing, of_kind, one, part_of, pods, rendered, variables

from schemas.topic_file import topic_file
from schemas.topics import DEAD_LETTERS, TOPICS
from services.inference.__main__ import build
from services.inference.settings import Settings

Edges = set[tuple[str, str, str]]
"""Service, whether it writes or reads, topic."""

TABLE: Edges = {(service, "writes", topic.name) for topic in TOPICS for service in topic.written_by} | {
    (service, "reads", topic.name) for topic in TOPICS for service in topic.read_by
}


def test_the_file_in_the_chart_is_what_the_table_gives() -> None:
    assert (CHART / "files/topics.yaml").read_text() == topic_file(), "run `make schemas`"


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
    users = of_kind(rendered("everything"), "KafkaUser")
    may = set().union(*(rights(user) for user in users if part_of(user) != "operator"))
    assert may == TABLE


def test_the_operator_reads_dead_letters_and_writes_to_where_they_can_come_from() -> None:
    user = one(rendered("everything"), "KafkaUser", "archive-operator")
    come_from = {topic.name for topic in TOPICS if topic.read_by}
    assert rights(user) == {
        ("operator", "reads", DEAD_LETTERS.name),
        *(("operator", "writes", name) for name in come_from),
    }


@pytest.mark.parametrize(
    ("authentication", "told", "file"),
    [
        ("scram-sha-512", "RECTO_BUS__PASSWORD", "kafka-ca"),
        ("tls", "RECTO_BUS__CERTIFICATE_FILE", "kafka-user"),
    ],
)
def test_the_operator_has_a_pod_for_a_while_that_only_a_hand_starts(
    authentication: str, told: str, file: str
) -> None:
    things = rendered("everything", f'kafka.strimzi.authentication="{authentication}"')
    when = one(things, "CronJob", "archive-operator")["spec"]
    assert when["suspend"] is True
    [pod] = [pod for part, pod in pods(things) if part == "operator"]
    assert told in variables(pod)
    assert file in {volume["name"] for volume in pod["spec"]["volumes"]}
    assert not of_kind(rendered("default"), "CronJob")


def rights(user: Thing) -> Edges:
    """What a user may do with topics; with a group it is its own alone."""
    who, may = part_of(user), Edges()
    for acl in user["spec"]["authorization"]["acls"]:
        what, operations = acl["resource"], set(acl["operations"])
        assert what["patternType"] == "literal"
        if what["type"] == "group":
            assert (what["name"], operations) == (f"recto-{who}", {"Read"})
            continue
        assert what["type"] == "topic"
        assert operations <= {"Read", "Write", "Describe"}
        names = {"Write": "writes", "Read": "reads"}
        may |= {(who, names[each], what["name"]) for each in operations - {"Describe"}}
    return may


def kafka_policies(things: tuple[Thing, ...]) -> dict[str, Thing]:
    policies = of_kind(things, "NetworkPolicy")
    return {part_of(each): each for each in policies if each["metadata"]["name"].endswith("-kafka")}


@pytest.mark.parametrize("values", SETS)
def test_network_policies_name_the_edges_of_the_table_and_no_others(values: str) -> None:
    policies = kafka_policies(rendered(values))
    for besides in ("topics", "operator"):  # who makes them, and who looks at dead letters: in no table
        policies.pop(besides, None)
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
