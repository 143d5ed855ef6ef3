"""Service-level objectives, as deploy/slo/objectives has them: one file each."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from recto.operations.windows import Severity, windows_of

AlertName = Annotated[str, Field(pattern=r"^([A-Z][a-z]+)+$", description="And that of its runbook.")]
Summary = Annotated[str, Field(description="What the alert says, in one sentence; may name {{ $labels.… }}.")]
Dashboard = Annotated[str, Field(pattern=r"^[a-z-]+$", description="Where to look first.")]


class Events(BaseModel):
    """Good is an event within a limit of time. Counted by a histogram of one of the services."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    histogram: str
    within_seconds: float = Field(gt=0, description="The bound of one of the histogram's buckets.")
    fewest: int = Field(
        ge=1, description="Events in a window that are enough to judge by: one slow page a day wakes nobody."
    )


class Time(BaseModel):
    """Good is the time in which nothing is amiss. What does not exist is not amiss."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    broken_while: str = Field(
        description="PromQL that gives 1 for each thing that is amiss, and 0 for the others."
    )


class Objective(BaseModel):
    """What is promised, how it is measured, and who is told when it is at risk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z]+$")
    promise: str
    target: float = Field(gt=0, lt=1, description="The good share, of events or of time, over 28 days.")
    events: Events | None = None
    time: Time | None = None
    alert: AlertName
    severities: tuple[Severity, ...] = Field(min_length=1, description="page, ticket, or both.")
    summary: Summary
    dashboard: Dashboard

    @property
    def budget(self) -> float:
        """The share that may be bad."""
        return round(1 - self.target, 6)

    @model_validator(mode="after")
    def _has_one_indicator(self) -> Self:
        if (self.events is None) == (self.time is None):
            raise ValueError("an objective is either about events or about time")
        return self

    @model_validator(mode="after")
    def _can_fire(self) -> Self:
        for severity in self.severities:
            for window in windows_of(severity):
                if window.burns * self.budget >= 1:
                    raise ValueError(
                        f"with a target of {self.target} its {severity} over {window.long} can never fire, "
                        f"for {window.burns} times {self.budget} is more than everything; raise target"
                    )
        return self
