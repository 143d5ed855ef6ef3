"""Whom a process trusts over TLS: read once, and as strict as httpx is by itself."""

import ssl

from recto.runtime.trust import trusted


def test_authorities_are_read_once_and_everybody_must_be_vouched_for_by_name() -> None:
    context = trusted()
    assert trusted() is context
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.get_ca_certs()
