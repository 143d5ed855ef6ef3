"""Pictures of what there is beside answering: documents, collections, their settings, people, and signing in."""

from collections.abc import Callable, Iterator

from desk_screens import LINES
from lively_collection import liven
from playwright.sync_api import Browser, Page
from running_gateway import COLLECTION, RunningGateway
from screens import THEMES, Screen, opened, shot

_PEOPLE = (("bob", "annotator"), ("cleo", "adjudicator"), ("dora", "lead"))


def screens(browser: Browser, gateway: RunningGateway) -> Iterator[Screen]:
    """Each page once, in both themes, of a collection that people have worked on."""
    for person, role in _PEOPLE:
        gateway.add(person, role)
    _work(gateway)
    liven(gateway)
    with gateway.http() as http:
        [document] = http.get("/v1/documents").json()["documents"]
    pages: dict[str, tuple[str, Callable[[Page], None]]] = {
        "document": (f"/document?id={document['document_id']}", _open_first_line),
        "documents": ("/documents", lambda page: page.wait_for_selector("tbody tr") and None),
        "collections": ("/collections", lambda page: page.wait_for_selector("#content a") and None),
        "collection": (f"/collection?name={COLLECTION}", lambda page: page.wait_for_selector("svg") and None),
        "settings": (f"/settings?name={COLLECTION}", lambda page: page.wait_for_selector("form") and None),
        "people": ("/people", lambda page: page.wait_for_selector("tbody tr") and None),
    }
    for name, (address, until_ready) in pages.items():
        for theme in THEMES:
            page = opened(browser, gateway, theme)
            page.goto(f"{gateway.address}{address}")
            until_ready(page)
            yield f"{name}-{theme}", shot(page, whole=True)
    for theme in THEMES:
        page = browser.new_page(color_scheme=theme, viewport={"width": 1280, "height": 800})
        page.goto(f"{gateway.address}/sign-in")
        yield f"sign-in-{theme}", shot(page)


def _open_first_line(page: Page) -> None:
    page.wait_for_selector("page-sheet .shape")
    page.locator(".lines summary").first.click()
    page.wait_for_selector(".story p")


def _work(gateway: RunningGateway) -> None:
    """Two lines keyed by people, one accepted without any, and two that wait."""
    gateway.ask(*LINES)
    gateway.keyed("bob", text=LINES[0].truth, seconds=7, keystrokes=3)
    gateway.keyed("cleo", outcome="unreadable", seconds=4)
    gateway.accept("l004", LINES[4].truth)
