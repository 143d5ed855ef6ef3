"""The fonts that training lines are rendered from: installing them, and knowing what each can write.

`python -m recto.recognition.rendering.fonts` installs the npm packages into .cache/fonts; Debian's come by apt.
"""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from recto.recognition.errors import MissingMaterial

FOLDER = Path(".cache/fonts")
_DEBIAN = Path("/usr/share/fonts")
_SUBSETS = ("latin", "latin-ext")
_VARIANTS = ("400-normal", "400-italic", "700-normal")
_PICKED = {
    "junicode": ("Regular", "Bold", "Italic"),
    "elstob": ("10pt", "Regular", "14ptItalic"),
    "cmu": ("cmuntt", "cmunvt", "cmuntb"),
    "freefont-ttf": ("FreeMono", "FreeMonoBold"),
}
"""Of Debian packages with many faces: the last words of the file names of those that fit the style."""


@dataclass(frozen=True)
class Face:
    """One weight and slope of a family: its files (each with part of the letters), style and licence.

    `capitals`: it has no small letters of its own. `weight`: how often its family is drawn, 1 for most.
    """

    family: str
    style: str
    licence: str
    paths: tuple[Path, ...]
    unseen: bool = False
    capitals: bool = False
    weight: float = 1.0

    @cached_property
    def letters(self) -> tuple[frozenset[str], ...]:
        """What each file can write."""
        return tuple(_letters(path) for path in self.paths)

    def file_for(self, letter: str) -> int | None:
        """The index of the first file that can write the letter."""
        return next((index for index, known in enumerate(self.letters) if letter in known), None)


def catalogue() -> dict[str, dict[str, Any]]:
    """Style to its share of the lines and its families, as committed in fonts.toml."""
    return tomllib.loads((files(__package__) / "fonts.toml").read_text("utf-8"))


def install(folder: Path = FOLDER) -> None:
    """Fetch every npm family of the catalogue into `folder`; what is there already is kept."""
    if shutil.which("npm") is None:
        raise MissingMaterial("Rendering needs npm to fetch the open fonts: install Node.js, then try again.")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "package.json").exists():  # npm removes whatever a fresh one does not name
        (folder / "package.json").write_text('{"private": true}\n')
    wanted = [family for style in catalogue().values() for family in (*style["fontsource"], *style["unseen"])]
    packages = [f"@fontsource/{family}" for family in wanted if not (_package(folder, family)).is_dir()]
    if packages:
        _fetch(folder, packages)
    for family in wanted:
        _unpack(_package(folder, family) / "files", family)


def _fetch(folder: Path, packages: list[str]) -> None:
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", *packages]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise MissingMaterial(f"npm could not fetch the fonts: {_reason(done.stderr)}")


def _unpack(files_of: Path, family: str) -> None:
    """Plain copies beside the compressed files that are used: they open twenty times as fast."""
    for variant in _VARIANTS:
        for subset in _SUBSETS:
            packed = files_of / f"{family}-{subset}-{variant}.woff2"
            if packed.exists() and not packed.with_suffix(".ttf").exists():
                with TTFont(packed, recalcTimestamp=False) as font:
                    font.flavor = None
                    font.save(packed.with_suffix(".ttf"))


def _reason(said: str) -> str:
    """The last line of what npm said that is not about its own log; it may say nothing at all."""
    lines = [line for line in said.splitlines() if line.strip() and "complete log" not in line]
    return lines[-1] if lines else "it did not say why"


def installed(folder: Path = FOLDER) -> list[Face]:
    """All faces of the catalogue that are on this machine; MissingMaterial if there are none."""
    faces = [face for style, entry in catalogue().items() for face in _of_style(folder, style, entry)]
    if not faces:
        raise MissingMaterial("No fonts to render from: run `recto base fonts` first.")
    return faces


def _of_style(folder: Path, style: str, entry: dict[str, Any]) -> Iterator[Face]:
    for face in _found(folder, style, entry):
        yield replace(
            face,
            capitals=face.family in entry.get("capitals", ()),
            weight=float(entry.get("weights", {}).get(face.family, 1.0)),
        )


def _found(folder: Path, style: str, entry: dict[str, Any]) -> Iterator[Face]:
    for family in (*entry["fontsource"], *entry["unseen"]):
        yield from _fontsource_faces(folder, style, family, unseen=family in entry["unseen"])
    for package in entry["debian"]:
        yield from _debian_faces(style, package)


def _fontsource_faces(folder: Path, style: str, family: str, *, unseen: bool) -> Iterator[Face]:
    package = _package(folder, family)
    if not package.is_dir():
        return
    stated = json.loads((package / "metadata.json").read_text("utf-8"))["license"]
    licence = stated if isinstance(stated, str) else stated["type"]
    for variant in _VARIANTS:
        names = (f"{family}-{subset}-{variant}" for subset in _SUBSETS)
        paths = tuple(path for name in names if (path := _file(package / "files", name)))
        if paths and (style in {"old-print", "modern-serif", "blackletter"} or variant != "400-italic"):
            yield Face(family, style, licence, paths, unseen)


def _file(folder: Path, name: str) -> Path | None:
    return next((path for kind in (".ttf", ".woff2") if (path := folder / (name + kind)).exists()), None)


def _debian_faces(style: str, package: str) -> Iterator[Face]:
    name = package.removeprefix("fonts-")
    documented = Path("/usr/share/doc") / package / "copyright"
    if not documented.exists():
        return
    listed = Path(f"/var/lib/dpkg/info/{package}.list").read_text("utf-8").split("\n")
    paths = [
        Path(line) for line in listed if line.startswith(str(_DEBIAN)) and line.endswith((".ttf", ".otf"))
    ]
    wanted = _PICKED.get(name)
    for path in paths:
        if "Oblique" not in path.stem and (wanted is None or path.stem.rpartition("-")[2] in wanted):
            yield Face(name, style, _licence(documented), (path,))


_LICENCES = {
    "SIL Open Font License, Version 1.1": "OFL-1.1",
    "GNU General Public License but with the following exception": "GPL-2+FontException",
}


def _licence(copyright_file: Path) -> str:
    """As the package's machine-readable copyright names it, or by the name of the licence in its prose."""
    text = copyright_file.read_text("utf-8", "replace")
    named = re.search(r"^License:[ \t]*(\S.*)$", text, re.MULTILINE)
    if named:
        return named[1].strip()
    prose = " ".join(text.split())
    return next((short for long, short in _LICENCES.items() if long in prose), "see package")


def _package(folder: Path, family: str) -> Path:
    return folder / "node_modules" / "@fontsource" / family


@cache
def _letters(path: Path) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap() or {}))


if __name__ == "__main__":
    try:
        install()
    except MissingMaterial as error:
        sys.exit(str(error))
