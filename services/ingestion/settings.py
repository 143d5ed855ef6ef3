"""Settings of ingestion, from RECTO_ variables or the file that RECTO_CONFIG names."""

from pydantic import Field, SecretStr

from recto.documents.images import MAX_PAGES, MAX_PIXELS
from recto.documents.safe_xml import MAX_BYTES
from recto.runtime.settings import HttpSettings, RuntimeSettings


class IngestionHttpSettings(HttpSettings):
    """HTTP, with the port at which clients look for ingestion."""

    port: int = Field(default=8081, ge=0, le=65535, description="0 takes any free port.")


class Settings(RuntimeSettings):
    """What ingestion needs to know beyond what every service does."""

    http: HttpSettings = IngestionHttpSettings()
    token: SecretStr = Field(
        default=SecretStr(""), description="If set, every upload must bring it: Authorization: Bearer TOKEN."
    )
    max_upload_bytes: int = Field(
        default=256 * 1024 * 1024, gt=0, description="Largest upload, image and layout together."
    )
    max_layout_bytes: int = Field(default=MAX_BYTES, gt=0, description="Largest ALTO or PAGE file.")
    max_pixels: int = Field(default=MAX_PIXELS, gt=0, description="Most pixels of one page.")
    max_pages: int = Field(default=MAX_PAGES, ge=1, le=MAX_PAGES, description="Most pages of one file.")
    decoders: int = Field(
        default=2, ge=1, description="Documents decoded at once; each takes up to 4 bytes per pixel."
    )
    collection_wait_seconds: float = Field(
        default=2, ge=0, description="How long an upload waits for a collection that was made just now."
    )
