"""Lines to correct: some read right, some with doubtful characters, some with errors that no doubt points at."""

import random
from collections.abc import Sequence

from drawn_pages import Doubt, DrawnLine

_TEXT = (
    "my dear Mrs Stanford I have your letter of the fourth instant and beg to say that the matter you write of will "
    "be taken up at once with the board and that nothing shall be left undone to bring it to a good end before winter"
)
_WORDS = _TEXT.split()
_LOOKS_LIKE = {
    "e": "c",
    "c": "e",
    "n": "u",
    "u": "n",
    "a": "o",
    "o": "a",
    "l": "i",
    "i": "l",
    "m": "w",
    "h": "b",
}


def sample_lines(count: int, seed: int = 5) -> Sequence[DrawnLine]:
    """As many lines; the same seed gives the same."""
    draw = random.Random(seed)
    return [_line(draw, at) for at in range(count)]


def _line(draw: random.Random, at: int) -> DrawnLine:
    start = draw.randrange(len(_WORDS) - 8)
    truth = " ".join((f"{at + 1:02}", *_WORDS[start : start + draw.randrange(4, 8)]))
    if at % 4 == 0:
        return DrawnLine(truth, truth)
    places = [place for place, character in enumerate(truth) if character in _LOOKS_LIKE]
    wrong = sorted(draw.sample(places, k=draw.randrange(1, 4)))
    read, doubts = list(truth), {}
    for place in wrong:
        read[place] = _LOOKS_LIKE[truth[place]]
        doubts |= _doubt(draw, place, truth[place])
    return DrawnLine(truth, "".join(read), doubts)


def _doubt(draw: random.Random, place: int, right: str) -> dict[int, Doubt]:
    """One error is marked and offered, one is marked only, one is nearly sure, and one stays unseen."""
    kind = draw.randrange(4)
    if kind == 0:
        return {place: Doubt(0.5, {right: 0.4, "x": 0.05})}
    if kind == 1:
        return {place: Doubt(0.8, {"x": 0.15})}
    return {place: Doubt(0.97, {right: 0.02})} if kind == 2 else {}
