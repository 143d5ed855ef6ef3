"""Alerts beside those of objectives, as deploy/slo/alerts.yaml has them: what measures nothing while it is down."""

from pydantic import BaseModel, ConfigDict, Field

from recto.operations.objectives import AlertName, Dashboard, Summary
from recto.operations.windows import Severity


class Alert(BaseModel):
    """A condition that somebody is told of once it has lasted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alert: AlertName
    severity: Severity
    while_: str = Field(alias="while", description="PromQL.")
    lasts: str = Field(pattern=r"^[0-9]+[mh]$")
    summary: Summary
    dashboard: Dashboard
