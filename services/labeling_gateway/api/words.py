"""Pages in words: where to sign in, and why somebody may not see a page. For browsers; programs get problem details."""

from html import escape
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse

FOLDER = Path(__file__).parent.parent / "pages"


def is_for_reading(request: Request) -> bool:
    """Whether a person's browser asked for a page, and not a program for data."""
    return not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("accept", "")


def signing_in_page(why: str, *, has_provider: bool, status: int = 200) -> HTMLResponse:
    """The page to sign in, with a sentence on why one must."""
    return _page("sign-in.html", why, status, provider="" if has_provider else "hidden")


def refusal_page(title: str, why: str, status: int) -> HTMLResponse:
    """A page that says why there is none."""
    return _page("refusal.html", why, status, title=title)


def _page(name: str, why: str, status: int, **slots: str) -> HTMLResponse:
    page = (FOLDER / name).read_text()
    for slot, text in {"why": why, **slots}.items():
        page = page.replace(f"{{{{{slot}}}}}", escape(text))
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})
