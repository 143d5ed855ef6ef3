"""Keys of people: sessions, links and tokens, found by their hash."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.labeling_gateway.failures import Unknown
from services.labeling_gateway.keys import KeyKind, drawn, hashed
from services.labeling_gateway.store.people_tables import KeyRow, PersonRow


def make(
    session: Session,
    kind: KeyKind,
    person_id: str,
    *,
    now: datetime,
    expires_at: datetime | None,
    name: str = "",
) -> tuple[str, KeyRow]:
    """A new key, which nobody will see again, and what is kept of it."""
    key = drawn()
    row = KeyRow(
        hash=hashed(key),
        id=secrets.token_hex(6),
        kind=kind,
        person_id=person_id,
        name=name,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    return key, row


def holder(session: Session, kind: KeyKind, key: str, now: datetime) -> tuple[KeyRow, PersonRow] | None:
    """A key that still opens, and the active person whose it is."""
    query = select(KeyRow, PersonRow).join(PersonRow).where(KeyRow.hash == hashed(key), KeyRow.kind == kind)
    found = session.execute(query).first()
    if found is None:
        return None
    key_row, person = found
    return (key_row, person) if person.active and not _is_over(key_row, now) else None


def used(session: Session, key: KeyRow, now: datetime, expires_at: datetime | None) -> None:
    """A key has let somebody in; a session lasts on by that."""
    session.execute(update(KeyRow).where(KeyRow.hash == key.hash).values(used_at=now, expires_at=expires_at))


def spend(session: Session, key: KeyRow, now: datetime) -> bool:
    """A link signs in once. False if somebody was faster."""
    query = update(KeyRow).where(KeyRow.hash == key.hash, KeyRow.ended_at.is_(None)).values(ended_at=now)
    return session.scalars(query.returning(KeyRow.id)).first() is not None


def tokens(session: Session, person_id: str | None) -> Sequence[KeyRow]:
    """Tokens that were not revoked, of one person or of all, newest first."""
    query = select(KeyRow).where(KeyRow.kind == KeyKind.TOKEN, KeyRow.ended_at.is_(None))
    if person_id is not None:
        query = query.where(KeyRow.person_id == person_id)
    return session.scalars(query.order_by(KeyRow.created_at.desc(), KeyRow.id)).all()


def revoke(session: Session, token_id: str, now: datetime) -> None:
    """A token opens no longer. Raises Unknown."""
    row = session.scalars(
        select(KeyRow).where(KeyRow.id == token_id, KeyRow.kind == KeyKind.TOKEN, KeyRow.ended_at.is_(None))
    ).first()
    if row is None:
        raise Unknown(f"There is no token {token_id}. `recto tokens list` names them.")
    row.ended_at = now


def begin_session(session: Session, person_id: str, now: datetime, lasts: timedelta) -> str:
    """Somebody has signed in: the key that their browser keeps. What is over by now is forgotten."""
    sweep(session, now)
    return make(session, KeyKind.SESSION, person_id, now=now, expires_at=now + lasts)[0]


def end(session: Session, key: str) -> None:
    """A session is over."""
    session.execute(delete(KeyRow).where(KeyRow.hash == hashed(key), KeyRow.kind == KeyKind.SESSION))


def shut_out(session: Session, person_id: str) -> None:
    """All keys of a person open no longer."""
    session.execute(delete(KeyRow).where(KeyRow.person_id == person_id))


def sweep(session: Session, now: datetime) -> None:
    """Forget sessions and links whose time is up."""
    session.execute(delete(KeyRow).where(KeyRow.kind != KeyKind.TOKEN, KeyRow.expires_at <= now))


def _is_over(key: KeyRow, now: datetime) -> bool:
    return key.ended_at is not None or (key.expires_at is not None and key.expires_at <= now)
