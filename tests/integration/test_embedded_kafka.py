"""The embedded Kafka is a real one, keeps its data, leaves no orphan, and says in a sentence what is wrong."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recto.local.kafka import EmbeddedKafka, broker_answers
from recto.local.ports import free_port, is_free
from recto.runtime.failures import UserError
from recto.runtime.kafka import KafkaBus, apply_topics
from recto.runtime.settings import BusSettings
from schemas.models import ModelRolledBack
from schemas.topics import MODELS, TOPICS

pytestmark = pytest.mark.kafka

A_SENTENCE = re.compile(r"^[A-Z/].*\.$", re.DOTALL)


def settings_of(broker: EmbeddedKafka) -> BusSettings:
    return BusSettings(bootstrap_servers=broker.bootstrap_servers)


def a_roll_back() -> ModelRolledBack:
    return ModelRolledBack(
        collection="letters",
        version="letters-1",
        generation=3,
        weights=None,
        previous="letters-2",
        reason="worse on signatures",
        by="lead",
        decided_at="2026-01-01T00:00:00Z",
    )


def read_back(broker: EmbeddedKafka) -> list[bytes]:
    subscription = KafkaBus(settings_of(broker), "reader").follow([MODELS])
    deadline = time.monotonic() + 20
    found: list[bytes] = []
    while not found and time.monotonic() < deadline:
        found = [delivery.record.value for delivery in subscription.poll(0.5)]
    subscription.close()
    return found


def test_events_are_there_again_after_a_stop_and_a_start_on_another_port(tmp_path):
    event = a_roll_back()
    with EmbeddedKafka(tmp_path, free_port()) as first:
        assert set(apply_topics(settings_of(first), partitions=1)) == {topic.name for topic in TOPICS}
        bus = KafkaBus(settings_of(first), "writer")
        bus.publish([event])
        bus.close()
    with EmbeddedKafka(tmp_path, free_port()) as second:
        assert apply_topics(settings_of(second)) == []
        assert read_back(second) == [event.model_dump_json().encode()]


def test_events_survive_a_killed_broker(tmp_path):
    event = a_roll_back()
    with EmbeddedKafka(tmp_path, free_port()) as broker:
        apply_topics(settings_of(broker), partitions=1)
        bus = KafkaBus(settings_of(broker), "writer")
        bus.publish([event])
        bus.close()
        os.kill(broker.pid, signal.SIGKILL)
        wait_for(lambda: broker.exit_code == -signal.SIGKILL)
        broker.start()
        assert read_back(broker) == [event.model_dump_json().encode()]


def test_the_port_is_free_again_after_a_stop(tmp_path):
    port = free_port()
    with EmbeddedKafka(tmp_path, port):
        assert broker_answers(port)
    assert is_free(port)


def test_nothing_listens_beyond_this_machine(kafka):
    listening = {
        row.split()[1].rpartition(":")[0]
        for table in ("tcp", "tcp6")
        for row in Path(f"/proc/{kafka.pid}/net/{table}").read_text().splitlines()[1:]
        if row.split()[3] == "0A" and f"socket:[{row.split()[9]}]" in sockets_of(kafka.pid)
    }
    assert listening
    assert listening <= {"0100007F", "0000000000000000FFFF00000100007F"}


def test_a_home_in_use_is_refused_and_names_the_holder(tmp_path):
    with (
        EmbeddedKafka(tmp_path, free_port()),
        pytest.raises(UserError, match=rf"in use by another `recto up` \(pid {os.getpid()}\)"),
        EmbeddedKafka(tmp_path, free_port()),
    ):
        pass


def test_a_taken_port_is_refused_and_names_who_has_it(kafka, tmp_path):
    port = int(kafka.bootstrap_servers.rpartition(":")[2])
    with (
        pytest.raises(
            UserError, match=rf"Port {port} for Kafka is taken by java \(pid {kafka.pid}\)"
        ) as told,
        EmbeddedKafka(tmp_path, port),
    ):
        pass
    assert A_SENTENCE.match(str(told.value))


@pytest.mark.parametrize("victim", ["meta.properties", "__cluster_metadata-0"])
def test_a_damaged_data_folder_is_refused_instead_of_being_started_afresh(tmp_path, victim):
    with EmbeddedKafka(tmp_path, free_port()) as broker:
        apply_topics(settings_of(broker), partitions=1)
    damaged = tmp_path / "data" / victim
    for file in [damaged] if damaged.is_file() else damaged.glob("*.log"):
        file.unlink()
    with pytest.raises(UserError, match="damaged") as told, EmbeddedKafka(tmp_path, free_port()):
        pass
    assert str(tmp_path / "data") in str(told.value)


def test_a_start_cut_short_while_formatting_leaves_nothing_in_the_way(tmp_path):
    (tmp_path / "data.unfinished").mkdir()
    with EmbeddedKafka(tmp_path, free_port()) as broker:
        assert apply_topics(settings_of(broker), partitions=1)


def test_the_broker_dies_with_its_parent(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from recto.local.kafka import EmbeddedKafka;"
        "broker = EmbeddedKafka(Path(sys.argv[1]), int(sys.argv[2])).__enter__();"
        "print(broker.pid, flush=True); time.sleep(600)"
    )
    port = free_port()
    command = [sys.executable, "-c", script, str(tmp_path), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        broker = int(parent.stdout.readline())
        parent.kill()
    wait_for(lambda: not Path(f"/proc/{broker}").exists())
    with EmbeddedKafka(tmp_path, port):
        assert broker_answers(port)


def sockets_of(pid: int) -> set[str]:
    found = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.add(descriptor.readlink().name)
        except FileNotFoundError:
            continue
    return found


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)
