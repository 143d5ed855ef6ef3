"""Who comes in, and by which key: a person's session or token, the machine's token, or a link that signs in once."""

from contextlib import suppress
from datetime import datetime, timedelta

from recto.runtime.failures import Transient
from services.labeling_gateway.deps import Deps
from services.labeling_gateway.failures import NotAllowed, NotPermitted
from services.labeling_gateway.keys import KeyKind, is_same
from services.labeling_gateway.people import MACHINE, Who
from services.labeling_gateway.store import keys, people
from services.labeling_gateway.store.people_tables import KeyRow

_NOTED_EVERY = timedelta(minutes=1)
"""A key's use is written down no more often, so that reading stays reading."""

FRESH_LINK = "`recto people link` prints a fresh one, and an admin can make one on the page of people."


def by_token(deps: Deps, token: str, named: str | None, address: str) -> Who:
    """Who brings this token in a header; the machine's own may name a person. Raises NotAllowed, TooManyTries."""
    now = deps.clock()
    deps.wrong_keys.require_open(address, now)
    if deps.token is not None and is_same(token, deps.token):
        return MACHINE if named is None else _named(deps, named, now)
    who = _holder(deps, KeyKind.TOKEN, token, now)
    if who is None:
        deps.wrong_keys.wrong(address, now)
        raise NotAllowed("This token is wrong, over, or revoked: an admin can make another one.")
    if named not in (None, who.person):
        raise NotPermitted("Only the gateway's own token may name a person; leave X-Recto-Person out.")
    return who


def by_session(deps: Deps, session_key: str) -> Who | None:
    """Who is signed in in this browser; None if nobody is, or not any more."""
    return _holder(deps, KeyKind.SESSION, session_key, deps.clock())


def by_link(deps: Deps, link: str, address: str) -> str:
    """Spend a link. Returns the key of the session that begins. Raises NotAllowed, TooManyTries."""
    now = deps.clock()
    deps.wrong_keys.require_open(address, now)
    with deps.database.changing() as session:
        found = keys.holder(session, KeyKind.LINK, link, now)
        if found is not None and keys.spend(session, found[0], now):
            return keys.begin_session(session, found[1].id, now, deps.session_lasts)
    deps.wrong_keys.wrong(address, now)
    raise NotAllowed("This link has been used, or its time is up.", FRESH_LINK)


def signed_in(deps: Deps, person_id: str) -> str:
    """Begin a session for a person whom somebody else vouches for. Returns its key."""
    now = deps.clock()
    with deps.database.changing() as session:
        return keys.begin_session(session, person_id, now, deps.session_lasts)


def _named(deps: Deps, person_id: str, now: datetime) -> Who:
    with deps.database.reading() as session:
        row = people.known(session, person_id)
    if row is None:
        with deps.database.changing() as session:
            row = people.named(session, person_id, now)
    if not row.active:
        raise NotPermitted(f"{person_id} is no longer active: an admin can change that.")
    return row.who


def _holder(deps: Deps, kind: KeyKind, key: str, now: datetime) -> Who | None:
    with deps.database.reading() as session:
        found = keys.holder(session, kind, key, now)
    if found is None:
        return None
    row, person = found
    if row.used_at is None or now - row.used_at >= _NOTED_EVERY:
        _note(deps, row, now)
    return person.who


def _note(deps: Deps, row: KeyRow, now: datetime) -> None:
    until = now + deps.session_lasts if row.kind is KeyKind.SESSION else row.expires_at
    with suppress(Transient), deps.database.changing() as session:
        keys.used(session, row, now, until)
