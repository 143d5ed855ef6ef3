"""What counts as a character and as an error. The one definition of CER; needs no torch."""

import unicodedata
from collections.abc import Iterable

import regex
from rapidfuzz.distance import Levenshtein

_GRAPHEME = regex.compile(r"\X")
_FOLDS = str.maketrans(
    {
        "ſ": "s",
        "ꝛ": "r",
        "⸗": "-",
        "‐": "-",
        "–": "-",
        "—": "-",
        "„": '"',
        "“": '"',
        "”": '"',
        "’": "'",
        "‘": "'",
        "‚": "'",
    }
)


def nfc(text: str) -> str:
    """The text in Unicode normal form C, the only form that is stored or compared."""
    return unicodedata.normalize("NFC", text)


def graphemes(text: str) -> list[str]:
    """The user-perceived characters of the text's NFC form.

    >>> graphemes("ſcho\N{COMBINING LATIN SMALL LETTER E}n")
    ['ſ', 'c', 'h', 'oͤ', 'n']
    """
    return list(_GRAPHEME.findall(nfc(text)))


def edits(read: str, truth: str) -> int:
    """Insertions, deletions and substitutions of graphemes that turn `read` into `truth`.

    Graphemes and not code points: a reading's confidence is per grapheme, and a person corrects one at a time.
    """
    return Levenshtein.distance(graphemes(read), graphemes(truth))


def cer(pairs: Iterable[tuple[str, str]]) -> float:
    """Character error rate over (read, truth) pairs: all edits / all graphemes of the truths. May exceed 1.

    0 where there is nothing to read and nothing was read; the edits themselves where only the truth is empty.
    """
    wrong = length = 0
    for read, truth in pairs:
        wrong += edits(read, truth)
        length += len(graphemes(truth))
    return wrong / max(length, 1)


def folded(text: str) -> str:
    """The text as a reader of modern type would write it, for comparison with engines that do.

    Long s becomes s, a combining e an umlaut, typographic quotes and dashes the plain ones.
    """
    return nfc(nfc(text).replace("\u0364", "\u0308").translate(_FOLDS))
