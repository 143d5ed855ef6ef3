"""Image files to grey pages and back. Types are told by content, sizes checked before decoding."""

import io
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile

from recto.documents import png_writing
from recto.documents.errors import NotAnImage, TooLarge
from recto.documents.grey import to_grey

GreyImage = NDArray[np.uint8]
"""A page or a part of one, (height, width), 0 black to 255 white."""

MEDIA_TYPES = ("image/png", "image/jpeg", "image/tiff")

MAX_PIXELS = 150_000_000
"""Most pixels of one page."""

MAX_PAGES = 1_000
"""Most pages of one TIFF file."""

# The plugin classes are named, not Image.open: its limit on pixels is one setting for the whole process,
# and it would try formats that we do not accept.
_SIGNATURES: tuple[tuple[bytes, str, Callable[[io.BytesIO], Image.Image]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png", PngImageFile),
    (b"\xff\xd8\xff", "image/jpeg", JpegImageFile),
    (b"II*\0", "image/tiff", TiffImageFile),
    (b"MM\0*", "image/tiff", TiffImageFile),
    (b"II+\0", "image/tiff", TiffImageFile),
    (b"MM\0+", "image/tiff", TiffImageFile),
)

# What Pillow's decoders raise on broken files, found by mutating valid ones.
_DECODING = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, OverflowError, MemoryError,
    RuntimeError, AttributeError, ZeroDivisionError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip

_SHOWN_MODES: dict[type[Image.Image], tuple[str, ...]] = {JpegImageFile: ("L", "RGB"), PngImageFile: ("L",)}
"""What Pillow calls the images that browsers show just as open_image() reads them."""

_TURNED = (5, 6, 7, 8)
"""EXIF orientations that swap width and height."""


def sniff(data: bytes) -> str:
    """Media type of an image file, by its first bytes."""
    for signature, media_type, _ in _SIGNATURES:
        if data.startswith(signature):
            return media_type
    if data.startswith(b"%PDF-"):
        raise NotAnImage("is a PDF: export its pages as PNG, JPEG or TIFF images")
    raise NotAnImage("is empty" if not data else "is not a PNG, JPEG or TIFF image")


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of the first page as open_image() would give it, from the header alone."""
    with _decoding():
        image = _opened(data)
        width, height = image.size
        return (height, width) if _orientation(image) in _TURNED else (width, height)


def is_as_shown(data: bytes) -> bool:
    """Whether a file can be kept as it came: whatever shows it shows the one page that open_image() gives.

    True of JPEG in grey or in usual colours and of 8-bit grey PNG, unless they are to be turned.
    """
    with _decoding():
        image = _opened(data)
        upright = _orientation(image) == 1
    modes = _SHOWN_MODES.get(type(image), ())
    return upright and image.mode in modes and not image.has_transparency_data


def open_image(data: bytes, *, max_pixels: int = MAX_PIXELS) -> list[GreyImage]:
    """All pages of an image file, upright and grey. Files of many pages: each_page() holds one at a time."""
    return list(each_page(data, max_pixels=max_pixels))


def each_page(data: bytes, *, max_pixels: int = MAX_PIXELS) -> Iterator[GreyImage]:
    """The pages of an image file, one after another.

    Every page is decoded to its end, so that a truncated file is refused and never half read.
    """
    with _decoding():
        image = _opened(data)
    number = 0
    while _at_page(image, number):
        _check_size(image.size, max_pixels)
        with _decoding():
            page = _decoded(image)
        yield page
        number += 1


def encode_png(image: GreyImage) -> bytes:
    """Lossless file of a grey image; the same image gives the same bytes."""
    return png_writing.written(image)


def encode_jpeg(image: GreyImage, *, quality: int = 90) -> bytes:
    """JPEG file of a grey image, quality 1 to 95."""
    out = io.BytesIO()
    Image.fromarray(image).save(out, "JPEG", quality=quality)
    return out.getvalue()


@contextmanager
def _decoding() -> Iterator[None]:
    """Say what Pillow raises in our own words."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except _DECODING as error:
        raise NotAnImage("is a broken or truncated image: scan or export it again") from error


def _opened(data: bytes) -> Image.Image:
    sniff(data)
    make = next(make for signature, _, make in _SIGNATURES if data.startswith(signature))
    return make(io.BytesIO(data))


def _at_page(image: Image.Image, number: int) -> bool:
    """Move to a page; False behind the last one."""
    if number and not isinstance(image, TiffImageFile):
        return False
    if number >= MAX_PAGES:
        raise TooLarge(f"has more than {MAX_PAGES} pages: split it")
    with _decoding():
        try:
            image.seek(number)
        except EOFError:
            return False
    return True


def _check_size(size: tuple[int, int], max_pixels: int) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise NotAnImage("has no pixels")
    if width * height > max_pixels:
        raise TooLarge(f"has {width} x {height} pixels, more than the {max_pixels} accepted: scan it coarser")


def _decoded(image: Image.Image) -> GreyImage:
    turn = _orientation(image)
    image.draft("L", image.size)  # a colour JPEG decodes straight to grey, in half the time
    image.load()
    grey = to_grey(image)
    if turn == 1:
        return grey
    upright = Image.fromarray(grey)
    upright.getexif()[0x0112] = turn
    return np.asarray(ImageOps.exif_transpose(upright), dtype=np.uint8)


def _orientation(image: Image.Image) -> int:
    """EXIF orientation that is still to be applied, 1 to 8."""
    if isinstance(image, TiffImageFile):
        return 1  # Pillow applies it while loading
    if isinstance(image, PngImageFile) and "exif" not in image.info:
        return 1  # asking for it would decode the image
    turn = image.getexif().get(0x0112, 1)
    return turn if turn in range(1, 9) else 1
