"""The alphabet: which graphemes a network can write, in an order that never changes."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from recto.recognition.measures import graphemes

BLANK = 0
"""The network's class for "nothing here"; the grapheme at index i of the alphabet is class i + 1."""


@dataclass(frozen=True)
class Alphabet:
    """An ordered set of graphemes. It grows at its end only, so that trained weights keep their meaning.

    >>> small = Alphabet(("a", "b"))
    >>> small.decode(small.encode("abba"))
    'abba'
    """

    graphemes: tuple[str, ...]

    @cached_property
    def classes(self) -> dict[str, int]:
        """Grapheme to the network's class."""
        return {grapheme: index for index, grapheme in enumerate(self.graphemes, start=1)}

    def __len__(self) -> int:
        return len(self.graphemes)

    def encode(self, text: str) -> list[int]:
        """The classes of the text, white space made plain; graphemes that the alphabet lacks are left out."""
        return [self.classes[grapheme] for grapheme in written(text) if grapheme in self.classes]

    def decode(self, classes: Sequence[int]) -> str:
        """The text that the classes, none of them blank, stand for."""
        return "".join(self.graphemes[index - 1] for index in classes)

    def grown(self, texts: Iterable[str]) -> "Alphabet":
        """This alphabet with the graphemes of the texts that it lacks appended, in code point order."""
        new = {grapheme for text in texts for grapheme in written(text)} - self.classes.keys()
        return Alphabet(self.graphemes + tuple(sorted(new)))

    def nearest(self, grapheme: str) -> int | None:
        """The class of a grapheme that looks like the one given: its base letter with or without marks."""
        plain = unicodedata.normalize("NFD", grapheme)[0]
        umlaut = unicodedata.normalize("NFC", plain + "\u0308")
        lookalike = {"ſ": "f", "⸗": "=", "ꝛ": "r", "—": "-", "–": "-", "„": '"', "“": '"', "”": '"', "’": "'"}
        candidates = (umlaut if "\u0364" in grapheme else plain, plain, lookalike.get(plain, plain))
        return next((self.classes[each] for each in candidates if each in self.classes), None)


def written(text: str) -> list[str]:
    """The graphemes of a text as the network writes them: every run of white space is one space, none outside."""
    return graphemes(" ".join(text.split()))
