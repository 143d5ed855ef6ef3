"""Pictures of the pages for the documentation: `make screenshots`."""

import io
import sys
import tempfile
from pathlib import Path

import desk_screens
import lead_screens
import sorting_screens
from chromium import QUIET, chromium_path
from PIL import Image
from playwright.sync_api import sync_playwright
from running_gateway import RunningGateway


def main(into: Path) -> None:
    """Write one picture for each page, state and theme."""
    into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        for screens in (desk_screens.screens, lead_screens.screens, sorting_screens.screens):
            with tempfile.TemporaryDirectory() as folder:
                gateway = RunningGateway(Path(folder))
                gateway.start()
                gateway.make_collection()
                for name, shot in screens(browser, gateway):
                    _keep(shot, into / f"{name}.png")
                gateway.stop()
        browser.close()


def _keep(shot: bytes, path: Path) -> None:
    """In 128 colours: a third of the size, and hardly anybody sees it."""
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
