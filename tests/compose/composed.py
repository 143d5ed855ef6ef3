"""docker-compose.yml, up under a project of its own, and what a test asks of it."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import httpx
import yaml
from containers import ROOT, Engine, told

from recto.local.patient import Patient
from recto.local.ports import HOST, free_port

PROJECT = "recto-compose-test"
SERVICES = ("ingestion", "inference", "scoring", "labeling-gateway", "trainer")
_READY_WITHIN_SECONDS = 240

T = TypeVar("T")


@dataclass
class Composed:
    """One composed stack. It is reached as people reach it: by what listens outside."""

    engine: Engine
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Services whose image cannot be had on this machine, and the image."""
    ports: dict[str, int] = field(
        default_factory=lambda: {
            name: free_port() for name in ("RECTO_PORT", "RECTO_INGESTION_PORT", "RECTO_GRAFANA_PORT")
        }
    )

    def compose(self, *words: str, seconds: float = 300) -> str:
        """What `docker compose …` prints."""
        environment = {"RECTO_ADDRESS": HOST, **{name: str(port) for name, port in self.ports.items()}}
        return told([*self.engine.compose, "--project-name", PROJECT, *words], seconds, environment)

    def build(self) -> None:
        """Build the images of the five services, one at a time: two at once with torch in them may fill a disk."""
        for service in SERVICES:
            self.compose("build", service, seconds=3600)

    def up(self) -> None:
        """Start everything, and wait until the two that listen outside are ready."""
        asked = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
        self.compose("up", "--detach", "--no-build", *(name for name in asked if name not in self.left_out))
        for url in (self.gateway_url, self.ingestion_url):
            until(lambda url=url: _is_ready(url), f"{url} is ready", _READY_WITHIN_SECONDS)

    def down(self, *words: str) -> None:
        """Stop everything; with --volumes, and forget it."""
        self.compose("down", *words)

    def inside(self, service: str, *command: str) -> str:
        """What a command prints in a service's container. Raises CommandFailed."""
        return self.compose("exec", "-T", service, *command)

    def python(self, service: str, program: str) -> str:
        """What a program prints in the container of one of the five."""
        return self.inside(service, "python", "-c", program).strip()

    def containers(self) -> list[dict[str, Any]]:
        """Every container of the stack that runs, as the engine describes it."""
        label = f"label=com.docker.compose.project={PROJECT}"
        ids = self.engine.run("ps", "--quiet", "--filter", label).split()
        return list(json.loads(self.engine.run("inspect", *ids)))

    def gateway(self, person: str = "") -> Patient:
        """The gateway's API, as the machine or as a person."""
        return Patient(self.gateway_url, self.token, "The gateway", person=person)

    def ingestion(self) -> Patient:
        """Ingestion's API."""
        return Patient(self.ingestion_url, self.token, "Ingestion")

    def require_no_crash(self) -> None:
        """Fails with the log of a service that has ended by itself, and was started again."""
        for service in SERVICES:
            said = self.compose("logs", service)
            assert '"level": "critical"' not in said, said[-5000:]

    @property
    def gateway_url(self) -> str:
        """Where the gateway listens outside."""
        return f"http://{HOST}:{self.ports['RECTO_PORT']}"

    @property
    def ingestion_url(self) -> str:
        """Where ingestion listens outside."""
        return f"http://{HOST}:{self.ports['RECTO_INGESTION_PORT']}"

    @property
    def grafana_url(self) -> str:
        """Where Grafana listens outside."""
        return f"http://{HOST}:{self.ports['RECTO_GRAFANA_PORT']}"

    @cached_property
    def token(self) -> str:
        """The machine token that was made at the first start."""
        return self.python("labeling-gateway", "print(open('/run/recto/token').read())")


def until(condition: Callable[[], T], what: str, seconds: float) -> T:
    """What a condition comes to, once it is true. Fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.5)
    return found


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).is_success
    except httpx.TransportError:
        return False
