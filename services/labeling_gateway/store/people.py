"""People: who there is, and what may be changed about them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.labeling_gateway.failures import Taken, Unfit, Unknown
from services.labeling_gateway.oidc import Vouched
from services.labeling_gateway.people import LOCAL_ADMIN, Skills, as_id
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store.people_tables import PersonRow


@dataclass(frozen=True)
class Profile:
    """What is known of a person beside their id."""

    name: str
    role: Role = Role.ANNOTATOR
    skills: Skills = field(default_factory=Skills)
    cleared: bool = False
    active: bool = True
    collections: Sequence[str] = ()
    subject: str | None = None


def every(session: Session) -> Sequence[PersonRow]:
    """All people by id."""
    return session.scalars(select(PersonRow).order_by(PersonRow.id)).all()


def one(session: Session, person_id: str) -> PersonRow:
    """A person. Raises Unknown."""
    row = session.get(PersonRow, person_id)
    if row is None:
        raise Unknown(f"There is no person {person_id}. `recto people add {person_id}` adds them.")
    return row


def known(session: Session, person_id: str) -> PersonRow | None:
    """A person, if there is one of this id."""
    return session.get(PersonRow, person_id)


def of_subject(session: Session, subject: str) -> PersonRow | None:
    """The person whom the identity provider knows by `subject`."""
    return session.scalars(select(PersonRow).where(PersonRow.subject == subject)).first()


def add(session: Session, person_id: str, profile: Profile, now: datetime) -> PersonRow:
    """A new person. Raises Taken if the id, or the subject, is another's."""
    if session.get(PersonRow, person_id) is not None:
        raise Taken(f"There is a person {person_id} already: change them, or choose another id.")
    _require_free(session, profile.subject)
    row = PersonRow(
        id=person_id, created_at=now, **{**vars(profile), "collections": list(profile.collections)}
    )
    session.add(row)
    return row


def change(session: Session, person_id: str, changes: dict[str, object]) -> PersonRow:
    """Change some of what is known of a person. Raises Unknown, Taken, and Unfit if no admin would be left."""
    row = session.scalars(
        select(PersonRow).where(PersonRow.id == person_id).with_for_update()
    ).first() or one(session, person_id)
    subject = changes.get("subject")
    if isinstance(subject, str) and subject != row.subject:
        _require_free(session, subject)
    for name, value in changes.items():
        setattr(row, name, value)
    session.flush()
    if _admins(session) == 0:
        raise Unfit("role", f"{person_id} is the only admin; make another one first")
    return row


def begin(session: Session, now: datetime) -> None:
    """Where nobody is known yet, there is one admin."""
    if session.scalar(select(func.count()).select_from(PersonRow)) == 0:
        add(session, LOCAL_ADMIN, Profile(LOCAL_ADMIN, Role.ADMIN, cleared=True), now)


def named(session: Session, person_id: str, now: datetime) -> PersonRow:
    """A person whom the machine token names, made an annotator if nobody knows them.

    Cleared, because whoever has that token sees everything anyway.
    """
    row = session.get(PersonRow, person_id)
    return row or add(session, person_id, Profile(person_id, cleared=True), now)


def arrived(session: Session, vouched: Vouched, now: datetime) -> PersonRow | None:
    """Whom the identity provider vouches for, made a person the first time. None if no role lets them in."""
    row = of_subject(session, vouched.subject)
    if vouched.role is None and (row is None or vouched.rules_role):
        return None
    if row is None:
        profile = Profile(vouched.name, vouched.role or Role.ANNOTATOR, subject=vouched.subject)
        return add(session, _free_id(session, vouched.wished_id), profile, now)
    if vouched.rules_role and vouched.role is not None:
        row.role = vouched.role
    return row


def _free_id(session: Session, wished: str) -> str:
    """The id that was wished, as it may be, with a number if it is another's: nobody becomes them by a name."""
    start = as_id(wished)
    tries = (start if number == 1 else f"{start}-{number}" for number in itertools.count(1))
    return next(name for name in tries if known(session, name) is None)


def _require_free(session: Session, subject: str | None) -> None:
    if subject is not None and of_subject(session, subject) is not None:
        raise Taken(f"The subject {subject} is another person's.")


def _admins(session: Session) -> int:
    query = select(func.count()).where(PersonRow.role == Role.ADMIN, PersonRow.active.is_(True))
    return session.scalar(query) or 0
