"""Addresses of line images that Label Studio's pages can show: they bring no header, so the address has a key.

A key opens one line's image and nothing else; a new token of the gateway makes all of them worthless.
"""

import hmac

from services.labeling_gateway.deps import Deps

_PATH = "/v1/label-studio/images"


def address(deps: Deps, task_id: str, gateway: str) -> str:
    """Where a task's image is, for a browser that reaches the gateway at this address."""
    key = _key(deps.token, task_id) if deps.token else ""
    return f"{gateway.rstrip('/')}{_PATH}/{task_id}{key and f'?key={key}'}"


def opens(deps: Deps, task_id: str, key: str) -> bool:
    """Whether this is the key of the task's image."""
    return deps.token is not None and hmac.compare_digest(_key(deps.token, task_id).encode(), key.encode())


def _key(token: str, task_id: str) -> str:
    return hmac.new(token.encode(), f"label-studio-image {task_id}".encode(), "sha256").hexdigest()[:32]
