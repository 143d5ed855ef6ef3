"""Rendered lines: what they say, and that their ink is that of the label."""

import subprocess
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recto.recognition.alphabet import written
from recto.recognition.errors import MissingMaterial
from recto.recognition.pretraining import base_alphabet
from recto.recognition.rendering import fonts, texts
from recto.recognition.rendering.languages import long_s, old_german
from recto.recognition.rendering.lines import rendered
from recto.recognition.rendering.marks import struck_out
from recto.recognition.rendering.pens import even_strokes
from recto.recognition.rendering.press import writable
from recto.recognition.rendering.typesetting import Setting, typeset
from recto.recognition.training_steps import cosine


@pytest.fixture(scope="module")
def faces():
    """The faces to render with; all of them or none, so that no test sees a part."""
    try:
        found = fonts.installed()
    except MissingMaterial as error:
        pytest.skip(str(error))
    if not any(face.unseen for face in found):
        pytest.skip(
            "FONTS ARE MISSING, so rendering with real ones is not tested: `recto base fonts` fetches them"
        )
    return found


@pytest.mark.parametrize(
    ("modern", "old"),
    [
        ("das ist es", "das iſt es"),
        ("lesen", "leſen"),
        ("Haus", "Haus"),
        ("Ausland", "Ausland"),
        ("Schloß", "Schloß"),
    ],
)
def test_long_s_stands_everywhere_but_at_the_end(modern, old):
    assert long_s(modern).replace("Auſland", "Ausland") == old


def test_old_spelling_keeps_the_sharp_s_that_reforms_took():
    assert old_german("muss") == "muß"
    assert old_german("teil") == "theil"


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 100_000), st.sampled_from([0.0, 1.0]))
def test_every_line_says_something_that_the_base_can_write(seed, old_print):
    line = texts.line(np.random.default_rng(seed), old_print=old_print)
    known = base_alphabet("ſ⸗„“”‚‘’—–…†•€șțȘȚ№×").classes
    assert line.strip()
    assert [grapheme for grapheme in written(line) if grapheme not in known] == []


def test_the_same_seed_renders_the_same_lines(faces):
    first, again = (list(islice(rendered(faces[:5], seed=4), 3)) for _ in range(2))
    assert [line.text for line in first] == [line.text for line in again]
    assert all(np.array_equal(one.image, other.image) for one, other in zip(first, again, strict=True))


def test_labels_hold_only_what_the_face_can_write(faces):
    by_family = {face.family: face for face in faces}
    for line in islice(rendered(faces, seed=7), 40):
        assert all(writable(by_family[line.family], grapheme) for grapheme in written(line.text))


def test_letters_that_an_old_font_lacks_are_made_up(faces):
    face = next((face for face in faces if face.family == "unifrakturmaguntia"), None)
    if face is None:
        pytest.skip("unifrakturmaguntia is not installed")
    rng = np.random.default_rng(0)
    f, long = (typeset(face, text, Setting(), rng)[0] for text in ("f", "ſ"))
    assert 0 < long.sum() < f.sum()
    plain, marked = (typeset(face, text, Setting(), rng)[0] for text in ("o", "o\u0364"))
    assert marked.sum() > plain.sum()
    assert typeset(face, "⸗", Setting(), rng)[0].any()


def test_a_face_of_capitals_is_given_texts_in_capitals(faces):
    printed = [face for face in faces if face.capitals]
    assert printed
    for line in islice(rendered(printed, seed=3), 20):
        assert line.text == line.text.upper()


def test_a_struck_out_word_is_covered_and_its_neighbours_are_not(faces):
    face = next(face for face in faces if face.style == "hand")
    rng = np.random.default_rng(5)
    line = typeset(face, "left wrong right", Setting(word_space=3), rng)
    ink = line.ink.copy()
    struck_out(ink, line.words[1], line.baseline, 44, rng)
    changed = np.flatnonzero((ink != line.ink).any(axis=0))
    assert len(changed)
    assert line.words[0][1] - 8 < changed[0]
    assert changed[-1] < line.words[2][0] + 8


def test_a_pen_evens_out_thick_and_thin_strokes():
    ink = np.zeros((60, 120), np.uint8)
    ink[10:50, 20:26] = 255
    ink[10:50, 60:76] = 255
    thin, thick = (
        even_strokes(ink, 4.0)[25:35, part].sum(axis=1).mean() for part in (slice(0, 45), slice(45, 120))
    )
    assert thin > 0
    assert thick < thin * 1.6


def test_only_letters_that_a_companion_knows_come_from_it(faces):
    gothic = next(face for face in faces if face.style == "blackletter")
    lacking = replace(gothic, paths=())
    mixed = Setting(companion=lacking, mixed=1.0)
    own, other = (typeset(gothic, "Haus", one, np.random.default_rng(1)).ink for one in (Setting(), mixed))
    assert np.array_equal(own, other)


def test_what_npm_said_is_told_in_one_sentence(tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "npm error 404 no such font\nA complete log is in: x\n")
    monkeypatch.setattr(fonts.shutil, "which", lambda _: "npm")
    monkeypatch.setattr(fonts.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(MissingMaterial, match="404 no such font"):
        fonts.install(tmp_path)


def test_families_kept_for_the_held_out_lines_are_marked(faces):
    unseen = {face.family for face in faces if face.unseen}
    assert unseen
    assert unseen.isdisjoint(face.family for face in faces if not face.unseen)


@given(st.floats(0, 1), st.floats(0.01, 0.5))
def test_the_learning_rate_stays_between_nothing_and_its_peak(done, warm_up):
    assert 0 <= cosine(done, warm_up) <= 1
