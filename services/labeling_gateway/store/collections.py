"""Collections and the versions of their settings."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.collections import CollectionConfigured, CollectionSettings
from services.labeling_gateway.failures import Outdated, Taken, Unfit, Unknown
from services.labeling_gateway.store import outbox
from services.labeling_gateway.store.document_tables import CollectionRow, DocumentRow


def every(session: Session) -> Sequence[CollectionRow]:
    """All collections by name."""
    return session.scalars(select(CollectionRow).order_by(CollectionRow.name)).all()


def one(session: Session, name: str) -> CollectionRow:
    """A collection. Raises Unknown."""
    row = session.get(CollectionRow, name)
    if row is None:
        raise Unknown(f"There is no collection {name}. `recto collections create {name}` makes one.")
    return row


def every_settings(session: Session) -> dict[str, CollectionSettings]:
    """The settings of all collections by name."""
    return {row.name: row.settings for row in session.scalars(select(CollectionRow))}


def settings_of(session: Session, name: str) -> CollectionSettings:
    """The settings of a collection; the defaults while none are known."""
    settings = session.scalar(select(CollectionRow.settings).where(CollectionRow.name == name))
    return settings or CollectionSettings()


def make(
    session: Session, name: str, settings: CollectionSettings, *, by: str, now: datetime
) -> CollectionRow:
    """A new collection, told to everyone. Raises Taken."""
    if session.get(CollectionRow, name) is not None:
        raise Taken(f"There is a collection {name} already: change it instead, or choose another name.")
    row = CollectionRow(name=name, version=0, settings=settings, configured_at=now, configured_by=by)
    session.add(row)
    return _configured(session, row, settings, by, now)


def change(
    session: Session,
    name: str,
    settings: CollectionSettings,
    *,
    by: str,
    now: datetime,
    expected_version: int | None = None,
) -> CollectionRow:
    """The next version of a collection's settings, told to everyone; none if nothing changes.

    Raises Unknown, Outdated if the version is not the one expected, and Unfit if documents would have to change what
    they are asked.
    """
    row = session.scalars(
        select(CollectionRow).where(CollectionRow.name == name).with_for_update()
    ).first() or one(session, name)
    if expected_version not in (None, row.version):
        raise Outdated(
            f"Collection {name} is at version {row.version}, not {expected_version}: "
            "somebody changed it. Read it again and repeat your change."
        )
    if settings.inbox != row.settings.inbox and _has_documents(session, name):
        raise Unfit(
            "inbox",
            "it can't be changed once there are documents, which are asked about by it: make another collection.",
        )
    return row if row.settings == settings else _configured(session, row, settings, by, now)


def _has_documents(session: Session, name: str) -> bool:
    return session.scalar(select(DocumentRow.id).where(DocumentRow.collection == name).limit(1)) is not None


def _configured(
    session: Session, row: CollectionRow, settings: CollectionSettings, by: str, now: datetime
) -> CollectionRow:
    row.version, row.settings = row.version + 1, settings
    row.configured_at, row.configured_by = now, by
    event = CollectionConfigured(
        collection=row.name, version=row.version, settings=settings, configured_at=now
    )
    outbox.write(session, event, now)
    return row
