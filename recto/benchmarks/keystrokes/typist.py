"""An ideal typist: the keys that turn what the line editor opens with into the truth.

For each stretch that is wrong, the shortest way there and through it, found by trying all keys. Stretches are taken
from left to right or from right to left, neighbouring errors together or one by one: whichever is shortest.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein, Opcode

from recto.benchmarks.keystrokes.editor import MOVING, Editor, Place
from recto.recognition.measures import graphemes

ACCEPT = "Enter"

Keys = tuple[str, ...]


class Wrong(NamedTuple):
    """A stretch of the text that is to become `text`."""

    start: int
    end: int
    text: str


def keys_for(editor: Editor, truth: str) -> Keys:
    """The keys to the truth, accepting included."""
    plans = [plan(editor, truth, together=together, by=by) for together in (True, False) for by in (1, -1)]
    return (*min(plans, key=len), ACCEPT)


def plan(editor: Editor, truth: str, *, together: bool, by: int) -> Keys:
    """The keys to the truth, mending one stretch after another."""
    keys: list[str] = []
    wrong = stretches(editor.text, truth, together=together)[::by]
    shifted = 0
    for stretch in wrong:
        moved = stretch._replace(start=stretch.start + shifted, end=stretch.end + shifted)
        found, editor = mended(editor, moved)
        keys += found
        if by > 0:
            shifted += len(stretch.text) - (stretch.end - stretch.start)
    return tuple(keys)


def stretches(read: str, truth: str, *, together: bool) -> list[Wrong]:
    """What is wrong, from left to right; neighbours together, or one character by one where lengths allow."""
    before, after = graphemes(read), graphemes(truth)
    found: list[Wrong] = []
    for block in Levenshtein.opcodes(before, after):
        if block.tag == "equal":
            continue
        parts = list(_parts(before, after, block, together=together))
        if together and found and found[-1].end == parts[0].start:
            last = found.pop()
            parts[0] = Wrong(last.start, parts[0].end, last.text + parts[0].text)
        found += parts
    return found


def _parts(before: Sequence[str], after: Sequence[str], block: Opcode, *, together: bool) -> Iterator[Wrong]:
    wrong, right = before[block.src_start : block.src_end], after[block.dest_start : block.dest_end]
    start = len("".join(before[: block.src_start]))
    if together or not wrong:
        yield Wrong(start, start + len("".join(wrong)), "".join(right))
        return
    for at, each in enumerate(wrong):
        yield Wrong(start, start + len(each), right[at] if at < len(right) else "")
        start += len(each)


def mended(editor: Editor, wrong: Wrong) -> tuple[Keys, Editor]:
    """The shortest keys from here through a wrong stretch, and the editor after them."""
    wanted = editor.text[: wrong.start] + wrong.text + editor.text[wrong.end :]
    best: tuple[Keys, Editor] | None = None
    for way, there in _reached(editor):
        if best is not None and len(way) >= len(best[0]):
            break
        for keys in _through(there, wrong):
            after = there
            for key in keys:
                after = after.pressed(key)
            if after.text == wanted and (best is None or len(way) + len(keys) < len(best[0])):
                best = (*way, *keys), after
    if best is None:
        raise ValueError(f"no keys lead from {editor.text!r} to {wanted!r}")
    return best


def _reached(editor: Editor) -> Iterator[tuple[Keys, Editor]]:
    """Every place of the caret and every selection that moving gives, by the keys it takes; the nearest first."""
    seen = {(editor.start, editor.end)}
    queue: deque[tuple[Keys, Editor]] = deque([((), editor)])
    while queue:
        way, here = queue.popleft()
        yield way, here
        for key in MOVING:
            there = here.pressed(key)
            if (there.start, there.end) not in seen:
                seen.add((there.start, there.end))
                queue.append(((*way, key), there))


def _through(editor: Editor, wrong: Wrong) -> Iterator[Keys]:
    """The ways through a wrong stretch from here, if there are any."""
    typed = graphemes(wrong.text)
    inside = graphemes(editor.text[wrong.start : wrong.end])
    focus = editor.focus
    if (editor.start, editor.end) == (wrong.start, wrong.end) and focus is not None:
        choices = editor.places[focus.at].choices
        if wrong.text in choices:
            yield (str(choices.index(wrong.text) + 1),)
    if editor.start == wrong.start and editor.end <= wrong.end:
        left = len(graphemes(editor.text[editor.end : wrong.end]))
        yield (*typed, *["Delete"] * left) if typed else ("Delete",) * (left + (editor.start != editor.end))
    if editor.start == editor.end == wrong.end:
        yield (*["Backspace"] * len(inside), *typed)


def without_doubts(editor: Editor) -> Editor:
    """The same text in a plain text box: nothing is marked, and the caret is at the beginning."""
    places = tuple(Place(place.text) for place in editor.places)
    return Editor(places)
