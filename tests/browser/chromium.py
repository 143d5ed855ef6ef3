"""The browser that pages are tried in: Debian's Chromium, without a word to the network, on a small laptop."""

import shutil

from playwright.sync_api import ViewportSize

THIRTEEN_INCHES: ViewportSize = {"width": 1280, "height": 800}
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium_path() -> str | None:
    """Where Debian's Chromium is, if it is installed."""
    return shutil.which("chromium")
