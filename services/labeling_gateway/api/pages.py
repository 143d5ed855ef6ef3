"""The web pages: plain files, served as they are."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from services.labeling_gateway.api.access import TOKEN_COOKIE, Gateway, admit, is_token
from services.labeling_gateway.failures import NotAllowed

FOLDER = Path(__file__).parent.parent / "pages"
PAGES = {
    "/": "line.html",
    "/documents": "documents.html",
    "/document": "document.html",
    "/collections": "collections.html",
    "/collection": "collection.html",
    "/settings": "settings.html",
    "/boxes": "boxes.html",
}

router = APIRouter(include_in_schema=False)
assets = StaticFiles(directory=FOLDER)
_LET_IN_DAYS = 30


@router.get("/")
@router.get("/documents")
@router.get("/document")
@router.get("/collections")
@router.get("/collection")
@router.get("/settings")
@router.get("/boxes")
def page(request: Request, deps: Gateway, token: str | None = None) -> Response:
    """A page. Opened once with ?token=, it leaves a cookie, and the token is in the address no longer."""
    if token is not None:
        return _let_in(request, token, allowed=is_token(deps, token) or deps.token is None)
    admit(request)
    return FileResponse(FOLDER / PAGES[request.url.path], headers={"Cache-Control": "no-cache"})


def _let_in(request: Request, token: str, *, allowed: bool) -> Response:
    if not allowed:
        raise NotAllowed("This token is not the gateway's: open the address that `recto up` printed.")
    rest = request.url.remove_query_params("token")
    response = RedirectResponse(rest.path + (f"?{rest.query}" if rest.query else ""), status_code=303)
    response.set_cookie(
        TOKEN_COOKIE,
        token,
        max_age=_LET_IN_DAYS * 86_400,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response
