"""What commands ask of the labeling-gateway, with the token of the stack that they find."""

from typing import Any

from recto.cli.calls import answered, call
from recto.local.found import Addresses, find_stack


def ask(method: str, path: str, stack: Addresses | None = None, **arguments: Any) -> Any:
    """The JSON of the gateway's answer; None where it has none. Raises UserError if it is refused."""
    at = stack or find_stack()
    answer = call(method, at.gateway_url + path, at.token, **arguments)
    return answered(answer) if answer.content else None
