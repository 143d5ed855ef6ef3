"""Signing in with the identity provider: there with a state, back with it once, and a session for whom it vouches."""

from services.labeling_gateway.deps import Deps
from services.labeling_gateway.entering import signed_in
from services.labeling_gateway.failures import NotAllowed, NotPermitted, Unknown
from services.labeling_gateway.keys import drawn, is_same
from services.labeling_gateway.oidc import Provider
from services.labeling_gateway.store import people, sign_ins

_OVER = "This sign-in was begun elsewhere, took too long, or is done already: sign in again."


def provider_of(deps: Deps) -> Provider:
    """The identity provider. Raises Unknown if there is none."""
    if deps.oidc is None:
        raise Unknown("No identity provider is set (RECTO_OIDC_ISSUER): sign in with a link.")
    return deps.oidc


def begin(deps: Deps, then: str) -> tuple[str, str]:
    """Where to send somebody to sign in, and the state that their browser must bring back with the answer."""
    provider, state, nonce, verifier = provider_of(deps), drawn(), drawn(), drawn()
    address = provider.address(state=state, nonce=nonce, verifier=verifier)
    with deps.database.changing() as session:
        sign_ins.begin(session, state, nonce=nonce, verifier=verifier, onward=then, now=deps.clock())
    return address, state


def finish(deps: Deps, *, state: str, kept_state: str, code: str) -> tuple[str, str]:
    """The key of the session that begins, and where to go on. Raises NotAllowed, NotPermitted, Transient."""
    provider = provider_of(deps)
    if not is_same(state, kept_state):
        raise NotAllowed(_OVER)
    with deps.database.changing() as session:
        begun = sign_ins.come_back(session, state, deps.clock())
    if begun is None:
        raise NotAllowed(_OVER)
    vouched = provider.redeem(code, nonce=begun.nonce, verifier=begun.verifier)
    with deps.database.changing() as session:
        person = people.arrived(session, vouched, deps.clock())
    deps.recent.forget()
    if person is None:
        raise NotPermitted(f"{vouched.name} is not among the people here: an admin can add you.")
    if not person.active:
        raise NotPermitted(f"{person.id} is no longer active: an admin can change that.")
    return signed_in(deps, person.id), begun.onward
