"""What the keys of the line editor do to its text: the model that keystrokes are counted by.

It says what services/labeling_gateway/pages does (doubts.js, line-text.js); tests/browser holds the two together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from schemas.readings import Grapheme, Reading

DOUBTFUL, NEARLY_SURE = 0.9, 0.99
_WORTH_OFFERING = 0.01
_OFFERED = 9


class Place(NamedTuple):
    """A character of the text: how sure it is, and what else it could be, most probable first."""

    text: str
    confidence: float = 1.0
    others: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """What the digits stand for, from 1."""
        return (self.text, *(other for other in self.others if other != self.text))[:_OFFERED]


class Doubt(NamedTuple):
    """A doubtful place: which it is, and where in the text it begins and ends."""

    at: int
    start: int
    end: int


@dataclass(frozen=True)
class Editor:
    """The text with its places, and what is selected; the caret is at the end of that."""

    places: tuple[Place, ...]
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        """The text as it stands."""
        return "".join(place.text for place in self.places)

    @property
    def focus(self) -> Doubt | None:
        """The place that is not quite sure and selected, if one is."""
        selected = (self.start, self.end)
        return next((doubt for doubt in self.doubts(NEARLY_SURE) if doubt[1:] == selected), None)

    def doubts(self, limit: float = DOUBTFUL) -> list[Doubt]:
        """The places less sure than that, in order."""
        ends = accumulate(len(place.text) for place in self.places)
        return [
            Doubt(at, end - len(place.text), end)
            for at, (place, end) in enumerate(zip(self.places, ends, strict=True))
            if place.confidence < limit
        ]

    def pressed(self, key: str) -> "Editor":
        """The editor after a key, named as Playwright names it; any other key is typed."""
        if key in _KEYS:
            return _KEYS[key](self)
        choice = self._by_digit(key)
        return self.typed(key) if choice is None else self._chosen(choice)

    def typed(self, text: str) -> "Editor":
        """With a text in place of what is selected."""
        return self._replaced(self.start, self.end, text)

    def stepped(self, by: int) -> "Editor":
        """At the next (1) or previous (-1) doubtful place, and after the last at those that are nearly sure."""
        doubtful, focus = self.doubts(), self.focus
        every = sorted(self.doubts(NEARLY_SURE), key=lambda doubt: doubt not in doubtful)
        if not every:
            return self
        if focus is not None:
            return self._on(every[(every.index(focus) + by) % len(every)])
        here = self.start - 1 if by > 0 else self.start
        near = (doubtful or every)[::by]
        return self._on(next((doubt for doubt in near if (doubt.start - here) * by > 0), near[0]))

    def moved(self, by: int) -> "Editor":
        """A character on or back; where something is selected, at that end of it."""
        if self.start != self.end:
            return self.at(self.end if by > 0 else self.start)
        bounds = [0, *accumulate(len(place.text) for place in self.places)]
        beyond = [bound for bound in bounds[::by] if (bound - self.end) * by > 0]
        return self.at(beyond[0] if beyond else self.end)

    def moved_word(self, by: int) -> "Editor":
        """At the beginning of the next or of this or the previous word."""
        text = self.text
        starts = [at for at in range(len(text)) if text[at] != " " and (at == 0 or text[at - 1] == " ")]
        caret = self.end if by > 0 else self.start
        beyond = [start for start in starts[::by] if (start - caret) * by > 0]
        return self.at(beyond[0] if beyond else (len(text) if by > 0 else 0))

    def deleted(self, by: int) -> "Editor":
        """Without what is selected, or without the character after or before the caret."""
        if self.start != self.end:
            return self._replaced(self.start, self.end, "")
        other = self.moved(by).end
        return self._replaced(min(self.end, other), max(self.end, other), "")

    def _by_digit(self, key: str) -> str | None:
        focus = self.focus
        if focus is None or not (key.isdecimal() and key != "0"):
            return None
        choices = self.places[focus.at].choices
        if any(any(character.isdecimal() for character in choice) for choice in choices):
            return None
        return choices[int(key) - 1] if int(key) <= len(choices) else None

    def _chosen(self, text: str) -> "Editor":
        focus = self.focus
        if focus is None:
            return self
        settled = (Place(text),) if text else ()
        places = (*self.places[: focus.at], *settled, *self.places[focus.at + 1 :])
        caret = focus.start + len(text)
        editor = Editor(places, caret, caret)
        after = next((doubt for doubt in editor.doubts() if doubt.start >= caret), None)
        return editor if after is None else editor._on(after)

    def _replaced(self, start: int, end: int, text: str) -> "Editor":
        caret = start + len(text)
        return Editor(edited(self.places, self.text[:start] + text + self.text[end:]), caret, caret)

    def _on(self, doubt: Doubt) -> "Editor":
        return replace(self, start=doubt.start, end=doubt.end)

    def at(self, caret: int) -> "Editor":
        """With the caret there, and nothing selected."""
        return replace(self, start=caret, end=caret)


_KEYS: dict[str, Callable[[Editor], Editor]] = {
    "Tab": lambda editor: editor.stepped(1),
    "Shift+Tab": lambda editor: editor.stepped(-1),
    "ArrowRight": lambda editor: editor.moved(1),
    "ArrowLeft": lambda editor: editor.moved(-1),
    "Control+ArrowRight": lambda editor: editor.moved_word(1),
    "Control+ArrowLeft": lambda editor: editor.moved_word(-1),
    "Home": lambda editor: editor.at(0),
    "End": lambda editor: editor.at(len(editor.text)),
    "Delete": lambda editor: editor.deleted(1),
    "Backspace": lambda editor: editor.deleted(-1),
}
MOVING = tuple(key for key in _KEYS if key not in ("Delete", "Backspace"))


def opened(reading: Reading) -> Editor:
    """The editor as it opens on a line: the first doubtful place in focus, or the caret at the beginning."""
    places = tuple(Place(each.text, each.confidence, _others(each)) for each in reading.graphemes)
    editor = Editor(places)
    return editor.stepped(1) if editor.doubts() else editor


def edited(places: Sequence[Place], text: str) -> tuple[Place, ...]:
    """The places after the text was edited: what was typed is sure, what was left keeps its doubt."""
    before = "".join(place.text for place in places)
    if before == text:
        return tuple(places)
    start = _shared(before, text)
    rest = min(len(before), len(text)) - start
    end = min(rest, _shared(before[::-1], text[::-1]))
    left, right = _whole(places, start), _whole(places[::-1], end)[::-1]
    used = sum(len(place.text) for place in left), sum(len(place.text) for place in right)
    typed = text[used[0] : len(text) - used[1]]
    return (*left, *((Place(typed),) if typed else ()), *right)


def _others(grapheme: Grapheme) -> tuple[str, ...]:
    """The alternatives, and nothing at all where enough of the probability is left for that."""
    others = [(other.text, other.probability) for other in grapheme.alternatives]
    nothing = 1 - grapheme.confidence - sum(probability for _, probability in others)
    if nothing >= _WORTH_OFFERING:
        others.append(("", nothing))
    return tuple(text for text, _ in sorted(others, key=lambda other: -other[1]))


def _shared(one: str, other: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _whole(places: Sequence[Place], limit: int) -> list[Place]:
    """The places that lie whole within the first `limit` characters."""
    ends = accumulate(len(place.text) for place in places)
    return [place for place, end in zip(places, ends, strict=True) if end <= limit]
