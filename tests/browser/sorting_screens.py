"""Pictures of where documents are sorted."""

from collections.abc import Callable, Iterator
from itertools import product

from at_the_editor import press
from inboxes import BILL, INBOX, LETTER, hand_in, make
from playwright.sync_api import Browser, Page
from running_gateway import RunningGateway
from screens import THEMES, Screen, opened, shot

_STATES: dict[str, Callable[[Page], None]] = {
    "document": lambda page: None,
    "typed": lambda page: press(page, *"co"),
    "keys": lambda page: press(page, "?"),
    "skip": lambda page: press(page, "Escape"),
}


def _put(gateway: RunningGateway, person: str, into: str) -> None:
    gateway.add(person)
    with gateway.http() as http:
        token = http.post("/v1/tokens", json={"person": person, "name": "sorts"}).json()["token"]
    with gateway.http(token) as http:
        [lease] = http.post("/v1/leases", json={"kinds": ["classify"]}).json()["leases"]
        said = {"epoch": lease["epoch"], "into": into, "seconds": 6.5}
        http.post(f"/v1/tasks/{lease['task_id']}/collection", json=said).raise_for_status()


def screens(browser: Browser, gateway: RunningGateway) -> Iterator[Screen]:
    """Each state, in both themes, of the same document: nobody answers, and each lease is over before the next."""
    make(gateway)
    for _ in range(2):
        hand_in(gateway, BILL)
        _put(gateway, "bob", "account-books")
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
    for theme in THEMES:
        page = opened(browser, gateway, theme)
        page.goto(f"{gateway.address}/collection?name={INBOX}")
        page.wait_for_selector("section")
        yield f"inbox-{theme}", shot(page)
