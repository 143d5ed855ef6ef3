"""`recto models` against the real trainer's API."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.blobs import BlobRef
from schemas.collections import CollectionConfigured, CollectionSettings
from schemas.models import ModelPromoted, ModelRejected, Verdict

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BLOB = BlobRef(key="k", sha256="0" * 64, size=1, media_type="x")


def verdict(cer: float | None) -> Verdict:
    return Verdict(
        candidate_cer=cer,
        champion_cer=0.2,
        held_out_lines=9,
        held_out_pages=2,
        labels=40,
        characters_keyed=1,
        edits=0,
        train_seconds=61,
        reason="r",
    )


@pytest.fixture
def letters(trainer: Any) -> Any:
    """A collection with a champion and a model that was rejected."""
    book = trainer.ledger.book("letters")
    book.configure(
        CollectionConfigured(
            collection="letters", version=1, settings=CollectionSettings(), configured_at=NOON
        )
    )
    about = {"collection": "letters", "weights": BLOB, "snapshot": BLOB, "decided_at": NOON}
    first = ModelPromoted(
        **about,
        version="letters-1",
        round=1,
        generation=1,
        previous="base-latin",
        verdict=verdict(0.1),
    )
    book.judge(first)
    book.crown(first)
    book.judge(
        ModelRejected(**about, version="letters-2", round=2, champion="letters-1", verdict=verdict(None))
    )
    return book


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
    shown = json.loads(recto("models", "show", "letters", "letters-2").out)
    assert (shown["version"], shown["verdict"]["labels"]) == ("letters-2", 40)


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
