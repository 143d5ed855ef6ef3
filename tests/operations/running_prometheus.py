"""A real Prometheus on loopback, with the rules, that scrapes whatever comes up while it watches."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import yaml
from programs import RULES, program

from recto.local.ports import free_port

_PATIENCE_SECONDS = 60
_SCRAPES_EACH, _EVALUATES_EACH = "1s", "5s"


class Prometheus:
    """What the tests tell it and ask of it."""

    def __init__(self, url: str, targets: Path) -> None:
        self._client = httpx.Client(base_url=url, timeout=30)
        self._targets = targets
        self._addresses: set[str] = set()

    def scrape(self, url: str) -> None:
        """From now on, look at this service too."""
        self._addresses.add(urlsplit(url).netloc)
        written = self._targets.with_suffix(".new")
        written.write_text(json.dumps([{"targets": sorted(self._addresses)}]))
        written.replace(self._targets)

    def is_ready(self) -> bool:
        try:
            return self._client.get("/-/ready").status_code == 200
        except httpx.TransportError:
            return False

    def answer(self, query: str, at: float) -> list[dict[str, Any]]:
        """The vector that a query gave at a time. Fails on one that Prometheus refuses."""
        said = self._client.get("/api/v1/query", params={"query": query, "time": str(at)}).json()
        assert said["status"] == "success", f"{query}: {said.get('error')}"
        return list(said["data"]["result"])

    def rules(self) -> list[dict[str, Any]]:
        groups = self._client.get("/api/v1/rules").json()["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]


@contextmanager
def watching(home: Path) -> Iterator[Prometheus]:
    """Prometheus, as long as it is needed."""
    port, targets = free_port(), home / "targets.json"
    targets.write_text("[]")
    called = [
        program("prometheus"),
        f"--config.file={_configured(home, targets)}",
        f"--storage.tsdb.path={home / 'series'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    ]
    with (
        (home / "prometheus.log").open("w") as log,
        subprocess.Popen(called, stdout=log, stderr=log) as process,
    ):
        try:
            prometheus = Prometheus(f"http://127.0.0.1:{port}", targets)
            until(prometheus.is_ready, "Prometheus does not start")
            yield prometheus
        finally:
            process.terminate()


def until(is_so: Callable[[], bool], complaint: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.2)


def _configured(home: Path, targets: Path) -> Path:
    rules = home / "rules"
    rules.mkdir()
    for path in RULES.glob("*.yaml"):
        file = yaml.safe_load(path.read_text())
        for group in file["groups"]:
            group["interval"] = _EVALUATES_EACH
        (rules / path.name).write_text(yaml.safe_dump(file))
    job = {"job_name": "recto", "file_sd_configs": [{"files": [str(targets)], "refresh_interval": "1s"}]}
    configuration = {
        "global": {"scrape_interval": _SCRAPES_EACH, "evaluation_interval": _EVALUATES_EACH},
        "rule_files": [str(rules / "*.yaml")],
        "scrape_configs": [job],
    }
    path = home / "prometheus.yml"
    path.write_text(yaml.safe_dump(configuration))
    return path
