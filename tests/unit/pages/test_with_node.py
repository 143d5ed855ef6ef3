"""What the pages work out without a page, tried in Node: each file beside this one that ends in .test.mjs."""

import shutil
import subprocess
from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parent.glob("*.test.mjs"))
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="NO NODE, so the pure modules of the pages are not tried")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_pure_modules_of_the_pages_do_what_they_say(file: Path) -> None:
    command = [str(NODE), "--no-warnings", "--experimental-default-type=module", "--test", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_something_to_try() -> None:
    assert len(FILES) >= 4
