"""The page images that paths on the command line mean, each with the layout that lies beside it."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recto.runtime.failures import UserError

_IMAGES = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}
_LAYOUTS = (".xml", ".alto.xml", ".page.xml")


@dataclass(frozen=True)
class PageFile:
    """An image file, and the layout file beside it if there is one."""

    image: Path
    layout: Path | None = None


@dataclass(frozen=True)
class Unreadable:
    """A file or folder that cannot be read, and why, as words that go on after its name."""

    path: Path
    reason: str


Found = PageFile | Unreadable


def find(paths: Sequence[Path]) -> list[Found]:
    """Everything that `paths` mean: files as they are, the images of folders and of all folders in them.

    A layout that was named beside its image counts as that image's, not as a document of its own.
    Raises UserError if a path does not exist, or if there is not one image.
    """
    for path in paths:
        _check_exists(path)
    found = list(dict.fromkeys(item for path in paths for item in _below(path)))
    claimed = {item.layout for item in found if isinstance(item, PageFile)}
    kept = [item for item in found if not (isinstance(item, PageFile) and item.image in claimed)]
    if not kept:
        raise UserError(f"There is no PNG, JPEG or TIFF image in {', '.join(map(shown, paths))}.")
    return kept


def shown(path: Path) -> str:
    """A path as it can be printed anywhere: what is not UTF-8 or would steer a terminal is written as \\x1b.

    >>> shown(Path("b\\udcfcro/\\x1b[31m.png"))
    'b\\\\xfcro/\\\\x1b[31m.png'
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def why(error: OSError) -> str:
    """What the operating system says, as words that go on after a file's name."""
    return f"cannot be read: {(error.strerror or str(error)).lower()}"


def _check_exists(path: Path) -> None:
    try:
        path.stat()
    except FileNotFoundError as error:
        raise UserError(f"There is no file or folder {shown(path)}.") from error
    except OSError:
        return  # it is there; reading it will say what is wrong
    if not path.is_file() and not path.is_dir():
        raise UserError(f"{shown(path)} is neither a file nor a folder.")


def _below(path: Path) -> Iterator[Found]:
    """What one path means. Folders that cannot be read are told of, and the others go on."""
    try:
        is_folder = path.is_dir()
    except OSError as error:
        yield Unreadable(path, why(error))
        return
    if not is_folder:
        yield PageFile(path, _layout_beside(path))
        return
    blocked: list[OSError] = []
    for folder, subfolders, names in os.walk(path, onerror=blocked.append):
        subfolders.sort()
        yield from _images(Path(folder), names)
    for trouble in blocked:
        yield Unreadable(Path(os.fsdecode(trouble.filename)), why(trouble))


def _images(folder: Path, names: Iterable[str]) -> Iterator[PageFile]:
    for name in sorted(names):
        image = folder / name
        if image.suffix.lower() in _IMAGES and not name.startswith("."):
            yield PageFile(image, _layout_beside(image))


def _layout_beside(image: Path) -> Path | None:
    beside = (image.with_name(image.stem + ending) for ending in _LAYOUTS)
    return next((path for path in beside if path != image and _is_file(path)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
