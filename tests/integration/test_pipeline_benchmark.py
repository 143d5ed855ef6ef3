"""`recto bench pipeline` as a person runs it: a whole stack for a few tiny pages, and nothing left of it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from recto.documents.images import encode_png

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

DEADLINE = 240
_RECTO = "from recto.cli.app import main; main()"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four lines of noise: whatever is read of them, it is read."""
    found = tmp_path / "noise"
    found.mkdir()
    chance = np.random.default_rng(0)
    rows = ["image\tsplit\tsource\ttext"]
    for number in range(4):
        (found / f"{number}.png").write_bytes(encode_png(chance.integers(0, 256, (32, 160), dtype=np.uint8)))
        rows.append(f"{number}.png\tpool\twork\tline {number}")
    (found / "lines.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    return found


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where the command makes its home."""
    place = tmp_path / "temporary"
    place.mkdir()
    return place


def command(folder: Path, temporary: Path, *options: str) -> "subprocess.Popen[str]":
    """It can be interrupted, even where the tests themselves run in the background and can't."""
    interruptible = ["env", "--default-signal=INT"]
    return subprocess.Popen(
        [*interruptible, sys.executable, "-c", _RECTO, "bench", "pipeline", "--data", str(folder), *options],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def processes_in(folder: Path) -> list[str]:
    """Command lines and working folders of processes that have to do with a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            told = f"{words} in {(process / 'cwd').readlink()}"
        except OSError:
            continue
        if str(folder) in told:
            found.append(told)
    return found


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


def test_figures_come_out_and_nothing_stays(folder: Path, temporary: Path, tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    options = ("--pages", "3", "--runs", "1", "--single-pages", "2", "--json", str(file))
    running = command(folder, temporary, *options)
    out, error = running.communicate(timeout=DEADLINE)
    assert running.returncode == 0, error
    figures = json.loads(file.read_text("utf-8"))
    assert (figures["benchmark"], figures["pages"], figures["lines"]) == ("pipeline", 3, 90)
    assert figures["ratio"] == pytest.approx(
        figures["lines_per_second"] / figures["loop_lines_per_second"], rel=0.05
    )
    assert figures["cpu_milliseconds_per_line"]["pipeline"].keys() == {
        *("client", "ingestion", "inference", "scoring", "labeling-gateway", "trainer", "kafka", "all")
    }
    stages = [
        figures["latency_seconds"][stage]["median"]
        for stage in ("ingested", "transcribed", "asked", "queued")
    ]
    assert stages == sorted(stages)
    assert "handed in over HTTP" in figures["taken"]["how"]
    assert "plain loop" in out
    assert list(temporary.iterdir()) == []
    assert processes_in(temporary) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_broken_off_in_the_middle_it_leaves_nothing_either(
    folder: Path, temporary: Path, number: signal.Signals
) -> None:
    running = command(folder, temporary, "--pages", "3")
    until(lambda: any("services.scoring" in told for told in processes_in(temporary)))
    running.send_signal(number)
    assert running.wait(DEADLINE) != 0
    assert list(temporary.iterdir()) == []
    assert processes_in(temporary) == []
