"""A Label Studio export and a folder of images, as page files to hand in."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from recto.cli.ingest_report import Skip
from recto.cli.page_files import Found, PageFile, Unreadable, find, shown, why
from recto.documents import page_xml
from recto.documents.errors import Refused
from recto.documents.images import image_size
from recto.documents.label_studio.names import Images
from recto.documents.label_studio.pages import FoundPage, Left, read_export
from recto.documents.label_studio.tasks import MAX_BYTES
from recto.documents.label_studio.texts import Unusable
from recto.runtime.failures import UserError


@dataclass(frozen=True)
class TakenOver:
    """Images with the layouts that their tasks give them, and the tasks that are left out."""

    found: Sequence[Found]
    skipped: Sequence[Skip]


@contextmanager
def taken_over(export: Path, folders: Sequence[Path]) -> Iterator[TakenOver]:
    """The pages of an export, each with its layout as a file for as long as the block lasts.

    All of the export is read before anything is given out. Raises UserError if it is broken, or if no task fits.
    """
    pages, left = _read(export)
    there = find(folders)
    images = Images(item.image for item in there if isinstance(item, PageFile))
    with tempfile.TemporaryDirectory(prefix="recto-label-studio-") as folder:
        matching = _Matching(images, Path(folder))
        found = [item for page in pages if (item := matching.match(page)) is not None]
        skipped = [_skip(export, one) for one in (*left, *matching.left)]
        if not found:
            first = skipped[0]
            raise UserError(f"{first.file}: task {first.task} {first.reason}; no other task fits either.")
        yield TakenOver([*found, *(item for item in there if isinstance(item, Unreadable))], skipped)


class _Matching:
    """Finds the image of each page, and writes the page's layout into a folder."""

    def __init__(self, images: Images[Path], folder: Path) -> None:
        self._images, self._folder = images, folder
        self._taken: dict[Path, str] = {}
        self.left: list[Left] = []

    def match(self, page: FoundPage) -> Found | None:
        try:
            image = self._image_of(page)
        except Unusable as error:
            self.left.append(Left(page.task, str(error)))
            return None
        try:
            return PageFile(image, self._written(page, image))
        except OSError as error:
            return Unreadable(image, why(error))
        except Refused as error:
            return Unreadable(image, error.reason)

    def _image_of(self, page: FoundPage) -> Path:
        image = self._images.find(page.image)
        if image in self._taken:
            raise Unusable(f"is about {shown(image)}, as is task {self._taken[image]}, which is taken over")
        self._taken[image] = page.task
        return image

    def _written(self, page: FoundPage, image: Path) -> Path:
        """The layout in a folder of its own, so that it keeps the image's name."""
        layout = page.layout_on(*(image_size(image.read_bytes()) if page.layout is None else (0, 0)))
        folder = self._folder / str(len(self._taken))
        folder.mkdir()
        path = folder / f"{shown(Path(image.stem))[:100]}.xml"
        path.write_bytes(page_xml.write(layout, image_name=shown(Path(image.name))))
        return path


def _read(export: Path) -> tuple[list[FoundPage], list[Left]]:
    try:
        with export.open("rb") as file:
            return read_export(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise UserError(f"{shown(export)} {why(error)}.") from error
    except Refused as error:
        raise UserError(f"{shown(export)} {error.reason}.") from error


def _skip(export: Path, left: Left) -> Skip:
    return Skip(shown(export), left.task, left.reason)
