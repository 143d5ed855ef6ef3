"""Column types: times in UTC, pydantic models as JSON, and enumerations by their values."""

from datetime import UTC, datetime
from enum import Enum as PythonEnum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import JSON, DateTime, Dialect, Enum
from sqlalchemy.types import TypeDecorator

M = TypeVar("M", bound=BaseModel)


class Utc(TypeDecorator[datetime]):
    """A time in UTC. SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """To UTC, whatever zone the time came in. Raises ValueError for a time without one."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """With its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class AsJson(TypeDecorator[M], Generic[M]):
    """A pydantic model, kept as JSON."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, model: type[M]) -> None:
        super().__init__()
        self.model = model

    def process_bind_param(self, value: M | None, _dialect: Dialect) -> Any:
        """The model as plain data."""
        return None if value is None else value.model_dump(mode="json")

    def process_result_value(self, value: Any, _dialect: Dialect) -> M | None:
        """The plain data as a model."""
        return None if value is None else self.model.model_validate(value)


def _values(kind: type[PythonEnum]) -> list[str]:
    return [str(member.value) for member in kind]


BY_VALUE = Enum(PythonEnum, native_enum=False, create_constraint=False, length=20, values_callable=_values)
"""Enumerations as strings: a new member needs no migration."""
