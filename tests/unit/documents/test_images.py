"""Image files to grey pages."""

import io
import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image

from recto.documents.errors import NotAnImage, Refused, TooLarge
from recto.documents.images import (
    MEDIA_TYPES,
    GreyImage,
    each_page,
    encode_jpeg,
    encode_png,
    image_size,
    is_as_shown,
    open_image,
    sniff,
)


def page(width: int = 60, height: int = 40) -> GreyImage:
    columns = np.linspace(0, 255, width)
    return np.tile(columns, (height, 1)).astype(np.uint8)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_grey_page_comes_back_unchanged_from_png():
    [read] = open_image(encode_png(page()))
    assert np.array_equal(read, page())
    assert read.dtype == np.uint8


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (64, 1001)])
def test_png_keeps_noise_of_any_size(size):
    noise = np.random.default_rng(0).integers(0, 256, size, dtype=np.uint8)
    assert np.array_equal(open_image(encode_png(noise))[0], noise)
    assert np.array_equal(open_image(encode_png(noise[:, ::-1]))[0], noise[:, ::-1])


def test_a_jpeg_comes_back_nearly_unchanged():
    [read] = open_image(encode_jpeg(page()))
    assert np.abs(read.astype(int) - page()).max() < 6


@pytest.mark.parametrize(("kind", "media_type"), list(zip(("PNG", "JPEG", "TIFF"), MEDIA_TYPES, strict=True)))
def test_the_type_is_told_by_content(kind, media_type):
    assert sniff(saved(Image.fromarray(page()), kind)) == media_type


@pytest.mark.parametrize("data", [b"", b"Dear Sir", b"%PDF-1.7", b"GIF89a", b"\x89PN", b"\xff\xd8"])
def test_what_is_no_image_is_refused(data):
    with pytest.raises(NotAnImage, match=r"^is empty$|^is a PDF: export |^is not a PNG, JPEG or TIFF image$"):
        open_image(data)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F", "YCbCr"])
def test_every_mode_of_pixels_becomes_black_on_white(mode):
    source = Image.new("L", (40, 30), 255)
    source.paste(0, (10, 10, 30, 20))
    converted = converted_to(mode, source)
    kind = {"CMYK": "JPEG", "YCbCr": "JPEG"}.get(mode, "TIFF" if mode in {"F", "I"} else "PNG")
    options = {"quality": 95} if kind == "JPEG" else {}
    [read] = open_image(saved(converted, kind, **options))
    assert read.shape == (30, 40)
    assert read[15, 20] < 12
    assert read[3, 3] > 243


def converted_to(mode: str, source: Image.Image) -> Image.Image:
    if mode == "I;16":
        return Image.fromarray(np.asarray(source).astype(np.uint16) * 257)
    if mode == "I":
        return Image.fromarray(np.asarray(source).astype(np.int32) * 257)
    if mode == "F":
        return Image.fromarray(np.asarray(source).astype(np.float32) / 255)
    return source.convert(mode)


def test_twelve_bits_in_sixteen_are_not_read_as_black():
    scan = Image.fromarray(np.full((20, 20), 4000, dtype=np.uint16))
    assert open_image(saved(scan, "PNG"))[0].min() > 240


def test_what_is_transparent_becomes_paper():
    glass = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert open_image(saved(glass, "PNG"))[0].min() == 255


def test_a_tiff_of_three_pages_gives_three():
    pages = [Image.fromarray(np.full((20, 30), level, dtype=np.uint8)) for level in (10, 90, 200)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert [int(read[0, 0]) for read in each_page(data)] == [10, 90, 200]


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_orientation_is_applied_and_the_size_agrees(kind, turn):
    exif = Image.Exif()
    exif[0x0112] = turn
    data = saved(Image.fromarray(page(60, 40)), kind, exif=exif)
    [read] = open_image(data)
    assert read.shape == ((60, 40) if turn >= 5 else (40, 60))
    assert image_size(data) == (read.shape[1], read.shape[0])


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "L"), ("JPEG", "RGB"), ("PNG", "L")])
def test_what_any_browser_shows_alike_can_be_kept_as_it_came(kind, mode):
    assert is_as_shown(saved(Image.fromarray(page()).convert(mode), kind))


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("TIFF", "L")])
def test_what_they_show_otherwise_cannot(kind, mode):
    assert not is_as_shown(saved(Image.fromarray(page()).convert(mode), kind))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_is_to_be_turned_cannot_be_kept_as_it_came(kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    assert not is_as_shown(saved(Image.fromarray(page()), kind, exif=exif))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_truncated_image_is_refused_with_a_reason(kind, kept):
    noise = np.random.default_rng(1).integers(0, 256, (200, 200)).astype(np.uint8)
    data = saved(Image.fromarray(noise), kind)
    with pytest.raises(Refused, match="is a broken or truncated image"):
        open_image(data[: int(kept * len(data))])


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "group4", "jpeg"])
def test_a_truncated_tiff_of_any_compression_is_refused(compression):
    noise = np.random.default_rng(2).integers(0, 256, (300, 300)).astype(np.uint8)
    image = Image.fromarray(noise).convert("1") if compression == "group4" else Image.fromarray(noise)
    data = saved(image, "TIFF", compression=compression)
    with pytest.raises(Refused):
        open_image(data[: len(data) // 2])


def test_broken_bytes_are_refused_and_never_raise_anything_else():
    random = np.random.default_rng(3)
    for kind in ("JPEG", "PNG", "TIFF"):
        whole = saved(Image.fromarray(page()), kind)
        for _ in range(150):
            data = bytearray(whole)
            for at in random.integers(4, len(data), 8):
                data[at] = random.integers(0, 256)
            try:
                open_image(bytes(data), max_pixels=1_000_000)
            except Refused as refused:
                assert "\n" not in refused.reason


def a_png_of(width: int, height: int) -> bytes:
    """A real white bilevel PNG, all of it there, that compresses to very little."""
    squeeze = zlib.compressobj(1)
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    body = b"".join(squeeze.compress(row * 500) for _ in range(height // 500)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_500_megapixels_are_refused_from_the_header():
    bomb = a_png_of(25_000, 20_000)
    assert len(bomb) < 1_000_000
    started = time.perf_counter()
    with pytest.raises(TooLarge, match="25000 x 20000 pixels, more than the 150000000 accepted"):
        open_image(bomb)
    assert time.perf_counter() - started < 0.1


def test_the_limit_on_pixels_can_be_set():
    with pytest.raises(TooLarge):
        open_image(encode_png(page()), max_pixels=100)


def test_the_size_of_a_huge_image_can_still_be_asked():
    assert image_size(a_png_of(25_000, 20_000)) == (25_000, 20_000)


def test_the_same_page_is_always_the_same_file():
    assert encode_png(page()) == encode_png(page())
