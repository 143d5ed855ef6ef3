"""Which image file a Label Studio task is about: paths as its data gives them, against files that are at hand.

Label Studio puts a hash and a dash before the names of uploaded files, and writes them without blanks; files of its
local and cloud storages keep their paths, in the query of a URL or in its path.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Generic, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from recto.documents.label_studio.tasks import Task
from recto.documents.label_studio.texts import Unusable

ImagePath = tuple[str, ...]
"""The parts of an image's path as far as a task gives them, its file name last."""

P = TypeVar("P", bound=PurePath)

_ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
_USUAL = ("ocr", "image", "img")
_HASH = re.compile(r"^[0-9a-f]{8}-(?=.)")
_QUERIES = ("d", "filepath")
_LONGEST = 4096


def image_path(task: Task) -> ImagePath:
    """The path of a task's one image. Raises Unusable if it has none, or several."""
    paths = {key: path for key, value in task.data.items() if (path := path_of(value))}
    usual = [paths[key] for key in _USUAL if key in paths]
    different = list(dict.fromkeys(usual or paths.values()))
    uploaded = path_of(task.file_upload)
    if not different and uploaded:
        return uploaded
    if not different:
        raise Unusable("names no PNG, JPEG or TIFF image in its data")
    if len(different) > 1:
        raise Unusable(
            f"names {len(different)} images in its data: only tasks of one image each can be taken over"
        )
    return different[0]


def path_of(value: object) -> ImagePath:
    """The path in a URL, a path or a name; empty if it is none of an image.

    >>> path_of("/data/local-files/?d=box%201/page1.png"), path_of("s3://scans/box 1/page1.png?X-Sig=a")
    (('box 1', 'page1.png'), ('scans', 'box 1', 'page1.png'))
    """
    if not isinstance(value, str) or len(value) > _LONGEST or value.startswith("data:"):
        return ()
    try:
        parts = urlsplit(value)
    except ValueError:
        return ()
    query = parse_qs(parts.query)
    asked = next((query[key][0] for key in _QUERIES if key in query), None)
    whole = asked if asked is not None else unquote(f"{parts.netloc}/{parts.path}")
    names = tuple(name for name in re.split(r"[/\\]+", whole) if name not in ("", ".", ".."))
    return names if names and names[-1].lower().endswith(_ENDINGS) else ()


def uploaded_name(name: str) -> str:
    """A file's name as Label Studio writes it when the file is uploaded, without the hash.

    >>> uploaded_name("page 1 (copy).png")
    'page_1_copy.png'
    """
    return re.sub(r"[^-\w.]", "", name.strip().replace(" ", "_"))


class Images(Generic[P]):
    """Image files that are at hand, by the names under which a task may know them."""

    def __init__(self, files: Iterable[P]) -> None:
        self._by_name: dict[str, list[P]] = {}
        for file in files:
            for name in {file.name, uploaded_name(file.name)}:
                self._by_name.setdefault(name, []).append(file)

    def find(self, path: ImagePath) -> P:
        """The file that a task's image is. Raises Unusable if there is none, or if several could be it."""
        found = next((files for name in _names(path[-1]) if (files := self._by_name.get(name))), [])
        closest = _closest(found, path)
        if not closest:
            raise Unusable(f"is about {_shown(path[-1])}, and there is no such image in the folder")
        if len(closest) > 1:
            raise Unusable(
                f"is about {_shown(path[-1])}, and {len(closest)} images in the folder have that name"
            )
        return closest[0]


def _names(name: str) -> list[str]:
    bare = _HASH.sub("", name)
    return [name, bare, uploaded_name(bare)]


def _closest(files: Sequence[P], path: ImagePath) -> list[P]:
    """Of files of one name, those whose folders agree with the path for longest."""
    agreed = [_agreeing(file.parts[:-1], path[:-1]) for file in files]
    return [file for file, length in zip(files, agreed, strict=True) if length == max(agreed)]


def _agreeing(folders: Sequence[str], wanted: Sequence[str]) -> int:
    pairs = zip(reversed(folders), reversed(wanted), strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(folders), len(wanted)))


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name[:100])
