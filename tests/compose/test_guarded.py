"""What may be reached from where, and what one must know to get in."""

import httpx
import pytest
from composed import PROJECT, SERVICES, Composed, until
from containers import ROOT, CommandFailed

AS_SERVICES_DO = """
from kafka import KafkaAdminClient
from recto.runtime.kafka.connection import connection
from recto.runtime.settings import RuntimeSettings, load
bus = load(RuntimeSettings).bus
print(bus.security_protocol, len(KafkaAdminClient(**connection(bus)).list_topics()))
"""
TLS_SPOKEN = """
import socket, ssl
context = ssl.create_default_context(cafile="/run/recto/ca.pem")
with context.wrap_socket(socket.create_connection(("kafka", 9092)), server_hostname="kafka") as spoken:
    print(spoken.version())
"""
OTHERWISE = """
from kafka import KafkaAdminClient
from kafka.errors import KafkaError
from recto.runtime.kafka.connection import connection
from recto.runtime.settings import RuntimeSettings, load
options = connection(load(RuntimeSettings).bus) | dict({options}, request_timeout_ms=5000)
try:
    KafkaAdminClient(**options).list_topics()
    print("let in")
except KafkaError as refused:
    print("refused:", type(refused).__name__)
"""
TARGETS = """
import json
from urllib.request import urlopen
told = json.load(urlopen("http://prometheus:9090/api/v1/targets", timeout=5))
print(*sorted(one["labels"]["service"] for one in told["data"]["activeTargets"] if one["health"] == "up"))
"""


def test_services_speak_to_kafka_under_tls_and_a_password(stack: Composed) -> None:
    protocol, topics = stack.python("labeling-gateway", AS_SERVICES_DO).split()
    assert protocol == "SASL_SSL"
    assert int(topics) > 0


def test_kafka_shows_the_certificate_that_was_made_for_it(stack: Composed) -> None:
    assert stack.python("labeling-gateway", TLS_SPOKEN).startswith("TLSv1.")


@pytest.mark.parametrize(
    "options",
    ["security_protocol='PLAINTEXT'", "security_protocol='SSL'", "sasl_plain_password='guessed'"],
)
def test_kafka_lets_nobody_in_otherwise(stack: Composed, options: str) -> None:
    assert stack.python("labeling-gateway", OTHERWISE.format(options=options)).startswith("refused:")


def test_only_gateway_ingestion_and_grafana_listen_outside(stack: Composed) -> None:
    outside = {
        int(binding["HostPort"])
        for container in stack.containers()
        for bindings in (container["NetworkSettings"]["Ports"] or {}).values()
        for binding in bindings or ()
    }
    meant = set(stack.ports.values())
    if "grafana" in stack.left_out:
        meant.remove(stack.ports["RECTO_GRAFANA_PORT"])
    assert outside == meant


def test_the_rest_has_no_way_out(stack: Composed) -> None:
    for container in stack.containers():
        service = container["Config"]["Labels"]["com.docker.compose.service"]
        if service not in ("labeling-gateway", "ingestion", "grafana"):
            networks = container["NetworkSettings"]["Networks"]
            assert [name.removeprefix(f"{PROJECT}_") for name in networks] == ["inside"], service


def test_each_part_sees_its_own_secrets_alone(stack: Composed) -> None:
    assert stack.inside("kafka", "ls", "/run/recto").split() == ["broker.pem", "ca.pem", "server.properties"]
    assert stack.inside("postgres", "ls", "/run/recto").split() == ["password"]
    with pytest.raises(CommandFailed):
        stack.inside("kafka", "touch", "/run/recto/written")


def test_without_the_token_nothing_is_told_or_taken(stack: Composed) -> None:
    assert httpx.get(f"{stack.gateway_url}/v1/collections").status_code == httpx.codes.UNAUTHORIZED
    files = {"file": ("page.png", b"", "image/png")}
    refused = httpx.post(f"{stack.ingestion_url}/v1/documents", data={"collection": "any"}, files=files)
    assert refused.status_code == httpx.codes.UNAUTHORIZED


def test_prometheus_measures_all_five(stack: Composed) -> None:
    measured = " ".join(sorted(SERVICES))
    until(lambda: stack.python("labeling-gateway", TARGETS) == measured, "all five are measured", 120)


def test_grafana_has_the_dashboards_loaded(stack: Composed) -> None:
    if "grafana" in stack.left_out:
        pytest.skip(
            f"NO GRAFANA, so nobody looks at its dashboards: {stack.left_out['grafana']} cannot be had here"
        )
    password = stack.inside("grafana", "cat", "/run/recto/password").strip()
    found = httpx.get(
        f"{stack.grafana_url}/api/search?type=dash-db", auth=("admin", password), timeout=10
    ).json()
    assert len(found) == len(list((ROOT / "deploy/grafana/dashboards").glob("*.json")))


def test_the_command_recto_works_in_a_container(stack: Composed) -> None:
    link = stack.inside("labeling-gateway", "recto", "people", "link", "admin").strip()
    assert "/sign-in?token=" in link
    assert "ingestion" in stack.inside("labeling-gateway", "recto", "status")
