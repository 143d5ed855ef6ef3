"""Every route needs a role, refuses the ones below it, and is left out nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts

from services.labeling_gateway.api.access import Needs, anybody
from services.labeling_gateway.roles import MAY, Role, allowed

ROOT = Path(__file__).parents[3]
OPEN = {
    "/v1/label-studio/images/some",
    "/openapi.json",
    "/sign-in",
    "/sign-in/oidc",
    "/sign-in/oidc/callback",
}
"""All that lets everybody in, beside the scripts and style sheets under /assets."""


def routes_of(app: FastAPI) -> Iterator[tuple[str, str, RouteContext]]:
    for route in iter_route_contexts(app.routes):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            assert route.path is not None
            yield method, re.sub(r"\{[\w:]+\}", "some", route.path), route


def least_role(route: RouteContext) -> Role | None:
    """The role that a route names; None if it says that everybody may come in."""
    calls = [dependency.call for dependency in route.dependant.dependencies]
    named = [call.role for call in calls if isinstance(call, Needs)]
    assert named or anybody in calls, f"{route.path} names no role"
    return named[0] if named else None


def guarded(app: FastAPI) -> list[tuple[str, str, Role]]:
    found = [(method, path, least_role(route)) for method, path, route in routes_of(app) if path not in OPEN]
    return [(method, path, role) for method, path, role in found if role is not None]


def test_no_route_is_left_out(gateway: Any) -> None:
    routes = list(routes_of(gateway.service.app))
    assert len(guarded(gateway.service.app)) == len([path for _, path, _ in routes if path not in OPEN])
    assert len(guarded(gateway.service.app)) >= 25
    assert {path for _, path, _ in routes} >= OPEN - {"/openapi.json"}


def test_every_route_refuses_who_brings_no_key(gateway: Any) -> None:
    for method, path, _ in guarded(gateway.service.app):
        refused = gateway.browser().request(method, path)
        assert (refused.status_code, refused.json()["status"]) == (401, 401), (method, path)


def test_every_route_refuses_the_role_below_the_one_it_needs(gateway: Any) -> None:
    below = dict(zip(list(Role)[1:], Role, strict=False))
    asks = {}
    for role in Role:
        gateway.add(f"an-{role}", role=role, cleared=True)
        asks[role] = gateway.browser(Authorization=f"Bearer {gateway.token(f'an-{role}')}")
    for method, path, role in guarded(gateway.service.app):
        if role in below:
            refused = asks[below[role]].request(method, path)
            assert (refused.status_code, refused.json()["status"]) == (403, 403), (method, path)
            assert f"needs the role {role}" in refused.json()["detail"]
        assert asks[role].request(method, path).status_code not in (401, 403), (method, path)


NEEDED = {
    ("POST", "/v1/leases"): Role.ANNOTATOR,
    ("POST", "/v1/tasks/some/answers"): Role.ANNOTATOR,
    ("POST", "/v1/answers/undo"): Role.ANNOTATOR,
    ("GET", "/v1/me/figures"): Role.ANNOTATOR,
    ("GET", "/v1/tasks/some/adjudication"): Role.ADJUDICATOR,
    ("GET", "/v1/collections/some/people"): Role.LEAD,
    ("POST", "/v1/collections/some/gold"): Role.LEAD,
    ("POST", "/v1/withdrawals"): Role.LEAD,
    ("GET", "/v1/labels/some"): Role.LEAD,
    ("GET", "/v1/flags"): Role.LEAD,
    ("GET", "/v1/documents/some"): Role.ANNOTATOR,
    ("GET", "/v1/documents/some/export"): Role.LEAD,
    ("PUT", "/v1/collections/some"): Role.LEAD,
    ("POST", "/v1/people"): Role.ADMIN,
    ("POST", "/v1/people/some/links"): Role.ADMIN,
    ("POST", "/v1/tokens"): Role.ADMIN,
    ("GET", "/people"): Role.ADMIN,
}


def test_roles_are_needed_where_they_were_decided(gateway: Any) -> None:
    roles = {(method, path): role for method, path, role in guarded(gateway.service.app)}
    assert {route: roles[route] for route in NEEDED} == NEEDED


@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_the_ones_before_it_may(role: Role) -> None:
    assert allowed(role) == [
        may for least, may in MAY.items() if list(Role).index(least) <= list(Role).index(role)
    ]
    assert role.includes(Role.ANNOTATOR)
    assert Role.ADMIN.includes(role)


def test_the_page_for_admins_says_what_each_role_may() -> None:
    page = (ROOT / "docs" / "people.md").read_text()
    assert set(MAY) == set(Role)
    for role, may in MAY.items():
        assert f"| {role} | {may} |" in page


def test_every_route_is_described_in_the_openapi_document(gateway: Any) -> None:
    paths = gateway.browser().get("/openapi.json").json()["paths"]
    routes = [route for path in paths.values() for route in path.values()]
    assert len(routes) >= 22
    for route in routes:
        assert route["summary"]
        assert route["description"]
        assert {"401", "403"} <= set(route["responses"])
