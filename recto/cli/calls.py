"""Calls to the services of a stack, with their refusals as one sentence for the person at the terminal."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from recto.runtime.failures import UserError


def call(
    method: str, url: str, token: str = "", headers: Mapping[str, str] | None = None, **arguments: Any
) -> httpx.Response:
    """Send a request and return the answer. Raises UserError if it is refused or nobody answers."""
    sent = {**(headers or {}), **({"Authorization": f"Bearer {token}"} if token else {})}
    try:
        answer = httpx.request(method, url, headers=sent, timeout=30, **arguments)
    except httpx.UnsupportedProtocol as error:
        raise UserError(f"{url} is no address: it must begin with http:// or https://.") from error
    except httpx.TransportError as error:
        raise UserError(f"{url} does not answer ({error}): is the stack up?") from error
    except (httpx.InvalidURL, UnicodeEncodeError, ValueError) as error:
        raise UserError(f"{url} cannot be asked for this: {error}.") from error
    if not answer.is_success:
        raise UserError(_sentence(answer))
    return answer


def answered(answer: httpx.Response) -> Any:
    """The JSON of an answer. Raises UserError if it is none: another program listens there."""
    try:
        return answer.json()
    except ValueError as error:
        raise UserError(f"{answer.request.url} is no service of Recto: its answer is not JSON.") from error


def in_path(name: str) -> str:
    """A name as one segment of a URL's path, whatever it consists of."""
    return quote(name, safe="")


def _sentence(answer: httpx.Response) -> str:
    try:
        detail = answer.json().get("detail")
    except (ValueError, AttributeError):
        detail = None
    if isinstance(detail, list):  # FastAPI's own: one entry for each field that is wrong
        detail = "; ".join(map(_complaint, detail)) + "."
    return (
        str(detail)
        if detail
        else f"{answer.request.url} answered {answer.status_code} {answer.reason_phrase}."
    )


def _complaint(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    return f"{'.'.join(map(str, entry.get('loc', ())[1:]))}: {entry.get('msg', 'is wrong')}"
