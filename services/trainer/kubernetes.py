"""The five requests that trainings need of the Kubernetes API, over plain HTTP.

docs/decisions/040-trainings-as-kubernetes-jobs.md says why not the official client.
"""

import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from recto.runtime.failures import Transient, UserError

Manifest = dict[str, Any]
"""A Kubernetes object as JSON has it."""

_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
_LOG_LINES = 200


@dataclass(frozen=True)
class Kind:
    """A kind of object that runs a training to its end."""

    api: str
    plural: str
    pod_label: str
    """The label that its pods bear, with its name."""


KINDS = {
    "Job": Kind("batch/v1", "jobs", "batch.kubernetes.io/job-name"),
    "TrainJob": Kind("trainer.kubeflow.org/v1alpha1", "trainjobs", "jobset.sigs.k8s.io/jobset-name"),
}
"""What a manifest may be. Both say in their conditions that they are Complete or Failed."""


class Cluster:
    """One namespace of a Kubernetes cluster, as a service account sees it."""

    def __init__(self, url: str, namespace: str, token: Path, ca_file: Path | None = None) -> None:
        verify = ssl.create_default_context(cafile=ca_file) if ca_file else True
        self._client = httpx.Client(base_url=url, verify=verify, timeout=10)
        self._namespace = namespace
        self._token = token

    def create(self, kind: Kind, manifest: Manifest) -> bool:
        """Make an object; False if there is one of that name."""
        answer = self._ask("POST", self._path(kind), {httpx.codes.CONFLICT}, json=manifest)
        return answer.status_code != httpx.codes.CONFLICT

    def get(self, kind: Kind, name: str) -> Manifest | None:
        """An object, or None if there is none of that name."""
        answer = self._ask("GET", f"{self._path(kind)}/{name}", {httpx.codes.NOT_FOUND})
        return None if answer.status_code == httpx.codes.NOT_FOUND else dict(answer.json())

    def delete(self, kind: Kind, name: str) -> None:
        """Take an object away, and its pods with it."""
        path = f"{self._path(kind)}/{name}"
        self._ask("DELETE", path, {httpx.codes.NOT_FOUND}, json={"propagationPolicy": "Background"})

    def log(self, kind: Kind, name: str) -> list[str]:
        """The last lines that the newest pod of an object wrote; none before it has started."""
        pods = f"/api/v1/namespaces/{self._namespace}/pods"
        found = self._ask("GET", pods, params={"labelSelector": f"{kind.pod_label}={name}"}).json()["items"]
        if not found:
            return []
        newest = max(found, key=lambda pod: str(pod["metadata"]["creationTimestamp"]))
        path = f"{pods}/{newest['metadata']['name']}/log"
        # 400 while the container waits to be started, 404 when the pod has just gone.
        silent = {httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND}
        answer = self._ask("GET", path, silent, params={"tailLines": _LOG_LINES})
        return [] if answer.status_code in silent else answer.text.splitlines()

    def _path(self, kind: Kind) -> str:
        return f"/apis/{kind.api}/namespaces/{self._namespace}/{kind.plural}"

    def _ask(
        self, method: str, path: str, expected: set[httpx.codes] | None = None, **content: Any
    ) -> httpx.Response:
        """The answer, if it is one that the caller expects. Raises Transient for any other."""
        try:
            # Read each time: Kubernetes renews the token about once an hour.
            headers = {"Authorization": f"Bearer {self._token.read_text().strip()}"}
            answer = self._client.request(method, path, headers=headers, **content)
        except (httpx.HTTPError, OSError) as error:
            raise Transient(f"Kubernetes does not answer: {error}", retry_after=5) from error
        if answer.is_error and answer.status_code not in (expected or ()):
            raise Transient(f"Kubernetes refuses {method} {path}: {_message(answer)}", retry_after=30)
        return answer


def in_cluster() -> Cluster:
    """The cluster that this process is a pod of. Raises UserError if it is none."""
    host, port = os.environ.get("KUBERNETES_SERVICE_HOST"), os.environ.get("KUBERNETES_SERVICE_PORT", "443")
    try:
        namespace = (_ACCOUNT / "namespace").read_text().strip()
    except OSError as error:
        raise UserError(f"RECTO_JOB_MANIFEST works in a pod with a service account: {error}.") from error
    if not host:
        raise UserError("RECTO_JOB_MANIFEST works in a Kubernetes cluster, and this is none.")
    address = f"[{host}]" if ":" in host else host
    return Cluster(f"https://{address}:{port}", namespace, _ACCOUNT / "token", _ACCOUNT / "ca.crt")


def _message(answer: httpx.Response) -> str:
    """What the API server says in its Status object, or the number of its answer."""
    try:
        return str(answer.json()["message"])
    except (ValueError, KeyError, TypeError):
        return str(answer.status_code)
