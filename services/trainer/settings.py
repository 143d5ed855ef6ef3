"""What the trainer needs to know beyond what every service does."""

from pathlib import Path

from pydantic import Field, SecretStr

from recto.runtime.settings import HttpSettings, RuntimeSettings


class Settings(RuntimeSettings):
    """Settings of the trainer."""

    http: HttpSettings = HttpSettings(port=8084)
    token: SecretStr | None = Field(
        default=None, description="Bearer token that the HTTP API asks for, if set."
    )
    threads: int = Field(
        default=0,
        ge=0,
        description="Cores that a training may use; all if 0. What it makes does not depend on them.",
    )
    job_manifest: Path | None = Field(
        default=None,
        description="A file with the Kubernetes Job or TrainJob to train in, `$ORDER` where the order goes; a process "
        "beside the trainer if unset.",
    )
    retry_seconds: float = Field(default=60, gt=0, description="Wait after a training that failed; doubles.")
