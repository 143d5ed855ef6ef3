"""A real Prometheus on loopback, that scrapes what it is told to and evaluates the rules each second."""

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import yaml
from programs import RULES, program

from recto.local.ports import free_port

_STARTS_WITHIN = 60


class Prometheus:
    """What the tests ask of it."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=30)

    def is_ready(self) -> bool:
        try:
            return self._client.get("/-/ready").status_code == 200
        except httpx.TransportError:
            return False

    def answer(self, query: str) -> list[dict[str, Any]]:
        """The vector that a query gives. Fails on one that Prometheus refuses."""
        said = self._client.get("/api/v1/query", params={"query": query}).json()
        assert said["status"] == "success", f"{query}: {said.get('error')}"
        return list(said["data"]["result"])

    def rules(self) -> list[dict[str, Any]]:
        groups = self._client.get("/api/v1/rules").json()["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]


@contextmanager
def watching(urls: Mapping[str, str], home: Path) -> Iterator[Prometheus]:
    """Prometheus, as long as it is needed. It has looked at every target some times before this returns."""
    port = free_port()
    called = [
        program("prometheus"),
        f"--config.file={_configured(urls, home)}",
        f"--storage.tsdb.path={home / 'series'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    ]
    with (
        (home / "prometheus.log").open("w") as log,
        subprocess.Popen(called, stdout=log, stderr=log) as process,
    ):
        try:
            prometheus = Prometheus(f"http://127.0.0.1:{port}")
            until(prometheus.is_ready, "Prometheus does not start")
            looked = f"count(count_over_time(up[1m]) >= 10 and up == 1) == {len(urls)}"
            until(lambda: bool(prometheus.answer(looked)), "a service is not scraped")
            yield prometheus
        finally:
            process.terminate()


def until(is_so: Any, complaint: str, patience: float = _STARTS_WITHIN) -> None:
    deadline = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.2)


def _configured(urls: Mapping[str, str], home: Path) -> Path:
    rules = home / "rules"
    rules.mkdir()
    for path in RULES.glob("*.yaml"):
        file = yaml.safe_load(path.read_text())
        for group in file["groups"]:
            group["interval"] = "1s"
        (rules / path.name).write_text(yaml.safe_dump(file))
    targets = [{"targets": [urlsplit(url).netloc]} for url in urls.values()]
    configuration = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(rules / "*.yaml")],
        "scrape_configs": [{"job_name": "recto", "static_configs": targets}],
    }
    path = home / "prometheus.yml"
    path.write_text(yaml.safe_dump(configuration))
    return path
