"""On a real Kafka that asks for a password and holds to rights: those that the chart gives are enough, and no more."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ACL, ACLOperation, ACLPermissionType, ResourcePattern, ResourceType
from pydantic import SecretStr
from rendering import Thing, of_kind, rendered

from recto.local.kafka import EmbeddedKafka
from recto.local.ports import free_port
from recto.local.roster import ROSTER
from recto.runtime.failures import Transient, UserError
from recto.runtime.kafka import KafkaBus, apply_topics
from recto.runtime.kafka.connection import connection
from recto.runtime.settings import BusSettings
from schemas.envelope import Event
from schemas.topics import TOPICS, Topic

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.xdist_group("guarded-kafka")]

PASSWORD = "only-for-this-test"


class Said:
    """Something on a topic, whatever it is. No Event: the registry would have to know it."""

    type = "recto.test.said.v1"
    id = key_value = "something"
    max_bytes = 1000

    def __init__(self, topic: Topic) -> None:
        self.topic = topic

    def model_dump_json(self) -> str:
        return "{}"


class GuardedKafka(EmbeddedKafka):
    """A broker with passwords and an authoriser; `admin` may do anything."""

    users: tuple[str, ...] = ()

    def _write_configuration(self, data: Path) -> None:
        super()._write_configuration(data)
        text = self._properties.read_text().replace("PLAINTEXT://127", "SASL_PLAINTEXT://127")
        text = text.replace("=PLAINTEXT:PLAINTEXT,", "=SASL_PLAINTEXT:SASL_PLAINTEXT,")
        known = " ".join(f'user_{name}="{PASSWORD}"' for name in ("admin", *self.users))
        module = "org.apache.kafka.common.security.plain.PlainLoginModule required"
        added = {
            "security.inter.broker.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism.inter.broker.protocol": "PLAIN",
            "sasl.enabled.mechanisms": "PLAIN",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:admin;User:ANONYMOUS",
            "listener.name.sasl_plaintext.plain.sasl.jaas.config": (
                f'{module} username="admin" password="{PASSWORD}" {known};'
            ),
        }
        self._properties.write_text(text + "".join(f"{name}={value}\n" for name, value in added.items()))


def reach(broker: EmbeddedKafka, user: str) -> BusSettings:
    return BusSettings(
        bootstrap_servers=broker.bootstrap_servers,
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="PLAIN",
        username=user,
        password=SecretStr(PASSWORD),
        publish_seconds=5,
    )


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedKafka]:
    """A Kafka with the topics of the table, and the users and rights of the chart."""
    users = of_kind(rendered("everything"), "KafkaUser")
    GuardedKafka.users = tuple(user["metadata"]["name"] for user in users)
    try:
        with GuardedKafka(tmp_path_factory.mktemp("guarded"), port=free_port()) as running:
            admin = reach(running, "admin")
            apply_topics(admin, partitions=2)
            client = KafkaAdminClient(**connection(admin))
            client.create_acls([acl for user in users for acl in acls_of(user)])
            client.close()
            yield running
    except UserError as error:
        pytest.skip(f"NO KAFKA, so no rights are tested: {error}")


def acls_of(user: Thing) -> Iterator[ACL]:
    for each in user["spec"]["authorization"]["acls"]:
        what = each["resource"]
        for operation in each["operations"]:
            yield ACL(
                principal=f"User:{user['metadata']['name']}",
                host="*",
                operation=ACLOperation[operation.upper()],
                permission_type=ACLPermissionType.ALLOW,
                resource_pattern=ResourcePattern(ResourceType[what["type"].upper()], what["name"]),
            )


@pytest.mark.parametrize("service", [member.name for member in ROSTER])
def test_a_service_reads_what_the_table_says_alone_and_in_its_group(
    broker: EmbeddedKafka, service: str
) -> None:
    bus = KafkaBus(reach(broker, f"archive-{service}"), service)
    read = [topic for topic in TOPICS if service in topic.read_by]
    for subscription in (bus.follow(read), bus.join(read)):
        until(lambda subscription=subscription: subscription.poll(0.2) == [] and subscription.lag())
        assert {partition.topic for partition in subscription.lag()} == {topic.name for topic in read}
        subscription.close()


@pytest.mark.parametrize("service", [member.name for member in ROSTER])
def test_a_service_publishes_where_the_table_says_and_nowhere_else(
    broker: EmbeddedKafka, service: str
) -> None:
    bus = KafkaBus(reach(broker, f"archive-{service}"), service)
    bus.publish([cast(Event, Said(topic)) for topic in TOPICS if service in topic.written_by])
    bus.close()
    foreign = next(topic for topic in TOPICS if service not in topic.written_by)
    bus = KafkaBus(reach(broker, f"archive-{service}"), service)
    with pytest.raises(Transient, match="TopicAuthorizationFailed"):
        bus.publish([cast(Event, Said(foreign))])
    bus.close()


def test_scoring_whose_stream_is_faust_comes_up_with_its_rights(
    broker: EmbeddedKafka, tmp_path: Path
) -> None:
    settings, port = reach(broker, "archive-scoring"), free_port()
    told = {
        "RECTO_BUS__BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "RECTO_BUS__SECURITY_PROTOCOL": settings.security_protocol,
        "RECTO_BUS__SASL_MECHANISM": "PLAIN",
        "RECTO_BUS__USERNAME": "archive-scoring",
        "RECTO_BUS__PASSWORD": PASSWORD,
        "RECTO_STATE_DIR": str(tmp_path / "state"),
        "RECTO_OBJECTS__URL": str(tmp_path / "objects"),
        "RECTO_HTTP__PORT": str(port),
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.scoring"], env={**os.environ, **told}, stderr=log, stdout=log
        )
    try:
        until(lambda: is_ready(port), seconds=180, why=tmp_path / "log")
        process.terminate()
        assert process.wait(40) == 0
    finally:
        process.kill()


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def until(true: Callable[[], object], *, seconds: float = 30, why: Path | None = None) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, why.read_text()[-3000:] if why else "it did not come to be"
        time.sleep(0.1)
