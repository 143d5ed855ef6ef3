"""Chromium, driven by Playwright, and a gateway for it. Without either, these tests are skipped by name."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from chromium import QUIET, THIRTEEN_INCHES, chromium_path
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from running_gateway import RunningGateway

ROOT = Path(__file__).parents[2]
AXE = ROOT / ".cache" / "npm" / "node_modules" / "axe-core" / "axe.min.js"

expect.set_options(timeout=10_000)

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        pytest.skip("NO CHROMIUM, so no page is tried in a browser: `make browser` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which finds what keeps people from using a page."""
    if not AXE.exists():
        pytest.skip("NO AXE-CORE, so accessibility is not checked: `make browser` installs it")
    return AXE.read_text()


@pytest.fixture
def make_gateway(tmp_path: Path) -> Iterator[Callable[..., RunningGateway]]:
    made: list[RunningGateway] = []

    def make() -> RunningGateway:
        gateway = RunningGateway(tmp_path)
        made.append(gateway)
        gateway.start()
        gateway.make_collection()
        return gateway

    yield make
    for gateway in made:
        gateway.stop()


@pytest.fixture
def gateway(make_gateway: Callable[..., RunningGateway]) -> RunningGateway:
    return make_gateway()


@pytest.fixture
def person(gateway: RunningGateway, chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers of people who are signed in: what one keeps, another does not see.

    Ends with an error if a page had one, or did what its own Content Security Policy forbids.
    """
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def make(name: str = "ada", theme: str = "light") -> BrowserContext:
        scheme: Literal["dark", "light"] = "dark" if theme == "dark" else "light"
        context = chromium.new_context(viewport=THIRTEEN_INCHES, color_scheme=scheme)
        context.request.get(gateway.link(name))
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda said: errors.append(said.text) if _is_forbidden(said.text) else None)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert not errors, errors


def _is_forbidden(said: str) -> bool:
    return "Content Security Policy" in said


@pytest.fixture
def open_editor(gateway: RunningGateway, person: Callable[..., BrowserContext]) -> Open:
    """Opens the line editor, and waits until the first line is there with its doubts."""

    def opened(theme: str = "light") -> Page:
        page = person(theme=theme).new_page()
        page.goto(gateway.address)
        page.wait_for_selector("line-picture img")
        return page

    return opened
