"""The web pages: plain files, served as they are to those who may see what they show."""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

from services.labeling_gateway.api.access import needs
from services.labeling_gateway.api.words import FOLDER
from services.labeling_gateway.roles import Role

PAGES = {
    "/": "line.html",
    "/adjudication": "adjudication.html",
    "/boxes": "boxes.html",
    "/classify": "classify.html",
    "/documents": "documents.html",
    "/document": "document.html",
    "/collections": "collections.html",
    "/collection": "collection.html",
    "/settings": "settings.html",
    "/people": "people.html",
    "/signed-in": "signed-in.html",
}

router = APIRouter(include_in_schema=False)
assets = StaticFiles(directory=FOLDER)


@router.get("/", dependencies=[needs(Role.ANNOTATOR)])
@router.get("/boxes", dependencies=[needs(Role.ANNOTATOR)])
@router.get("/classify", dependencies=[needs(Role.ANNOTATOR)])
@router.get("/documents", dependencies=[needs(Role.ANNOTATOR)])
@router.get("/document", dependencies=[needs(Role.ANNOTATOR)])
@router.get("/collections", dependencies=[needs(Role.ANNOTATOR)])
@router.get("/collection", dependencies=[needs(Role.ANNOTATOR)])
@router.get("/adjudication", dependencies=[needs(Role.ADJUDICATOR)])
@router.get("/settings", dependencies=[needs(Role.LEAD)])
@router.get("/signed-in", dependencies=[needs(Role.ANNOTATOR)])
@router.get("/people", dependencies=[needs(Role.ADMIN)])
def page(request: Request) -> Response:
    """A page."""
    return FileResponse(FOLDER / PAGES[request.url.path], headers={"Cache-Control": "no-cache"})
