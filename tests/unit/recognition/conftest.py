"""A tiny random network, lines drawn with plain shapes, and the shipped base where a test needs real reading."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from recto.recognition import model_file
from recto.recognition.alphabet import Alphabet
from recto.recognition.line_images import LineImage
from recto.recognition.network import Architecture

TINY = Architecture(height=16, stem=4, wide=4, deep=8, deepest=8, hidden=8, layers=1)


@pytest.fixture(scope="session")
def tiny_model() -> model_file.Model:
    return model_file.fresh(TINY, Alphabet(tuple(" abcdefghijklmnopqrstuvwxyz")), version="tiny-1")


@pytest.fixture(scope="session")
def tiny_base(tiny_model: model_file.Model) -> bytes:
    return model_file.to_bytes(tiny_model)


@pytest.fixture(scope="session")
def write() -> Callable[..., LineImage]:
    """A line in OpenCV's stroke font: letters that a test can rely on wherever it runs."""

    def written(text: str, width: int = 0, height: int = 40) -> LineImage:
        image = np.full((height, width or 20 * len(text) + 24), 250, np.uint8)
        cv2.putText(image, text, (10, int(height * 0.7)), cv2.FONT_HERSHEY_COMPLEX, 0.8, 20, 1, cv2.LINE_AA)
        return image

    return written
