"""The services that make up a stack, in the order in which they start."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """A service as a process of the local stack."""

    name: str
    module: str
    port: int
    """Where it listens, where that port is free."""

    @property
    def variable(self) -> str:
        """The environment variable that names its address, e.g. RECTO_GATEWAY_URL."""
        return f"RECTO_{self.name.removeprefix('labeling-').upper()}_URL"


INGESTION = Member("ingestion", "services.ingestion", 8081)
INFERENCE = Member("inference", "services.inference", 8082)
SCORING = Member("scoring", "services.scoring", 8083)
GATEWAY = Member("labeling-gateway", "services.labeling_gateway", 8080)
TRAINER = Member("trainer", "services.trainer", 8084)

ROSTER = (INGESTION, INFERENCE, SCORING, GATEWAY, TRAINER)
"""Kafka comes before the first, and goes after the last."""

BY_NAME = {member.name: member for member in ROSTER}
"""Every member by its name."""
