"""Rendered lines: what they say, and that their ink is that of the label."""

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


def test_families_kept_for_the_held_out_lines_are_marked(faces):
    unseen = {face.family for face in faces if face.unseen}
    assert unseen
    assert unseen.isdisjoint(face.family for face in faces if not face.unseen)


@given(st.floats(0, 1), st.floats(0.01, 0.5))
def test_the_learning_rate_stays_between_nothing_and_its_peak(done, warm_up):
    assert 0 <= cosine(done, warm_up) <= 1
