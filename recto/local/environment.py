"""The environment of the services of a local stack, built in this one place."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recto.local.ports import HOST
from recto.local.roster import Member

MALLOC = {
    "MALLOC_MMAP_THRESHOLD_": "2147483648",
    "MALLOC_TRIM_THRESHOLD_": "8589934592",
    "MALLOC_TOP_PAD_": "268435456",
}
"""For every process that reads: glibc otherwise maps and unmaps large tensors at each call, four times slower."""


@dataclass(frozen=True)
class Surroundings:
    """What all services of a stack share."""

    home: Path
    bootstrap_servers: str
    token: str
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further variables for every service."""

    def url_of_objects(self) -> str:
        """The folder that takes the place of an object store."""
        return str(self.home / "objects")

    def state_dir(self, member: Member) -> Path:
        """What one service keeps for itself."""
        return self.home / "state" / member.name


def environment_of(member: Member, port: int, around: Surroundings) -> Mapping[str, str]:
    """Every variable that the service `member` is started with, on `port`."""
    settings = {
        "RECTO_BUS__BOOTSTRAP_SERVERS": around.bootstrap_servers,
        "RECTO_OBJECTS__URL": around.url_of_objects(),
        "RECTO_HTTP__HOST": HOST,
        "RECTO_HTTP__PORT": str(port),
        "RECTO_STATE_DIR": str(around.state_dir(member)),
        "RECTO_TOKEN": around.token,
    }
    if "RECTO_CONFIG" in os.environ:  # services run in folders of their own
        settings["RECTO_CONFIG"] = str(Path(os.environ["RECTO_CONFIG"]).absolute())
    return {**os.environ, **MALLOC, "PYTHONUNBUFFERED": "1", **settings, **around.extra}
