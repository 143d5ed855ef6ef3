"""Settings of the labeling gateway, from RECTO_ variables or the file that RECTO_CONFIG names."""

from pydantic import Field, SecretStr

from recto.runtime.settings import HttpSettings, RuntimeSettings


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
        description="If set, every request must bring it (Authorization: Bearer, or the cookie).",
    )
    lease_seconds: float = Field(
        default=300, gt=0, description="How long a line stays with a person without a sign of life."
    )
    outbox_batch: int = Field(default=100, ge=1, description="Events published at once.")

    @property
    def database(self) -> str:
        """The URL of the database in use."""
        return self.database_url or f"sqlite:///{self.state_dir / 'gateway.db'}"
