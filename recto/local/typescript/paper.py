"""Old paper: yellowed, stained, creased, with the other side showing through; and the scan of it."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Shade = NDArray[np.float32]
"""(height, width), 0 black to 1 white."""


def blank(height: int, width: int, rng: np.random.Generator) -> Shade:
    """A sheet before it is typed on."""
    sheet = 0.86 - 0.10 * _clouds(height, width, rng, 12) - 0.05 * _clouds(height, width, rng, 90)
    sheet -= 0.03 * rng.standard_normal((height, width), dtype=np.float32)
    for _ in range(int(rng.integers(1, 4))):
        sheet -= _stain(height, width, rng)
    return sheet - _crease(height, width, rng)


def with_ink(sheet: Shade, ink: Shade, rng: np.random.Generator) -> Shade:
    """The sheet with `ink` (0 to 1) on it: dry ribbon in places, fibres showing through everywhere."""
    height, width = sheet.shape
    ribbon = 1 - 0.5 * _clouds(height, width, rng, 30)
    fibres = 1 - 0.55 * rng.random((height, width), dtype=np.float32)
    behind = 0.10 * np.roll(ink[:, ::-1], 9, 0)
    dark = np.clip(ink * ribbon * fibres + behind, 0, 1)
    return sheet * (1 - 0.82 * _blurred(dark, 0.7))


def scanned(sheet: Shade, angle: float, quality: int = 70) -> bytes:
    """A greyscale JPEG of the sheet, laid on the glass at `angle` degrees (counter-clockwise)."""
    grey = Image.fromarray((np.clip(sheet, 0, 1) * 255).astype(np.uint8))
    turned = grey.rotate(angle, Image.Resampling.BICUBIC, fillcolor=int(np.median(sheet) * 255))
    out = io.BytesIO()
    turned.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _clouds(height: int, width: int, rng: np.random.Generator, cells: int) -> Shade:
    """Smooth noise from 0 to 1 with about `cells` hills across the width."""
    rows = max(2, cells * height // width)
    small = (rng.random((rows, cells)) * 255).astype(np.uint8)
    return _shade(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))


def _stain(height: int, width: int, rng: np.random.Generator) -> Shade:
    """A cup's ring or a drop: dark at its edge."""
    rows, columns = np.ogrid[0:height, 0:width]
    distance = np.hypot(rows - rng.integers(height), columns - rng.integers(width)).astype(np.float32)
    radius, depth = rng.uniform(40, 130), rng.uniform(0.08, 0.25)
    inside = 0.35 / (1 + np.exp(np.clip((distance - radius) / 3, -30, 30)))
    ring: Shade = (depth * (inside + np.exp(-(((distance - radius) / 5) ** 2)))).astype(np.float32)
    return ring


def _crease(height: int, width: int, rng: np.random.Generator) -> Shade:
    """Where the letter was folded."""
    at = height * rng.uniform(0.3, 0.7) + np.linspace(0, rng.uniform(-12, 12), width)
    distance = np.abs(np.arange(height)[:, None] - at[None, :])
    crease: Shade = (0.15 * np.exp(-((distance / 1.6) ** 2))).astype(np.float32)
    return crease


def _blurred(shade: Shade, radius: float) -> Shade:
    image = Image.fromarray((shade * 255).astype(np.uint8))
    return _shade(image.filter(ImageFilter.GaussianBlur(radius)))


def _shade(image: Image.Image) -> Shade:
    return np.asarray(image).astype(np.float32) / np.float32(255)
