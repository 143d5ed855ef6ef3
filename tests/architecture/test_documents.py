"""What the documents tell people to open or to type is there: links, headings, commands, options, make's targets."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from recto.cli.app import app

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"(?:^|&& |\$ |-- |\d )(recto|make) (.+)")


def documents() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.splitlines()]


def dead_links(document: Path, text: str) -> list[str]:
    """Relative links of a document that lead nowhere."""
    prose = CODE.sub("", BLOCK.sub("", text))
    return [link for link in LINK.findall(prose) if "://" not in link and not leads(document, link)]


def leads(document: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    target = document.parent / path if path else document
    return target.exists() and (not heading or heading in headings(target))


@cache
def headings(document: Path) -> frozenset[str]:
    """The anchors that a reader's viewer makes of the headings."""
    found = re.findall(r"^#+ (.+)$", BLOCK.sub("", document.read_text()), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in found)


def typed(text: str) -> Iterator[tuple[str, list[str]]]:
    """Every `recto …` and `make …` that a document has people type, in its words."""
    blocks = "\n".join(BLOCK.findall(text)).replace("\\\n", " ")
    for line in [*blocks.splitlines(), *CODE.findall(BLOCK.sub("", text))]:
        for part in line.split(" #")[0].split(" && "):
            if found := COMMAND.search(part.strip()):
                yield found[1], found[2].split()


def complaint(program: str, words: list[str]) -> str | None:
    """What there is not of a command; None where there is all of it."""
    return _of_recto(words) if program == "recto" else _of_make(words)


def _of_make(words: list[str]) -> str | None:
    targets = re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return None if words[0] in targets else f"make {words[0]}"


def _of_recto(words: list[str]) -> str | None:
    here: Any = typer.main.get_command(app)
    for at, word in enumerate(words):
        if not hasattr(here, "commands"):
            return _unknown_option(here, words[at:])
        if not re.fullmatch(r"[a-z-]+", word):  # NAME, …, or the end of what is meant
            return None
        if word not in here.commands:
            return f"recto {' '.join(words[: at + 1])}"
        here = here.commands[word]
    return None


def _unknown_option(command: Any, words: list[str]) -> str | None:
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    given = [word.split("=")[0] for word in words if re.match(r"--[a-z]", word)]
    return next((f"recto {command.name} {option}" for option in given if option not in known), None)


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    assert dead_links(document, document.read_text()) == []


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_can_be_typed(document: Path) -> None:
    assert [said for each in typed(document.read_text()) if (said := complaint(*each))] == []


@pytest.mark.parametrize(
    "text",
    [
        "[gone](gone.md)",
        "[gone](README.md#no-such-heading)",
        "```sh\nrecto collect create x\n```",
        "```sh\nrecto ingest scans/ --colection x\n```",
        "then `recto people erase ada`",
        "`make coffee`",
    ],
)
def test_what_is_not_there_is_found(text: str) -> None:
    wrong = [said for each in typed(text) if (said := complaint(*each))]
    assert dead_links(ROOT / "README.md", text) + wrong
