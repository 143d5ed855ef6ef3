"""Settings that every service has. From the environment (RECTO_BUS__BOOTSTRAP_SERVERS), or a TOML file.

The file is named by RECTO_CONFIG; what the environment says wins over it.
"""

import os
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import AnyHttpUrl, BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from recto.runtime.failures import UserError

S = TypeVar("S", bound="RuntimeSettings")


class BusSettings(BaseModel):
    """Where Kafka is and how to speak to it."""

    bootstrap_servers: str = "127.0.0.1:9092"
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    sasl_mechanism: str | None = None
    username: str | None = None
    password: SecretStr | None = None
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None
    replication_factor: int = Field(
        default=1, ge=1, description="For topics that `recto topics apply` makes."
    )
    publish_seconds: float = Field(default=30, gt=0, description="Longest time a publication may take.")
    max_poll_records: int = Field(default=50, ge=1)
    max_poll_seconds: float = Field(default=600, gt=0, description="Longest time one batch may take.")
    stall_seconds: float = Field(
        default=120, gt=0, description="Exit when events wait and none is taken for so long."
    )


class ObjectSettings(BaseModel):
    """Where images and readings lie: a folder, or s3://bucket with the fields below it."""

    url: str = ".recto/objects"
    endpoint: str = "127.0.0.1:9000"
    access_key: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")
    region: str = "us-east-1"
    secure: bool = True
    ca_file: Path | None = Field(
        default=None, description="Who vouches for the store; the system's own if unset."
    )
    timeout_seconds: float = Field(default=10, gt=0)


class HttpSettings(BaseModel):
    """Where the service answers /healthz, /readyz, /metrics, and its own routes."""

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535, description="0 takes any free port.")


class TracingSettings(BaseModel):
    """Where spans of traces go, by OTLP over HTTP. Nothing is recorded while no endpoint is named."""

    endpoint: AnyHttpUrl | None = Field(
        default=None, description="Of a collector, e.g. http://127.0.0.1:4318; /v1/traces is added."
    )
    share: float = Field(
        default=1,
        ge=0,
        le=1,
        description="Of the traces that begin here; those that others began are recorded if they say so.",
    )
    timeout_seconds: float = Field(default=5, gt=0, description="Longest time the collector has for a batch.")
    queue_spans: int = Field(
        default=8192, ge=1, description="Spans that may wait; what comes beyond is dropped."
    )


class RuntimeSettings(BaseSettings):
    """What every service needs to know. Services derive from this and add their own."""

    model_config = SettingsConfigDict(
        env_prefix="RECTO_",
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
        extra="ignore",
    )

    bus: BusSettings = BusSettings()
    objects: ObjectSettings = ObjectSettings()
    http: HttpSettings = HttpSettings()
    tracing: TracingSettings = TracingSettings()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    state_dir: Path = Path(".recto/state")
    stop_seconds: float = Field(default=25, gt=0, description="Time to finish in after SIGTERM.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file that RECTO_CONFIG names."""
        file = os.environ.get("RECTO_CONFIG")
        sources = (init_settings, env_settings)
        return (*sources, TomlConfigSettingsSource(settings_cls, toml_file=file)) if file else sources


def load(settings: type[S]) -> S:
    """The settings of a service. Raises UserError naming the first setting that is wrong."""
    try:
        return settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "RECTO_" + "__".join(str(part) for part in first["loc"]).upper()
        raise UserError(f"{name}: {first['msg']}.") from error
