"""Keystrokes: what the typist does is right and shortest, and both sides are counted by the same rules."""

import pytest

from recto.benchmarks.keystrokes import plain_box
from recto.benchmarks.keystrokes.editor import Editor, Place, edited, opened
from recto.benchmarks.keystrokes.typist import keys_for, without_doubts
from schemas.readings import Alternative, Evidence, Grapheme, Reading

EVIDENCE = Evidence(log_probability=-1, margin=0.1, entropy=0.2, expected_errors=0.6, confidence=0.9)


def read(text: str, doubts: dict[int, tuple[float, dict[str, float]]] | None = None) -> Reading:
    """A reading with some doubtful places: confidence, and alternatives with theirs."""
    found = doubts or {}
    graphemes = []
    for at, character in enumerate(text):
        confidence, others = found.get(at, (1.0, {}))
        alternatives = tuple(Alternative(other, probability) for other, probability in others.items())
        graphemes.append(Grapheme(character, confidence, 0.0, 1.0, alternatives))
    return Reading(text=text, graphemes=tuple(graphemes), evidence=EVIDENCE)


def after(reading: Reading, keys: tuple[str, ...]) -> Editor:
    editor = opened(reading)
    for key in keys:
        editor = editor.pressed(key)
    return editor


@pytest.mark.parametrize(
    ("reading", "truth", "keys"),
    [
        (read("right"), "right", ("Enter",)),
        (read("cat", {0: (0.5, {"h": 0.5})}), "hat", ("2", "Enter")),
        (read("cat", {0: (0.5, {"x": 0.5})}), "hat", ("h", "Enter")),
        (read("deear", {2: (0.5, {})}), "dear", ("2", "Enter")),
        (read("cat"), "chat", ("ArrowRight", "h", "Enter")),
        (read("one two"), "one too", ("End", "ArrowLeft", "Backspace", "o", "Enter")),
        (read("cet sep", {1: (0.5, {"a": 0.5}), 5: (0.8, {"u": 0.2})}), "cat sup", ("2", "2", "Enter")),
        (read("cat", {2: (0.95, {"r": 0.05})}), "car", ("Tab", "2", "Enter")),
        (read("19O5", {2: (0.5, {"0": 0.5})}), "1905", ("0", "Enter")),
    ],
)
def test_the_typist_takes_the_shortest_way(reading: Reading, truth: str, keys: tuple[str, ...]) -> None:
    found = keys_for(opened(reading), truth)
    assert len(found) == len(keys), found
    assert after(reading, keys[:-1]).text == truth
    assert after(reading, found[:-1]).text == truth


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("", "new"),
        ("old", ""),
        ("ab cd", "xyz"),
        ("lan ex capricieuse.", "Madame est capricieuse ."),
        ("a b", "ab"),
    ],
)
def test_the_typist_reaches_any_truth(text: str, truth: str) -> None:
    found = keys_for(opened(read(text)), truth)
    assert after(read(text), found[:-1]).text == truth


def test_doubts_only_help() -> None:
    reading = read("hcnse of cards", {1: (0.5, {"o": 0.4}), 2: (0.7, {"u": 0.2})})
    assert len(keys_for(opened(reading), "house of cards")) < len(
        keys_for(without_doubts(opened(reading)), "house of cards")
    )


def test_what_was_typed_is_sure_and_what_was_left_keeps_its_doubt() -> None:
    places = (Place("a", 0.5), Place("b"), Place("c", 0.7))
    assert edited(places, "axc") == (Place("a", 0.5), Place("x"), Place("c", 0.7))


@pytest.mark.parametrize(
    ("text", "truth", "keys"),
    [
        ("all of it right", "all of it right", 1),
        ("wrong word", "wrung word", 1 + 5 + 1),
        ("the wrong word", "the wrung word", 1 + 1 + 5 + 1),
        ("a b c d e wrong", "a b c d e right", 2 + 1 + 5 + 1),
        ("one too many", "one many", 1 + 1 + 1 + 1),
        ("one many", "one too many", 1 + 4 + 1),
        ("inthe", "in the", 1 + 6 + 1),
    ],
)
def test_a_plain_box_costs_the_way_to_a_word_and_typing_it_anew(text: str, truth: str, keys: int) -> None:
    assert plain_box.keystrokes(text, truth) == keys
