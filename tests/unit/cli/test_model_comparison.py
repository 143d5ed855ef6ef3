"""`recto models compare` against the real trainer's API and readers of which the test says what they read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from recto.documents.images import encode_png
from recto.runtime.failures import UserError
from schemas.readings import Evidence, Reading

TRUTHS = ("Haus", "Glück", "und")
OLD, NEW = "http://old", "http://new"


def a_reading(text: str) -> str:
    evidence = Evidence(log_probability=-1, margin=1, entropy=0, expected_errors=0, confidence=0.5)
    return Reading(text=text, graphemes=(), evidence=evidence).model_dump_json()


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Three lines with what they say."""
    rows = ["image\tsplit\tsource\ttext"]
    for number, text in enumerate(TRUTHS):
        image = np.full((20, 40 + number), 200, np.uint8)
        (tmp_path / f"{number}.png").write_bytes(encode_png(image))
        rows.append(f"{number}.png\ttest\twork\t{text}")
    (tmp_path / "lines.tsv").write_text("\n".join(rows), "utf-8")
    return tmp_path


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str, str], tuple[str, ...]]], list[str]]:
    """Readers elsewhere: `texts(host, version)` says what one of them reads. Who was asked for which model is noted."""

    def reading(texts: Callable[[str, str], tuple[str, ...]]) -> list[str]:
        asked: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            version = json.loads(request.content)["parameters"]["version"]
            asked.append(f"{version} at {request.url.host}")
            data = [a_reading(text) for text in texts(request.url.host, version)]
            return httpx.Response(200, json={"outputs": [{"name": "readings", "data": data}]})

        client = httpx.Client
        monkeypatch.setattr(
            "services.inference.remote.httpx.Client",
            lambda **options: client(transport=httpx.MockTransport(answer), **options),
        )
        return asked

    return reading


def test_two_readers_are_compared_by_the_base_they_ship(recto: Any, readers: Any, lines: Path) -> None:
    asked = readers(lambda host, _: TRUTHS if host == "new" else ("Hans", "Glück", "und"))
    said = recto("models", "compare", "--lines", str(lines), "--url", OLD, "--url", NEW)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("1 of 3 lines are read differently.")
    assert "8.33%" in said.out  # one of twelve graphemes
    assert "http://old  Ha[-n-]{+u+}s" in said.out
    assert "http://new  Haus" in said.out
    assert set(asked) == {"base-latin at old", "base-latin at new"}


def test_two_models_of_a_collection_are_compared_by_one_reader(
    recto: Any, readers: Any, letters: Any, lines: Path
) -> None:
    asked = readers(lambda _, version: TRUTHS if version == "letters-1" else ("Haus", "Olück", "nnd"))
    versions = ("letters", "letters-1", "letters-2")
    said = recto("models", "compare", *versions, "--lines", str(lines), "--url", OLD, "--json")
    compared = json.loads(said.out)
    assert (compared["left"]["version"], compared["right"]["version"]) == ("letters-1", "letters-2")
    assert (compared["left"]["cer"], compared["right"]["cer"]) == (0, pytest.approx(2 / 12))
    assert [(each["image"], each["right"]) for each in compared["differences"]] == [
        ("1.png", "Olück"),
        ("2.png", "nnd"),
    ]
    assert set(asked) == {"letters-1 at old", "letters-2 at old"}


def test_without_a_version_the_champion_reads(recto: Any, readers: Any, letters: Any, lines: Path) -> None:
    asked = readers(lambda *_: TRUTHS)
    said = recto("models", "compare", "letters", "--lines", str(lines), "--url", OLD, "--url", NEW)
    assert said.out.startswith("0 of 3 lines are read differently.")
    assert set(asked) == {"letters-1 at old", "letters-1 at new"}


def test_lines_without_ground_truth_are_compared_with_each_other(
    recto: Any, readers: Any, lines: Path
) -> None:
    (lines / "lines.tsv").unlink()
    readers(lambda host, _: ("Haus", "Glück", "und") if host == "new" else ("Hans", "Glück", "und"))
    said = recto("models", "compare", "--lines", str(lines), "--url", OLD, "--url", NEW)
    assert "–" in said.out
    assert "0.png: Ha[-n-]{+u+}s" in said.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--url", OLD), "nothing to compare"),
        (("--url", OLD, "--url", OLD), "nothing to compare"),
        ((), "where the readers are"),
        (("letters", "letters-9", "letters-1", "--url", OLD), "letters has no model 'letters-9'"),
        (("letters", "a", "b", "c", "--url", OLD), "3 versions were given"),
        (
            ("letters", "letters-1", "--split", "pool", "--url", OLD, "--url", NEW),
            "no line of the split 'pool'",
        ),
    ],
)
def test_what_cannot_be_compared_is_told_in_a_sentence(
    recto: Any, letters: Any, lines: Path, words: tuple[str, ...], sentence: str
) -> None:
    said = recto("models", "compare", "--lines", str(lines), *words)
    assert said.code != 0
    assert said.is_one_sentence
    assert sentence in said.err


def test_a_reader_that_is_away_is_named(recto: Any, lines: Path) -> None:
    url = ("--url", "http://127.0.0.1:1", "--url", "http://127.0.0.1:2")
    said = recto("models", "compare", "--lines", str(lines), *url)
    assert said.is_one_sentence
    assert "http://127.0.0.1:1" in said.err


def test_a_folder_of_nothing_is_refused(tmp_path: Path) -> None:
    from recto.benchmarks.reader_comparison import lines_in  # noqa: PLC0415

    with pytest.raises(UserError, match=r"neither a lines\.tsv nor images"):
        lines_in(tmp_path, None)
