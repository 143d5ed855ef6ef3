"""What the inference service needs to know beyond what every service does."""

from pydantic import Field

from recto.runtime.settings import BusSettings, HttpSettings, RuntimeSettings


class Settings(RuntimeSettings):
    """Settings of inference."""

    http: HttpSettings = HttpSettings(port=8082)
    bus: BusSettings = BusSettings(max_poll_records=8)
    reader_url: str | None = Field(
        default=None,
        description="Base address of a reader that speaks the Open Inference Protocol; in this process if unset.",
    )
    reader_timeout_seconds: float = Field(default=60, gt=0)
    threads: int | None = Field(default=None, ge=1, description="Cores that read; all if unset.")
    models_in_memory: int = Field(
        default=4, ge=1, description="Models kept loaded, of all collections together."
    )
    grpc_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Where the predictor speaks gRPC too; not at all if unset. On the same interface as HTTP.",
    )
