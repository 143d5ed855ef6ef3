"""Pictures of where documents are sorted."""

from collections.abc import Callable, Iterator
from itertools import product

from at_the_editor import press
from inboxes import LETTER, hand_in, make
from playwright.sync_api import Browser, Page
from running_gateway import RunningGateway
from screens import THEMES, Screen, opened, shot

_STATES: dict[str, Callable[[Page], None]] = {
    "document": lambda page: None,
    "typed": lambda page: press(page, *"co"),
    "keys": lambda page: press(page, "?"),
    "skip": lambda page: press(page, "Escape"),
}


def screens(browser: Browser, gateway: RunningGateway) -> Iterator[Screen]:
    """Each state, in both themes, of the same document: nobody answers, and each lease is over before the next."""
    make(gateway)
    hand_in(gateway, LETTER, pages=2)
    for (state, reach), theme in product(_STATES.items(), THEMES):
        page = opened(browser, gateway, theme)
        page.goto(f"{gateway.address}/classify")
        page.wait_for_selector("collection-list .called")
        page.wait_for_load_state("networkidle")
        reach(page)
        page.evaluate("new Promise(requestAnimationFrame)")
        yield f"sorting-{state}-{theme}", shot(page)
        gateway.clock.move(hours=2)
