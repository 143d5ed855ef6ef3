"""A small set of lines on disk."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

WORDS = ("a line", "another", "words", "and more", "the last", "of all")


@pytest.fixture(scope="session")
def write_line_set() -> Callable[..., Path]:
    """Writes so many lines of each split into a folder."""

    def written(folder: Path, pool: int = 4, validation: int = 2, test: int = 2) -> Path:
        rows = ["image\tsplit\tsource\ttext"]
        splits = ["pool"] * pool + ["validation"] * validation + ["test"] * test
        for number, split in enumerate(splits):
            text = WORDS[number % len(WORDS)]
            image = np.full((40, 24 * len(text)), 245, np.uint8)
            cv2.putText(image, text, (8, 28), cv2.FONT_HERSHEY_COMPLEX, 0.8, 20, 1, cv2.LINE_AA)
            cv2.imwrite(str(folder / f"{number}.png"), image)
            rows.append(f"{number}.png\t{split}\tsource-{split}\t{text}")
        (folder / "lines.tsv").write_text("\n".join(rows) + "\n", "utf-8")
        return folder

    return written


@pytest.fixture
def line_set(write_line_set: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    """Writes them into a folder of this test's own."""
    return partial(write_line_set, tmp_path)
