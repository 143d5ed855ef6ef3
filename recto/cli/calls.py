"""Calls to the services of a stack, with their refusals as one sentence for the person at the terminal."""

from collections.abc import Mapping
from typing import Any

import httpx

from recto.runtime.failures import UserError


def call(
    method: str, url: str, token: str = "", headers: Mapping[str, str] | None = None, **arguments: Any
) -> httpx.Response:
    """Send a request and return the answer. Raises UserError if it is refused or nobody answers."""
    sent = {**(headers or {}), **({"Authorization": f"Bearer {token}"} if token else {})}
    try:
        answer = httpx.request(method, url, headers=sent, timeout=30, **arguments)
    except httpx.TransportError as error:
        raise UserError(f"{url} does not answer ({error}): is the stack up?") from error
    if answer.is_error:
        raise UserError(_sentence(answer))
    return answer


def _sentence(answer: httpx.Response) -> str:
    try:
        detail = answer.json().get("detail")
    except (ValueError, AttributeError):
        detail = None
    return (
        str(detail)
        if detail
        else f"{answer.request.url} answered {answer.status_code} {answer.reason_phrase}."
    )
