"""Signatures as Standard Webhooks 1.0 has them, so that receivers can check them with a library of theirs."""

import base64
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime

_PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret to sign with: 256 random bits in base64 after `whsec_`."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed_headers(secret: str, event_id: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """What proves to a receiver that a body came from here and when: HMAC-SHA256 over id, time and body.

    The id is the event's: a receiver that has seen it need not act again. The time is when it was sent, in seconds
    since 1970, so that old messages can't be played again.
    """
    sent = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.digest(key, b".".join((event_id.encode(), sent.encode(), body)), "sha256")
    return {
        "webhook-id": event_id,
        "webhook-timestamp": sent,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
