"""Settings of the labeling gateway, from RECTO_ variables or the file that RECTO_CONFIG names."""

from typing import Literal

from pydantic import Field, SecretStr

from recto.runtime.settings import HttpSettings, RuntimeSettings
from services.labeling_gateway.roles import Role


class Settings(RuntimeSettings):
    """What the gateway needs to know beyond what every service does."""

    http: HttpSettings = HttpSettings(port=8080)
    database_url: str | None = Field(
        default=None, description="postgresql://…, or a SQLite file in the state folder if unset."
    )
    database_connections: int = Field(
        default=20, ge=2, description="To PostgreSQL, at most, from each gateway process."
    )
    token: SecretStr | None = Field(
        default=None,
        description="The machine token, as long and random as a key: whoever brings it acts as admin.",
    )
    public_url: str | None = Field(
        default=None, description="Where people reach the gateway, e.g. https://recto.example.org."
    )
    session_hours: float = Field(
        default=12, gt=0, description="How long a browser stays signed in while nobody uses it."
    )
    link_hours: float = Field(
        default=24, gt=0, description="How long a link to sign in may wait to be opened."
    )
    oidc_issuer: str | None = Field(
        default=None, description="The OpenID provider that people sign in with, as it calls itself."
    )
    oidc_client_id: str = Field(default="", description="The gateway's id at the provider.")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="The gateway's secret there.")
    oidc_role_claim: str = Field(default="groups", description="The claim that the roles follow from.")
    oidc_roles: dict[str, Role] = Field(
        default_factory=dict,
        description='Roles by what the claim holds, e.g. {"archive-leads": "lead"}. If set, it is applied at each '
        "sign-in; if not, roles are given here.",
    )
    oidc_default_role: Role | Literal["none"] = Field(
        default=Role.ANNOTATOR, description="The role of whom no claim gives one; `none` keeps them out."
    )
    lease_seconds: float = Field(
        default=300, gt=0, description="How long a line stays with a person without a sign of life."
    )
    outbox_batch: int = Field(default=100, ge=1, description="Events published at once.")

    @property
    def public(self) -> str | None:
        """Where people reach the gateway, without a slash at its end."""
        return self.public_url.rstrip("/") if self.public_url else None

    @property
    def database(self) -> str:
        """The URL of the database in use."""
        return self.database_url or f"sqlite:///{self.state_dir / 'gateway.db'}"
