"""`recto collections` against the real gateway."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse

GATEWAY = "http://gateway"


def settings(recto: Any, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(recto("collections", "show", name, "--json").out)["settings"]
    return found


def test_a_collection_is_made_with_the_settings_given_and_says_what_comes_next(
    recto: Any, gateway: Any
) -> None:
    said = recto("collections", "create", "letters", "--set", "batch_lines=7", "--set", "target_cer=0.01")
    assert (said.code, said.err) == (0, "")
    assert "recto ingest PATH… --collection letters" in said.out
    made = settings(recto, "letters")
    assert (made["batch_lines"], made["target_cer"], made["strategy"]) == (7, 0.01, "recto")


def test_collections_are_listed_for_people_and_for_programs(recto: Any, gateway: Any) -> None:
    assert "No collections yet" in recto("collections", "list").out
    assert json.loads(recto("collections", "list", "--json").out) == []
    recto("collections", "create", "letters")
    recto("collections", "create", "forms")
    assert [line.split()[0] for line in recto("collections", "list").out.splitlines()[1:]] == [
        "forms",
        "letters",
    ]
    listed = json.loads(recto("collections", "list", "--json").out)
    assert [each["name"] for each in listed] == ["forms", "letters"]


def test_every_setting_is_shown_with_its_meaning(recto: Any, gateway: Any) -> None:
    recto("collections", "create", "letters")
    out = recto("collections", "show", "letters").out
    assert "retrain_cron" in out
    assert "Lines asked for in one round." in out


def test_changing_one_setting_leaves_the_others(recto: Any, gateway: Any) -> None:
    recto("collections", "create", "letters", "--set", "batch_lines=7")
    said = recto("collections", "set", "letters", "audit_share=0.2", "retrain_after_labels=none")
    assert (said.code, said.out) == (0, "letters is at version 2 of its settings.\n")
    now = settings(recto, "letters")
    assert (now["batch_lines"], now["audit_share"], now["retrain_after_labels"]) == (7, 0.2, None)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("create", "letters"), "letters"),
        (("create", "Two Words"), "name"),
        (("create", "forms", "--set", "colour=red"), "colour=red"),
        (("create", "forms", "--set", "batch_lines"), "NAME=VALUE"),
        (("create", "forms", "--set", "batch_lines=many"), "batch_lines=many"),
        (("create", "forms", "--set", "batch_lines=0"), "batch_lines=0"),
        (("create", "forms", "--set", "batch_lines=none"), "batch_lines=none"),
        (("create", "forms", "--set", "target_cer=nan"), "target_cer=nan"),
        (("create", "forms", "--set", "train_seconds=inf"), ""),
        (("create", "forms", "--set", "strategy=guess"), "strategy"),
        (("create", "forms", "--set", "retrain_cron=often"), "often"),
        (("show", "forms"), "forms"),
        (("show", "../documents"), "Not Found"),
        (("set", "forms", "batch_lines=3"), "forms"),
        (("set", "letters", "batch_lines=-3"), "batch_lines=-3"),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(
    recto: Any, gateway: Any, words: tuple[str, ...], told: str
) -> None:
    recto("collections", "create", "letters")
    before = recto("collections", "list", "--json").out
    said = recto("collections", *words)
    assert said.code == 2
    assert said.is_one_sentence, said
    assert told in said.err
    assert recto("collections", "list", "--json").out == before


def test_without_a_stack_the_sentence_says_how_to_start_one(
    recto: Any, answering: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    said = recto("collections", "list")
    assert said.code == 2
    assert said.is_one_sentence
    assert "is the stack up?" in said.err
    for name in ("RECTO_GATEWAY_URL", "RECTO_TRAINER_URL"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("RECTO_HOME", str(tmp_path))
    said = recto("collections", "list")
    assert said.code == 2
    assert said.is_one_sentence
    assert "recto up" in said.err


def test_a_wrong_token_is_one_sentence(recto: Any, gateway: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTO_TOKEN", "wrong")
    said = recto("collections", "list")
    assert said.code == 2
    assert said.is_one_sentence


@pytest.mark.parametrize("answer", [HTMLResponse("<html>"), RedirectResponse("/login")])
def test_another_program_in_the_gateways_place_is_one_sentence(
    recto: Any, answering: Any, answer: Any
) -> None:
    app = FastAPI()
    app.get("/v1/collections")(lambda: answer)
    answering(GATEWAY, app)
    said = recto("collections", "list")
    assert said.code == 2
    assert said.is_one_sentence, said


@pytest.mark.parametrize("url", ["gateway", "http://[", "http://gateway:port"])
def test_an_address_that_is_none_is_one_sentence(
    recto: Any, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("RECTO_GATEWAY_URL", url)
    said = recto("collections", "list")
    assert said.code == 2
    assert said.is_one_sentence, said


@pytest.mark.parametrize("name", ["Über uns", "Letters", "-", "a" * 64])
def test_what_can_be_no_name_is_refused_with_what_a_name_is(recto: Any, gateway: Any, name: str) -> None:
    said = recto("collections", "create", "--", name)
    assert said.code == 2
    assert said.is_one_sentence, said
    assert "use a to z, 0 to 9 and hyphens" in said.err


def test_an_address_that_is_none_is_told_from_a_service_that_is_away(
    recto: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECTO_GATEWAY_URL", "htp:/here")
    said = recto("collections", "list")
    assert said.is_one_sentence, said
    assert "must begin with http:// or https://" in said.err
