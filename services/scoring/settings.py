"""What the scoring service needs to know beyond what every service does."""

from pydantic import Field

from recto.runtime.settings import HttpSettings, RuntimeSettings


class Settings(RuntimeSettings):
    """Settings of scoring."""

    http: HttpSettings = HttpSettings(port=8083)
    settle_seconds: float = Field(
        default=1, ge=0, description="Choose lines once no page has arrived for so long, or enough have."
    )
    reread_patience_seconds: float = Field(
        default=300, gt=0, description="Choose by older readings when a new champion takes longer than this."
    )
    pool_memory: str = Field(
        default="4GB", description="What DuckDB may hold in memory, e.g. 4GB; enough for 100 million lines."
    )
