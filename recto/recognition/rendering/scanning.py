"""What a scanner and the files after it do: resolution, focus, noise, contrast, thresholds, JPEG."""

import cv2
import numpy as np
from numpy.random import Generator

from recto.recognition.line_images import LineImage
from recto.recognition.rendering.paper import Grey

_FAINT = 22.0
"""Grey levels of standard deviation below which a threshold would leave nothing but grain."""


def scanned(page: Grey, rng: Generator) -> LineImage:
    """The page as it was scanned, at 17 to 80 pixels of height."""
    small = _at_resolution(page, rng)
    if rng.random() < 0.5:
        small = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.3, 1.0)))
    if rng.random() < 0.5:
        small = small + rng.standard_normal(small.shape, dtype=np.float32) * np.float32(rng.gamma(1.3, 3))
    if rng.random() < 0.3:
        small = (small - 128) * float(rng.uniform(0.6, 1.5)) + 128 + float(rng.uniform(-20, 30))
    grey = np.clip(small, 0, 255).astype(np.uint8)
    if rng.random() < 0.22 and float(grey.std()) > _FAINT:
        grey = _thresholded(grey, rng)
    return _through_jpeg(grey, rng) if rng.random() < 0.6 else grey


def _at_resolution(page: Grey, rng: Generator) -> Grey:
    height = int(rng.integers(17, 40)) if rng.random() < 0.18 else int(rng.integers(40, 81))
    width = max(4, round(page.shape[1] * height / page.shape[0]))
    return np.asarray(cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA), np.float32)


def _thresholded(grey: LineImage, rng: Generator) -> LineImage:
    """Black and white, and softened again half of the time, as a scaled bilevel scan is."""
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    level = min(level + float(rng.uniform(-20, 25)), float(grey.max()) - 1)
    sharp = np.where(grey > level, 255, 0).astype(np.uint8)
    return cv2.GaussianBlur(sharp, (0, 0), float(rng.uniform(0.4, 1.0))) if rng.random() < 0.6 else sharp


def _through_jpeg(grey: LineImage, rng: Generator) -> LineImage:
    quality = int(rng.integers(25, 95))
    _, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
