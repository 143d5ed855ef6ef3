"""Other engines on the same lines, in the same run: what a comparison of speed needs."""

import shutil
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from recto.benchmarks.line_sets import LabelledLine
from recto.recognition.measures import cer, folded
from recto.runtime.failures import UserError


def tesseract(lines: Sequence[LabelledLine], language: str, threads: int) -> dict[str, Any]:
    """Errors and speed of Tesseract, one process a line, `threads` at a time; UserError if it is not installed.

    The time includes starting the process and loading the model for each line, as its command line does.
    """
    program = shutil.which("tesseract")
    if program is None:
        raise UserError(
            "Tesseract is not installed: install it with its language data, or leave --tesseract out."
        )

    def read(path: Path) -> str:
        # Without its own threads: they slow it down, and the cores are all in use.
        done = subprocess.run(
            [program, str(path), "-", "-l", language, "--psm", "7"],
            capture_output=True,
            text=True,
            check=False,
            env={"OMP_THREAD_LIMIT": "1"},
        )
        if done.returncode != 0:
            raise UserError(f"Tesseract failed: {done.stderr.strip().splitlines()[0]}.")
        return " ".join(done.stdout.split())

    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        texts = list(pool.map(read, [line.path for line in lines]))
    seconds = time.perf_counter() - began
    pairs = [(text, line.text) for text, line in zip(texts, lines, strict=True)]
    return {
        "engine": "tesseract",
        "language": language,
        "cer": round(cer(pairs), 5),
        "cer_folded": round(cer((folded(read), folded(true)) for read, true in pairs), 5),
        "lines_per_second": round(len(lines) / seconds, 1),
    }
