"""The configuration of the embedded Kafka: one node, small, quick to start, on this machine only."""

from dataclasses import dataclass
from pathlib import Path

from recto.local.ports import HOST

CLUSTER_ID = "UmVjdG9FbWJlZGRlZEthZg"
"""Always the same: sixteen bytes in base64, as Kafka wants them."""


@dataclass(frozen=True)
class Ports:
    """Where the broker and its controller listen."""

    broker: int
    controller: int


def server_properties(data: Path, ports: Ports) -> str:
    """The text of server.properties for the data folder `data`."""
    broker, controller = f"{HOST}:{ports.broker}", f"{HOST}:{ports.controller}"
    properties = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "listeners": f"PLAINTEXT://{broker},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://{broker}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.voters": f"1@{controller}",
        "log.dirs": str(data),
        **_ALONE,
        **_SMALL,
    }
    return "".join(f"{name}={value}\n" for name, value in properties.items())


_ALONE = {
    "default.replication.factor": "1",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "min.insync.replicas": "1",
    "group.initial.rebalance.delay.ms": "0",
    "broker.heartbeat.interval.ms": "800",
    # A topic exists because the table of topics says so, never because a name was mistyped.
    "auto.create.topics.enable": "false",
}

_SMALL = {
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "log.segment.bytes": str(128 * 1024 * 1024),
    "log.index.size.max.bytes": str(1024 * 1024),
    # The default takes 128 MB of the heap.
    "log.cleaner.dedupe.buffer.size": str(4 * 1024 * 1024),
}
