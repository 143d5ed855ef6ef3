"""Keys that let somebody in: random, told once, and kept only as their hash."""

import hashlib
import secrets
from enum import StrEnum


class KeyKind(StrEnum):
    """What a key is for."""

    SESSION = "session"
    """A browser that has signed in; lasts on while it is used."""
    LINK = "link"
    """Signs a browser in, once."""
    TOKEN = "token"  # noqa: S105  the word, no secret
    """A program's, until it expires or is revoked."""


def drawn() -> str:
    """A new key of 256 random bits."""
    return secrets.token_urlsafe(32)


def hashed(key: str) -> str:
    """What is kept of a key. SHA-256 without salt is enough where nobody chose the key: see decision 031."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_same(given: str, known: str) -> bool:
    """Whether two secrets are one, found out in a time that tells nothing of either."""
    return secrets.compare_digest(given.encode(), known.encode())
