"""What a demo reads: page images with their truth, rendered or taken from a folder of scans."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from recto.documents.alto_writing import write
from recto.documents.errors import Refused
from recto.documents.formats import read_layout
from recto.documents.images import image_size
from recto.documents.layouts import fitted
from recto.documents.text import plain
from recto.local.typescript.pages import typed_pages
from recto.runtime.failures import UserError
from schemas.ids import document_id, line_id, page_id
from schemas.layout import Layout

TYPED_PAGES = 14
_IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")


@dataclass(frozen=True)
class Scan:
    """A page image, its layout, and the text of each line that has one."""

    name: str
    """File name of the image."""
    image: bytes
    layout: Layout

    @property
    def layout_without_text(self) -> bytes:
        """ALTO that says where the lines are and nothing of what they say."""
        bare = [line.model_copy(update={"text": None}) for line in self.layout.lines]
        return write(self.layout.model_copy(update={"lines": tuple(bare)}), image_name=self.name)

    def truth(self, collection: str) -> dict[str, str]:
        """The text of each line, by the id that the line will have everywhere."""
        document = document_id(collection, hashlib.sha256(self.image).hexdigest())
        page = page_id(document, 1)
        return {line_id(page, line.id): plain(line.text) for line in self.layout.lines if line.text}


def typed(seed: int, pages: int = TYPED_PAGES) -> list[Scan]:
    """Pages of worn typescript, the same for the same seed."""
    return [Scan(f"{page.name}.jpg", page.image, page.layout) for page in typed_pages(pages, seed)]


def scanned(folder: Path) -> list[Scan]:
    """The scans of a folder that have ALTO or PAGE beside them, by name.

    Raises UserError if there is none, or if a file is refused.
    """
    if not folder.is_dir():
        raise UserError(
            f"{folder} is no folder: name one that holds scans with ALTO or PAGE XML beside them."
        )
    images = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in _IMAGES]
    found = [_scan(image, xml) for image in images if (xml := image.with_suffix(".xml")).is_file()]
    if not any(scan.truth("any") for scan in found):
        raise UserError(_why_unusable(folder, len(images), len(found)))
    return found


def _why_unusable(folder: Path, images: int, layouts: int) -> str:
    if not images:
        return f"{folder} holds no PNG, JPEG or TIFF image: name the folder that the scans themselves lie in."
    if not layouts:
        return (
            f"No image in {folder} has its text beside it, to answer and to judge by: put it there as ALTO or PAGE XML "
            "of the same name (scan.png, scan.xml); `recto ingest` takes images without."
        )
    return (
        f"The ALTO or PAGE XML in {folder} says where lines are and not what they say: a simulated annotator needs "
        "the text of some of them; `recto ingest` takes images without."
    )


def _scan(image: Path, xml: Path) -> Scan:
    data = image.read_bytes()
    try:
        width, height = image_size(data)
        layout = fitted(read_layout(xml.read_bytes()), width=width, height=height)
    except Refused as error:
        raise UserError(f"{image} or {xml.name} {error}.") from error
    return Scan(image.name, data, layout)
