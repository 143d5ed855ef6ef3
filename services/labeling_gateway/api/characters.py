"""The special characters of a collection, for the palette of the line editor."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from services.labeling_gateway.api.access import Gateway, needs
from services.labeling_gateway.api.problems import problems
from services.labeling_gateway.roles import Role
from services.labeling_gateway.store import collections, labels

router = APIRouter(prefix="/collections/{name}", tags=["collections"], dependencies=[needs(Role.ANNOTATOR)])


class CharacterOut(BaseModel):
    """A character as people perceive it, combining marks included."""

    text: str = Field(examples=["ſ"])
    count: int


class CharactersOut(BaseModel):
    """Most frequent first."""

    characters: list[CharacterOut]


@router.get("/characters", summary="Special characters in use", responses=problems(401, 403, 404))
def characters(name: str, deps: Gateway, response: Response) -> CharactersOut:
    """What is not ASCII in the collection's newest labels. Counted at most once a minute."""
    with deps.database.reading() as session:
        collections.one(session, name)
        counts = deps.characters.of(name, lambda: labels.newest_texts(session, name))
    response.headers["Cache-Control"] = "private, max-age=60"
    return CharactersOut(characters=[CharacterOut(text=text, count=count) for text, count in counts])
