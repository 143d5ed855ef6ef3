"""Roles, least first, and what each may do. Routes, documentation and tests take it from this one table."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a person may do here: all that the roles before theirs may, and something more."""

    ANNOTATOR = "annotator"
    ADJUDICATOR = "adjudicator"
    LEAD = "lead"
    ADMIN = "admin"

    def includes(self, least: "Role") -> bool:
        """Whether this role may do what `least` may.

        >>> Role.LEAD.includes(Role.ANNOTATOR), Role.LEAD.includes(Role.ADMIN)
        (True, False)
        """
        order = list(Role)
        return order.index(self) >= order.index(least)


MAY: Mapping[Role, str] = {
    Role.ANNOTATOR: "see collections, documents and lines; lease lines and answer them",
    Role.ADJUDICATOR: "settle lines on which people differ",
    Role.LEAD: "change settings of collections, import and export, withdraw labels, mark gold lines, resolve flags, "
    "see people's figures",
    Role.ADMIN: "add and change people, make links to sign in, make and revoke tokens",
}
"""What each role adds to the ones before it."""


def allowed(role: Role) -> list[str]:
    """All that a role may do."""
    return [may for least, may in MAY.items() if role.includes(least)]
