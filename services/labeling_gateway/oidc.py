"""An OpenID Connect provider that vouches for people. The one module that imports authlib and its joserfc.

Authorization code with PKCE. Of an ID token are checked: signature by a key that the provider publishes, issuer,
audience, authorized party, times, nonce, and the hash of the access token that came with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from recto.runtime.clock import Clock
from recto.runtime.failures import Transient
from recto.runtime.trust import trusted
from services.labeling_gateway.failures import NotAllowed
from services.labeling_gateway.roles import Role

SIGNED_BY = ("RS256", "PS256", "ES256")
"""Never by a secret that both sides know, nor by nothing: the provider alone can sign."""

_SCOPE = "openid profile email"
_LEEWAY_SECONDS = 60
_TIMEOUT_SECONDS = 10
_DOES_NOT_HOLD = "The identity provider's answer does not hold: sign in again."


@dataclass(frozen=True)
class RoleRules:
    """Which role somebody has. With `roles`, the provider rules at each sign-in; without, people's page does."""

    claim: str = "groups"
    roles: Mapping[str, Role] = field(default_factory=dict)
    default: Role | None = Role.ANNOTATOR

    def role_of(self, claims: Mapping[str, Any]) -> Role | None:
        """The highest role that the claim gives, else the default; None keeps somebody out."""
        told = claims.get(self.claim, [])
        groups = {told} if isinstance(told, str) else {str(group) for group in told or ()}
        given = {role for group, role in self.roles.items() if group in groups}
        return max(given, key=list(Role).index, default=self.default)


@dataclass(frozen=True)
class Vouched:
    """Whom the provider vouches for."""

    subject: str
    """Issuer and the issuer's own id of the person; nothing else about them is sure to stay."""
    wished_id: str
    name: str
    role: Role | None
    rules_role: bool
    """Whether the provider's word on the role outranks what is kept here."""


@dataclass(frozen=True)
class Client:
    """What the gateway is to the provider."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str


class Provider:
    """An OpenID provider. What it publishes of itself is read at the first sign-in, its keys at each."""

    def __init__(self, client: Client, rules: RoleRules, clock: Clock) -> None:
        self._client = client
        self._rules = rules
        self._clock = clock
        self._metadata: Mapping[str, Any] | None = None

    def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where to send somebody to sign in. Raises Transient if the provider is away."""
        address = prepare_grant_uri(
            self._told()["authorization_endpoint"],
            client_id=self._client.client_id,
            response_type="code",
            redirect_uri=self._client.redirect_uri,
            scope=_SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return str(address)

    def redeem(self, code: str, *, nonce: str, verifier: str) -> Vouched:
        """Whom a code stands for. Raises NotAllowed if anything is wrong with it, Transient if the provider is away."""
        try:
            return self._vouched(self._checked(self._exchanged(code, verifier), nonce))
        except httpx.HTTPStatusError as error:
            if error.response.is_server_error:
                raise Transient(f"the identity provider does not answer: {error}") from error
            raise NotAllowed(_DOES_NOT_HOLD) from error
        except httpx.HTTPError as error:
            raise Transient(f"the identity provider does not answer: {error}") from error
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise NotAllowed(_DOES_NOT_HOLD) from error

    def sign_out_address(self, back: str) -> str | None:
        """Where to end the session at the provider too, if it has such a place."""
        endpoint = self._told().get("end_session_endpoint")
        if endpoint is None:
            return None
        query = {"client_id": self._client.client_id, "post_logout_redirect_uri": back}
        return str(httpx.URL(endpoint).copy_merge_params(query))

    def _exchanged(self, code: str, verifier: str) -> Any:
        """What the provider gives for a code, to the gateway alone."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "code_verifier": verifier,
        }
        known = (self._client.client_id, self._client.client_secret)
        answer = httpx.post(
            self._told()["token_endpoint"],
            data=asked,
            auth=known,
            timeout=_TIMEOUT_SECONDS,
            verify=trusted(),
        )
        return answer.raise_for_status().json()

    def _told(self) -> Mapping[str, Any]:
        """What the provider publishes of itself. Raises Transient if it does not answer for its issuer."""
        if self._metadata is None:
            issuer = self._client.issuer
            told = _fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if told.get("issuer") != issuer:
                raise Transient(f"{issuer} calls itself {told.get('issuer')}: set RECTO_OIDC_ISSUER to that")
            self._metadata = told
        return self._metadata

    def _checked(self, told: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        published = KeySet.import_key_set(_fetched(self._told()["jwks_uri"]))
        token = jwt.decode(told["id_token"], published, algorithms=list(SIGNED_BY))
        claims: Any = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": self._client.issuer},
                "aud": {"essential": True, "value": self._client.client_id},
            },
            params={
                "nonce": nonce,
                "client_id": self._client.client_id,
                "access_token": told.get("access_token"),
            },
        )
        claims.validate(now=int(self._clock().timestamp()), leeway=_LEEWAY_SECONDS)
        return dict(claims)

    def _vouched(self, claims: Mapping[str, Any]) -> Vouched:
        wished = claims.get("preferred_username") or claims.get("email") or claims["sub"]
        return Vouched(
            subject=f"{self._client.issuer}|{claims['sub']}",
            wished_id=str(wished),
            name=str(claims.get("name") or wished),
            role=self._rules.role_of(claims),
            rules_role=bool(self._rules.roles),
        )


def _fetched(address: str) -> Any:
    try:
        return httpx.get(address, timeout=_TIMEOUT_SECONDS, verify=trusted()).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise Transient(f"the identity provider does not answer: {error}") from error
