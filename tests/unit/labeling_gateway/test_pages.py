"""The pages as files: whole, without a build step, and with nothing that could turn text into markup."""

import re
from pathlib import Path
from typing import Any

import pytest

from services.labeling_gateway.api.pages import FOLDER, PAGES

FILES = sorted(FOLDER.iterdir())

pytestmark = pytest.mark.stateless


@pytest.mark.parametrize("address", sorted(PAGES))
def test_every_page_finds_all_that_it_loads(gateway: Any, address: str) -> None:
    page = gateway.http.get(address)
    assert page.status_code == 200
    wanted = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text)
    assert wanted
    for asset in wanted:
        assert gateway.http.get(asset).status_code == 200, asset


@pytest.mark.parametrize("file", [file for file in FILES if file.suffix == ".js"], ids=lambda file: file.name)
def test_a_module_imports_only_what_is_there_and_writes_no_markup(file: Path) -> None:
    source = file.read_text()
    for name in re.findall(r'(?:from|import) "\./([^"]+)"', source):
        assert (FOLDER / name).exists(), name
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", source)


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.suffix == ".html"], ids=lambda file: file.name
)
def test_a_page_holds_no_script_and_no_style_of_its_own(file: Path) -> None:
    page = file.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
    assert '<html lang="en">' in page


def test_only_one_module_talks_to_the_server() -> None:
    talkers = {file.name for file in FILES if file.suffix == ".js" and "fetch(" in file.read_text()}
    assert talkers == {"server.js"}


def test_a_folder_outside_the_pages_is_not_served(gateway: Any) -> None:
    for address in ("/assets/../__main__.py", "/assets/%2e%2e/settings.py"):
        assert gateway.http.get(address).status_code == 404
