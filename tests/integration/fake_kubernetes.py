"""As much of a Kubernetes API server as trainings ask for, on loopback. Its pods are processes here, or none."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

from services.trainer.job_manifest import JobManifest
from services.trainer.kubernetes import Cluster

TOKEN = "the token of the service account"
NAMESPACE = "archive"
COMMAND = [sys.executable, "-m", "services.trainer.pod"]


def a_manifest(kind: str = "Job") -> dict[str, Any]:
    container = {"name": "training", "command": COMMAND, "env": [{"name": "RECTO_ORDER", "value": "$ORDER"}]}
    return {
        "apiVersion": "batch/v1" if kind == "Job" else "trainer.kubeflow.org/v1alpha1",
        "kind": kind,
        "metadata": {"name": "recto-training"},
        "spec": {"template": {"spec": {"containers": [container]}}}
        if kind == "Job"
        else {"trainer": container},
    }


def a_job_manifest(kind: str = "Job") -> JobManifest:
    return JobManifest(a_manifest(kind))


class FakeKubernetes:
    """Objects by path. With `runs_pods`, what is created runs, and ends as its process does."""

    def __init__(self, folder: Path, *, runs_pods: bool = False) -> None:
        self.objects: dict[str, dict[str, Any]] = {}
        self.logs: dict[str, list[str]] = {}
        self.asked: list[str] = []
        self.is_away = False
        self._runs_pods = runs_pods
        self._folder = folder
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._token = folder / "token"
        self._token.write_text(TOKEN + "\n")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def cluster(self) -> Cluster:
        return Cluster(f"http://127.0.0.1:{self._server.server_port}", NAMESPACE, self._token)

    @property
    def names(self) -> list[str]:
        return [path.rsplit("/", 1)[1] for path in self.objects]

    def end(self, name: str, condition: str, message: str = "") -> None:
        """The object named so comes to its end."""
        [found] = [each for path, each in self.objects.items() if path.endswith(f"/{name}")]
        # Jobs have conditions before they end, too.
        conditions = [{"type": "SuccessCriteriaMet", "status": "True"}, {"type": "Failed", "status": "False"}]
        ended = {"type": condition, "status": "True", "message": message}
        found["status"] = {"conditions": [*conditions, ended]}

    def close(self) -> None:
        for process in self._processes.values():
            process.kill()
        self._server.shutdown()
        self._server.server_close()

    def post(self, path: str, manifest: dict[str, Any]) -> tuple[int, Any]:
        name = manifest["metadata"]["name"]
        if f"{path}/{name}" in self.objects:
            return 409, {"message": f"{name} already exists"}
        self.objects[f"{path}/{name}"] = manifest
        if self._runs_pods:
            threading.Thread(target=self._run, args=(name, manifest), daemon=True).start()
        return 201, manifest

    def delete(self, path: str) -> tuple[int, Any]:
        if self.objects.pop(path, None) is None:
            return 404, {"message": "not found"}
        if process := self._processes.pop(path.rsplit("/", 1)[1], None):
            process.kill()
        return 200, {}

    def get(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if path == f"/api/v1/namespaces/{NAMESPACE}/pods":
            label, name = query["labelSelector"][0].split("=")
            assert label in ("batch.kubernetes.io/job-name", "jobset.sigs.k8s.io/jobset-name")
            ages = {"gone": "2026-01-01T00:00:00Z", name: "2026-01-01T00:00:01Z"}
            return 200, {
                "items": [{"metadata": {"name": pod, "creationTimestamp": age}} for pod, age in ages.items()]
            }
        if path.endswith("/log"):
            name = path.split("/")[-2]
            written = self._folder / f"{name}.log"
            lines = written.read_text().splitlines() if written.exists() else self.logs.get(name)
            return (400, {"message": "waiting to start"}) if lines is None else (200, "\n".join(lines))
        found = self.objects.get(path)
        return (200, found) if found else (404, {"message": "not found"})

    def _run(self, name: str, manifest: dict[str, Any]) -> None:
        [container] = manifest["spec"]["template"]["spec"]["containers"]
        variables = {each["name"]: each["value"] for each in container["env"]}
        with (self._folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                container["command"], env={**os.environ, **variables}, stdout=log, stderr=log
            )
            self._processes[name] = process
            code = process.wait()
        if name in self.names:
            self.end(name, "Failed" if code else "Complete", f"the pod ended with {code}")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self._answer(lambda path, query, content: fake.post(path, content))

            def do_DELETE(self) -> None:
                self._answer(lambda path, query, content: fake.delete(path))

            def do_GET(self) -> None:
                self._answer(lambda path, query, content: fake.get(path, query))

            def _answer(self, act: Any) -> None:
                url = urlparse(self.path)
                fake.asked.append(f"{self.command} {url.path}")
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if fake.is_away:
                    code, content = 503, {"message": "the server is away"}
                elif self.headers["Authorization"] != f"Bearer {TOKEN}":
                    code, content = 401, {"message": "Unauthorized"}
                else:
                    code, content = act(url.path, parse_qs(url.query), json.loads(body) if body else None)
                data = content if isinstance(content, str) else json.dumps(content)
                self.send_response(code)
                self.send_header("Content-Length", str(len(data.encode())))
                self.end_headers()
                self.wfile.write(data.encode())

            def log_message(self, *_: object) -> None:
                pass

        return Handler
