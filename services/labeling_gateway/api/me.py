"""Who you are, and what you may do."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.labeling_gateway.api.access import Asker, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.people import Skills
from services.labeling_gateway.roles import Role, allowed

router = APIRouter(tags=["people"])


class MeOut(BaseModel):
    """Who you are here."""

    person: str = Field(description="Your id, as it stands in your labels.", examples=["ada"])
    name: str = Field(examples=["Ada Lovelace"])
    role: Role
    cleared: bool = Field(description="Whether you may see lines that carry personal data.")
    skills: Skills
    may: list[str] = Field(description="What your role lets you do.")


@router.get("/me", summary="Who you are", dependencies=[needs(Role.ANNOTATOR)], responses=problems(401, 403))
def me(who: Asker) -> MeOut:
    """The person of your session or token; whom X-Recto-Person names, if the gateway's own token asks."""
    return MeOut(**vars(who), may=allowed(who.role))
