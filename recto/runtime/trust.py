"""Whom this process trusts over TLS."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """The certificates of all authorities (those of SSL_CERT_FILE, where it is set), for httpx' `verify`.

    They are read once. httpx would read them for each client, and so at each `httpx.get`: 12 ms of a processor.
    """
    return httpx.create_ssl_context()
