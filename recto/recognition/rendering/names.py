"""Names of people and places that nobody bore: built of syllables, so that no list of names is learnt by heart."""

from numpy.random import Generator

from recto.recognition.rendering.phrases import phrases

_SYLLABLE = ("onsets", "vowels", "codas")
_ENDINGS = {
    "de": ["berg", "dorf", "heim", "burg", "mann", "er", "hausen", "bach", "stein", "ow", "ingen", "au"],
    "fr": ["ville", "mont", "ac", "eau", "ard", "ier", "et", "on", "court", "y", "oux", "ier", "igny"],
    "en": ["ton", "ley", "son", "ford", "ham", "worth", "field", "er", "by", "shire", "man"],
    "pl": ["ski", "wicz", "ów", "owa", "ka", "in"],
    "it": ["ini", "etti", "ano", "ello", "ara", "ieri"],
    "es": ["ez", "ado", "illa", "uela", "ero", "ita"],
}
_BEFORE = {
    "de": ["von ", "v. ", "St. ", "Frau ", "Hr. ", "Dr. ", "Prof. "],
    "fr": ["de ", "du ", "M. ", "Mme ", "Saint-", "le ", "d'", "l'abbé "],
    "en": ["Mr. ", "Mrs. ", "Sir ", "Mc", "O'", "St. ", "Capt. "],
}
_INITIALS = "ABCDEFGHJKLMNPRSTVW"


def name(rng: Generator, language: str) -> str:
    """A surname or place, alone or with an initial, a title or a particle.

    >>> import numpy
    >>> name(numpy.random.default_rng(3), "de")[0].isupper()
    True
    """
    family, draw = _family(rng, language), rng.random()
    if draw < 0.2:
        return f"{_INITIALS[int(rng.integers(len(_INITIALS)))]}. {family}"
    if draw < 0.35:
        before = _BEFORE.get(language, ["S. ", "de ", "van "])
        return before[int(rng.integers(len(before)))] + family
    if draw < 0.42:
        return f"{family}-{_family(rng, language)}"
    return family.upper() if draw < 0.48 else family


def _family(rng: Generator, language: str) -> str:
    endings = _ENDINGS.get(language, ["a", "o", "en", "sen", "ov", "ic"])
    ending = endings[int(rng.integers(len(endings)))] if rng.random() < 0.7 else ""
    syllables = (_syllable(rng) for _ in range(int(rng.integers(1, 3 if ending else 4))))
    return ("".join(syllables) + ending).capitalize()


def _syllable(rng: Generator) -> str:
    parts = map(phrases, _SYLLABLE)
    return "".join(part[int(rng.integers(len(part)))] for part in parts)
