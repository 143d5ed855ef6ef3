"""Which writing system a text is in, by Unicode's Script property."""

from collections import Counter

import regex

SCRIPTS = (
    "Latin", "Greek", "Cyrillic", "Armenian", "Georgian", "Hebrew", "Arabic", "Syriac", "Ethiopic", "Coptic",
    "Gothic", "Glagolitic", "Runic", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Tamil", "Telugu",
    "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan", "Mongolian", "Han",
    "Hiragana", "Katakana", "Hangul",
)  # fmt: skip
"""The scripts that are told apart, by their Unicode names."""

_LETTER = regex.compile("|".join(rf"(?P<{name}>\p{{Script={name}}})" for name in SCRIPTS))


def dominant_script(text: str) -> str | None:
    """The script of most letters, by its Unicode name; the first of two with as many; None without letters.

    >>> dominant_script("Lemma λόγος, vgl. S. 12")
    'Latin'
    """
    counts = Counter(str(found.lastgroup) for found in _LETTER.finditer(text))
    return counts.most_common(1)[0][0] if counts else None
