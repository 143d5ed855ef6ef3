"""The root of all tables: which Python type becomes which column."""

from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from schemas.blobs import BlobRef
from schemas.collections import CollectionSettings
from schemas.layout import Line
from schemas.models import Verdict
from schemas.progress import AcceptanceBounded, AskingReviewed
from services.labeling_gateway.people import Skills
from services.labeling_gateway.store.columns import BY_VALUE, AsJson, Utc

_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table derives from this."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Utc(),
        Enum: BY_VALUE,
        BlobRef: AsJson(BlobRef),
        CollectionSettings: AsJson(CollectionSettings),
        Line: AsJson(Line),
        Skills: AsJson(Skills),
        Verdict: AsJson(Verdict),
        AcceptanceBounded: AsJson(AcceptanceBounded),
        AskingReviewed: AsJson(AskingReviewed),
    }
