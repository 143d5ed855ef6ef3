"""The manifest that trainings are made from: a Kubernetes Job or TrainJob with `$ORDER` where the order goes.

Where it has `$TRACEPARENT`, the trace that the training belongs to goes there.

What runs where, as whom and with how much belongs to whoever installs Recto; this only gives it name and order.
"""

import hashlib
import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from recto.runtime.failures import UserError
from services.trainer.kubernetes import KINDS, Kind, Manifest
from services.trainer.order import Order

ORDER_MARK = "$ORDER"
_TRACE_MARK = "$TRACEPARENT"
_ORDER_NOTE = "recto.order"
_LONGEST_NAME = 50
"""Kubeflow adds to it, and a pod's name ends at 63."""


class JobManifest:
    """A manifest without a name of its own yet: `metadata.name` is what the names begin with."""

    def __init__(self, template: Manifest) -> None:
        self.kind: Kind = KINDS[template["kind"]]
        self._template = template

    def name_of(self, order: Order) -> str:
        """The same for every attempt at a round, so that a second one finds the first."""
        digest = hashlib.sha256(f"{order.collection}/{order.version}".encode()).hexdigest()[:8]
        readable = re.sub(r"[^a-z0-9]+", "-", f"{self._template['metadata']['name']}-{order.version}".lower())
        return f"{readable[: _LONGEST_NAME - 9].strip('-')}-{digest}"

    def filled(self, order: Order) -> Manifest:
        """The object to create for this order."""
        text = order.model_dump_json()
        manifest: Manifest = _replaced(
            deepcopy(self._template), {ORDER_MARK: text, _TRACE_MARK: order.traceparent or ""}
        )
        manifest["metadata"]["name"] = self.name_of(order)
        manifest["metadata"].setdefault("annotations", {})[_ORDER_NOTE] = text
        return manifest


def order_of(manifest: Manifest) -> Order | None:
    """What an object was made for; None if it was not made from such a manifest."""
    try:
        return Order.model_validate_json(manifest["metadata"]["annotations"][_ORDER_NOTE])
    except (KeyError, TypeError, ValidationError):
        return None


def read_manifest(path: Path) -> JobManifest:
    """The manifest in a file. Raises UserError if there is none that works."""
    try:
        template = yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError) as error:
        raise UserError(f"RECTO_JOB_MANIFEST: {path} cannot be read: {error}.") from error
    if not isinstance(template, dict) or template.get("kind") not in KINDS:
        raise UserError(f"RECTO_JOB_MANIFEST: {path} is no {' and no '.join(KINDS)}.")
    if ORDER_MARK not in _strings(template) or not template.get("metadata", {}).get("name"):
        raise UserError(
            f"RECTO_JOB_MANIFEST: {path} needs a metadata.name, and {ORDER_MARK} where the order goes."
        )
    return JobManifest(template)


def _replaced(part: Any, marks: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _replaced(value, marks) for key, value in part.items()}
    if isinstance(part, list):
        return [_replaced(value, marks) for value in part]
    return marks.get(part, part) if isinstance(part, str) else part


def _strings(part: Any) -> set[str]:
    if isinstance(part, dict):
        return set().union(*map(_strings, part.values()))
    if isinstance(part, list):
        return set().union(*map(_strings, part))
    return {part} if isinstance(part, str) else set()
