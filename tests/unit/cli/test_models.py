"""`recto models` against the real trainer's API."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from recto.runtime.objects import put_model
from schemas.blobs import BlobRef
from schemas.models import Interval, ModelRejected, SliceVerdict
from services.trainer.evidence import CalibrationError, Evidence, HeldOutReading

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BLOB = BlobRef(key="k", sha256="0" * 64, size=1, media_type="x")
ODD_NAME = "[/b] $x_$"


def test_models_are_listed_newest_first_with_the_champion_marked(recto: Any, letters: Any) -> None:
    said = recto("models", "list", "letters")
    assert (said.code, said.err) == (0, "")
    rows = [line.split() for line in said.out.splitlines()[1:]]
    assert rows[0][:3] == ["letters-2", "rejected", "–"]
    assert rows[1][:4] == ["●", "letters-1", "promoted", "10.0%"]
    assert rows[1][-2:] == ["61", "s"]
    listed = json.loads(recto("models", "list", "letters", "--json").out)
    assert [model["version"] for model in listed["models"]] == ["letters-2", "letters-1"]


def test_the_shipped_base_is_listed_where_it_reads(recto: Any, letters: Any) -> None:
    recto("models", "rollback", "letters")
    assert recto("models", "list", "letters").out.splitlines()[-1].split() == ["●", "base-latin", "shipped"]


def test_one_model_is_shown_whole(recto: Any, letters: Any) -> None:
    shown = json.loads(recto("models", "show", "letters", "letters-2", "--json").out)
    assert (shown["version"], shown["verdict"]["labels"]) == ("letters-2", 40)


def held_out(number: int, champion: str, candidate: str) -> HeldOutReading:
    return HeldOutReading(
        line_id=f"page-{number}/l1",
        page_id=f"page-{number}",
        truth="Haus",
        champion=champion,
        candidate=candidate,
    )


@pytest.fixture
def judged(letters: Any, trainer: Any) -> Any:
    """A third model, with all that a gate says and keeps; fifteen of its held-out lines changed."""
    lines = [held_out(n, "Hans", "Haus") for n in range(2, 15)]
    evidence = Evidence(
        collection="letters",
        champion="letters-1",
        candidate="letters-3",
        lines=(held_out(0, "Haus", "[b]Haus"), held_out(1, "", "Hau"), *lines, held_out(15, "Haus", "Haus")),
        calibration=CalibrationError(before=0.08, after=0.011),
    )
    interval = Interval(low=-0.0123, high=0.004)
    by_slice = SliceVerdict(
        name="script Greek",
        lines=12,
        pages=2,
        candidate_cer=0.2,
        champion_cer=0.1,
        interval=interval,
        probability=0.01,
        is_worse=True,
    )
    by_slices = (by_slice, by_slice.model_copy(update={"name": f"writer {ODD_NAME}", "is_worse": False}))
    known = letters.verdicts["letters-1"].verdict
    said = known.model_copy(update={"interval": interval, "probability": 0.93, "slices": by_slices})
    letters.judge(
        ModelRejected(
            collection="letters",
            version="letters-3",
            round=3,
            champion="letters-1",
            weights=BLOB,
            snapshot=BLOB,
            decided_at=NOON,
            verdict=said,
            evidence=put_model(trainer.objects, "evidence", evidence),
        )
    )
    return letters


def test_the_verdict_on_a_model_is_told_slice_by_slice_with_the_lines_that_changed_most(
    recto: Any, judged: Any
) -> None:
    said = recto("models", "show", "letters", "letters-3")
    assert (said.code, said.err) == (0, "")
    assert "letters-3: rejected" in said.out
    assert "-1.23 to +0.40" in said.out
    assert "0.080 as trained, 0.011 as kept" in said.out
    [row] = [line for line in said.out.splitlines() if "script Greek" in line]
    assert "worse beyond noise" in row
    changed = [line for line in said.out.splitlines() if line.startswith("page-")]
    assert len(changed) == 10
    assert changed[:3] == [
        "page-0/l1: 3 errors more",
        "page-1/l1: 3 errors fewer",
        "page-2/l1: 1 error fewer",
    ]
    assert "  letters-3  [-[b]-]Haus" in said.out
    assert "  letters-1  Ha[-n-]{+u+}s" in said.out


def test_a_model_of_before_slices_is_told_too(recto: Any, letters: Any) -> None:
    said = recto("models", "show", "letters", "letters-1")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("letters-1: promoted, in use")


def test_a_writers_name_is_told_as_it_is_whatever_is_in_it(recto: Any, judged: Any) -> None:
    assert f"writer {ODD_NAME}" in recto("models", "show", "letters", "letters-3").out


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_verdict_is_drawn_where_it_is_asked_for(
    recto: Any, judged: Any, tmp_path: Any, ending: str
) -> None:
    picture = tmp_path / f"verdict.{ending}"
    assert recto("models", "show", "letters", "letters-3", "--plot", str(picture)).code == 0
    assert picture.read_bytes().lstrip()[:5] in (b"<?xml", b"\x89PNG\r")


@pytest.mark.parametrize(
    ("version", "path", "told"),
    [
        ("letters-3", "verdict.gif", ".svg or .png"),
        ("letters-3", "nowhere/verdict.svg", "No such file"),
        ("letters-1", "verdict.svg", "nothing to plot"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(
    recto: Any, judged: Any, tmp_path: Any, *, version: str, path: str, told: str
) -> None:
    said = recto("models", "show", "letters", version, "--plot", str(tmp_path / path))
    assert said.code == 2
    assert said.is_one_sentence, said
    assert told in said.err


def test_evidence_that_was_lost_is_one_sentence(recto: Any, judged: Any, trainer: Any, tmp_path: Any) -> None:
    for kept in (tmp_path / "evidence").iterdir():
        kept.unlink()
    said = recto("models", "show", "letters", "letters-3")
    assert said.code == 2
    assert said.is_one_sentence
    assert "lost" in said.err


def test_a_person_puts_a_model_in_use_and_takes_it_back(recto: Any, letters: Any) -> None:
    said = recto("models", "promote", "letters", "letters-2", "--by", "anna")
    assert (said.code, said.err) == (0, "")
    assert "letters-2 takes over" in said.out
    assert (letters.champion, letters.crowned.by) == ("letters-2", "anna")
    assert recto("models", "rollback", "letters", "--reason", "worse").code == 0
    assert (letters.champion, letters.crowned.reason) == ("letters-1", "worse")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("list", "forms"), "forms"),
        (("list", "a/b?c"), ""),
        (("show", "letters", "letters-9"), "letters-9"),
        (("promote", "letters", "letters-9"), "letters-9"),
        (("promote", "letters", "letters-1"), "already"),
        (("promote", "letters", "letters-2", "--by", ""), "by"),
        (("rollback", "forms"), "forms"),
    ],
)
def test_a_mistake_is_one_sentence(recto: Any, letters: Any, words: tuple[str, ...], told: str) -> None:
    said = recto("models", *words)
    assert said.code == 2
    assert said.is_one_sentence, said
    assert told in said.err
    assert letters.generation == 1


def test_a_wrong_token_is_one_sentence(recto: Any, letters: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTO_TOKEN", "wrong")
    said = recto("models", "list", "letters")
    assert said.code == 2
    assert said.is_one_sentence
    assert "token" in said.err
