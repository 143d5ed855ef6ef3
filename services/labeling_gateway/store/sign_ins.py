"""Sign-ins under way at the identity provider. Each is for ten minutes, and comes back once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from recto.runtime.failures import Transient
from services.labeling_gateway.keys import hashed
from services.labeling_gateway.store.people_tables import SignInRow

LASTS = timedelta(minutes=10)
_AT_ONCE = 10_000


def begin(session: Session, state: str, *, nonce: str, verifier: str, onward: str, now: datetime) -> None:
    """Somebody goes to sign in. Raises Transient while senselessly many are on their way."""
    session.execute(delete(SignInRow).where(SignInRow.started_at <= now - LASTS))
    if (session.scalar(select(func.count()).select_from(SignInRow)) or 0) >= _AT_ONCE:
        raise Transient("too many people are signing in", retry_after=60)
    session.add(SignInRow(state=hashed(state), nonce=nonce, verifier=verifier, onward=onward, started_at=now))


def come_back(session: Session, state: str, now: datetime) -> SignInRow | None:
    """The sign-in of this state, which is over by that; None if there is none, or no longer."""
    row = session.scalars(select(SignInRow).where(SignInRow.state == hashed(state)).with_for_update()).first()
    if row is None:
        return None
    session.delete(row)
    return row if row.started_at > now - LASTS else None
