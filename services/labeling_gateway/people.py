"""Who asks, and what they know: the values that routes and the queue decide by."""

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from recto.documents.scripts import SCRIPTS
from schemas.collections import LANGUAGE
from services.labeling_gateway.failures import Unfit, Unknown
from services.labeling_gateway.roles import Role

LOCAL_ADMIN = "admin"
"""The one person of a gateway that knows nobody yet, and the one that the machine token stands for."""

_ID = re.compile(r"[\w.@+-]{1,64}")


def _known(script: str) -> str:
    named = script.strip().title()
    if named not in SCRIPTS:
        raise ValueError(f"{script!r} is no script that Recto tells apart, as {', '.join(SCRIPTS[:4])} are")
    return named


class Skills(BaseModel):
    """What a person reads. An empty list of scripts or of languages means all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scripts: tuple[Annotated[str, AfterValidator(_known)], ...] = Field(
        default=(), description="Unicode's names of scripts.", examples=[["Latin", "Greek"]]
    )
    languages: tuple[Annotated[str, Field(pattern=LANGUAGE)], ...] = Field(
        default=(), description="Language tags; 'de' covers 'de-AT'.", examples=[["de", "fr"]]
    )

    def cover(self, language: str | None) -> bool:
        """Whether a person with these skills knows a language; None is known to everybody.

        >>> Skills(languages=("de",)).cover("de-AT"), Skills(languages=("de",)).cover("fr")
        (True, False)
        """
        if language is None or not self.languages:
            return True
        return any(language == known or language.startswith(f"{known}-") for known in self.languages)


@dataclass(frozen=True)
class Who:
    """The person who asks. `cleared` are those who may see personal data.

    `collections` are those that are open to them; all, where it is empty.
    """

    person: str
    name: str
    role: Role
    cleared: bool
    skills: Skills
    collections: frozenset[str] = frozenset()

    def owns(self, collection: str | None) -> bool:
        """Whether a collection is open to them; None stands for all there are."""
        return not self.collections or collection in self.collections

    def require_own(self, collection: str) -> None:
        """Raises Unknown for a collection that is not open to them: nothing tells whether there is one."""
        if not self.owns(collection):
            raise Unknown(f"There is no collection {collection} among yours: an admin can open it to you.")

    def may_key(self, script: str | None, language: str | None, *, is_personal: bool) -> bool:
        """Whether a line of this script and language may be dealt to them, and personal data, if it has any."""
        if is_personal and not self.cleared:
            return False
        reads = script is None or not self.skills.scripts or script in self.skills.scripts
        return reads and self.skills.cover(language)


MACHINE = Who(LOCAL_ADMIN, LOCAL_ADMIN, Role.ADMIN, cleared=True, skills=Skills())
"""Whoever brings the gateway's own token and names nobody."""


def as_id(wished: str) -> str:
    """Some name as an id may be.

    >>> as_id("Ada Lovelace")
    'Ada_Lovelace'
    """
    return re.sub(r"[^\w.@+-]+", "_", wished).strip("_")[:56] or "person"


def fit_id(person: str, field: str) -> str:
    """A person's id as it may be. Raises Unfit, naming the field that it came in."""
    if not _ID.fullmatch(person):
        raise Unfit(field, "1 to 64 letters, digits and . @ + - _ make a name")
    return person
