"""Which ports a stack uses: the usual ones where they are free."""

from dataclasses import dataclass

from recto.local.ports import free_port, is_free, require_free
from recto.local.roster import GATEWAY, ROSTER, Member

KAFKA_PORT = 9092


@dataclass(frozen=True)
class StackPorts:
    """Which ports to use. 0 takes any free one; None the usual one or, where that is taken, any free one."""

    gateway: int | None = GATEWAY.port
    kafka: int | None = None


ANY_PORTS = StackPorts(gateway=0, kafka=0)
"""For a stack beside another one: demos and tests."""


def kafka_port(wanted: int | None) -> int:
    """Where Kafka listens."""
    if wanted is None:
        return KAFKA_PORT if is_free(KAFKA_PORT) else free_port()
    return wanted or free_port()


def service_ports(ports: StackPorts) -> dict[Member, int]:
    """Where each service listens. Raises UserError if the gateway's port is taken: people type that one."""
    if ports == ANY_PORTS:
        return {member: free_port() for member in ROSTER}
    found = {member: member.port if is_free(member.port) else free_port() for member in ROSTER}
    found[GATEWAY] = GATEWAY.port if ports.gateway is None else ports.gateway or free_port()
    require_free(found[GATEWAY], "the gateway", "stop that process or choose another port with --port")
    return found
