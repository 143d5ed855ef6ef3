"""On a real Kafka that asks for a password and holds to rights: those that the chart gives are enough, and no more."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
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
from schemas.dead_letters import EventFailed
from schemas.envelope import Event, encode
from schemas.tasks import TaskWithdrawn
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


def test_the_operator_lists_dead_letters_and_replays_them_and_may_do_no_more(broker: EmbeddedKafka) -> None:
    done = TaskWithdrawn(task_id="task-1", collection="letters", reason="done elsewhere")
    record = encode(done, source="scoring", time=datetime(2026, 1, 1, tzinfo=UTC))
    letter = EventFailed(
        service="labeling-gateway",
        reason="there is no such task",
        stack="",
        origin_topic=done.topic.name,
        origin_partition=0,
        origin_offset=0,
        origin_key="letters",
        origin_headers=dict(record.headers),
        origin_value=record.value,
        failed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    gateway = KafkaBus(reach(broker, "archive-labeling-gateway"), "labeling-gateway")
    gateway.publish([letter])
    gateway.close()
    operator = reach(broker, "archive-operator")
    assert "there is no such task" in typed(operator, "dead-letters", "list", "--json")
    assert "recto.tasks again" in typed(operator, "dead-letters", "replay", letter.id)
    bus = KafkaBus(operator, "operator")
    with pytest.raises(Transient, match="TopicAuthorizationFailed"):
        bus.publish([letter])
    bus.close()


def typed(settings: BusSettings, *words: str) -> str:
    """What the command `recto` says to a user of Kafka."""
    done = subprocess.run(
        [sys.executable, "-c", "from recto.cli.app import main; main()", *words],
        env={**os.environ, **told(settings)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(settings: BusSettings) -> dict[str, str]:
    """The same in the environment."""
    return {
        "RECTO_BUS__BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "RECTO_BUS__SECURITY_PROTOCOL": settings.security_protocol,
        "RECTO_BUS__SASL_MECHANISM": "PLAIN",
        "RECTO_BUS__USERNAME": str(settings.username),
        "RECTO_BUS__PASSWORD": PASSWORD,
    }


def test_scoring_whose_stream_is_faust_comes_up_with_its_rights(
    broker: EmbeddedKafka, tmp_path: Path
) -> None:
    port = free_port()
    environment = {
        **os.environ,
        **told(reach(broker, "archive-scoring")),
        "RECTO_STATE_DIR": str(tmp_path / "state"),
        "RECTO_OBJECTS__URL": str(tmp_path / "objects"),
        "RECTO_HTTP__PORT": str(port),
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.scoring"], env=environment, stderr=log, stdout=log
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
