"""References to what lies in the object store."""

from pydantic import BaseModel, ConfigDict, Field


class BlobRef(BaseModel):
    """Points at immutable bytes in the object store, and says what they must hash to."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(description="Path in the store, with forward slashes.")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0, description="Bytes.")
    media_type: str
