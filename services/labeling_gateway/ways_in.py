"""The ways in that the settings open: the machine token, the identity provider. At least one of them."""

from urllib.parse import urlsplit

from recto.runtime.clock import Clock
from recto.runtime.failures import UserError
from services.labeling_gateway.oidc import Client, Provider, RoleRules
from services.labeling_gateway.settings import Settings

CALLBACK = "/sign-in/oidc/callback"
"""Where the provider sends people back to; registered there together with RECTO_PUBLIC_URL."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def provider(settings: Settings, clock: Clock) -> Provider | None:
    """The identity provider, if one is set. Raises UserError if it is set by half, or if there is no way in at all."""
    if settings.oidc_issuer is None:
        if settings.token is None:
            raise UserError("Set RECTO_TOKEN or RECTO_OIDC_ISSUER: without both, nobody could come in.")
        return None
    _require_whole(settings, settings.oidc_issuer)
    client = Client(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        f"{settings.public}{CALLBACK}",
    )
    default = None if settings.oidc_default_role == "none" else settings.oidc_default_role
    return Provider(client, RoleRules(settings.oidc_role_claim, settings.oidc_roles, default), clock)


def _require_whole(settings: Settings, issuer: str) -> None:
    needed = {
        "RECTO_OIDC_CLIENT_ID": settings.oidc_client_id,
        "RECTO_OIDC_CLIENT_SECRET": settings.oidc_client_secret.get_secret_value(),
        "RECTO_PUBLIC_URL": settings.public,
    }
    for name, value in needed.items():
        if not value:
            raise UserError(f"RECTO_OIDC_ISSUER is set, so set {name} too.")
    address = urlsplit(issuer)
    if address.scheme != "https" and address.hostname not in _LOOPBACK:
        raise UserError("RECTO_OIDC_ISSUER must begin with https://: its keys come over that connection.")
