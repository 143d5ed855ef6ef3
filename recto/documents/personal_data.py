"""Whether a line seems to name a person or say how to find one. A filter for attention, not a guarantee.

It knows the forms of German, French and English papers, and looks at one line alone: a bare name is not found.
"""

from enum import StrEnum

import regex


class PersonalData(StrEnum):
    """What a line may tell about a person."""

    BIRTH = "date of birth"
    PHONE = "phone number"
    EMAIL = "e-mail address"
    ADDRESS = "postal address"
    NAME = "name after a title"


_MONTH = (
    r"(?:jan|feb|f[ée]v|m[aä]r|mrz|apr|avr|mai|may|ju[nil]|ao[uû]|aug|sep|o[ck]t|nov|de[cz]|d[ée]c)\p{L}*\.?"
)
_DATE = rf"(?:\d{{1,2}}\s?[./-]\s?(?:\d{{1,2}}\s?[./-]|{_MONTH})\s?\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}" + (
    rf"|\d{{1,2}}(?:er|st|nd|rd|th|\.)?\s+{_MONTH}\s+\d{{4}}|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}})"
)
_BORN = (
    r"(?:geb(?:oren|\.)?|n[ée]e?\s+le|d\.?o\.?b\.?|born(?:\s+on)?|date\s+of\s+birth|geburtsdatum|geburtstag)"
)
_HOUSE = r"\d{1,4}\s?[a-z]?"
_WAY_AFTER = r"\p{L}*(?:str(?:aße|asse|aſſe|\.)|gasse|gaſſe|weg|platz|allee|damm|ufer|ring)"
_WAY_BEFORE = r"(?:rue|avenue|boulevard|place|quai|chemin|impasse)\s"
_WAY_ENGLISH = r"(?:street|st\.|road|rd\.|avenue|lane|drive|square)"
_TITLE = (
    r"(?:herrn?|frau|fr[äa]ulein|dr\.|prof\.|m(?:onsieur|adame|ademoiselle|me|lle|r|rs|s|iss)?\b\.?"
    r"|sieur|dame|sir|lady)"
)

_FORMS = {
    PersonalData.BIRTH: rf"(?i:\b{_BORN}|[*∗])\W{{0,3}}(?i:(?:am|the|den)\s+)?(?i:{_DATE})",
    PersonalData.PHONE: (
        r"(?i:\b(?:t[ée]l(?:[ée]phone)?|telefon|fernruf|fernsprecher|ruf|phone|fax|mobil|handy)\b)[\s.:/nrNR°]{0,8}"
        r"\+?\d[\d\s()/.-]{2,}\d|(?<![\d.])(?:\+|00)[1-9]\d{0,2}[\s/.-]?\(?\d[\d\s()/-]{5,}\d"
    ),
    PersonalData.EMAIL: r"[\p{L}\d._%+-]+\s?@\s?[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}",
    PersonalData.ADDRESS: (
        rf"(?i:\b{_WAY_AFTER}\s{_HOUSE}\b|\b\d{{1,4}}(?:\s(?:bis|ter))?,?\s{_WAY_BEFORE}\p{{L}}"
        rf"|\b{_WAY_BEFORE}[\p{{L}}\s'’-]{{2,40}},?\s\d{{1,4}}\b|\b\d{{1,4}}\s\p{{L}}+\s{_WAY_ENGLISH}(?!\p{{L}}))"
    ),
    PersonalData.NAME: (
        rf"\b(?i:{_TITLE})\s(?:(?i:{_TITLE})\s){{0,2}}(?:\p{{Lu}}\.\s?){{0,3}}(?:v(?:[oa]n|\.)\s)?\p{{Lu}}\p{{Ll}}"
    ),
}
_FINDERS = {kind: regex.compile(form) for kind, form in _FORMS.items()}


def personal_data(text: str) -> frozenset[PersonalData]:
    """What the line seems to tell about a person; empty where nothing was found.

    >>> sorted(map(str, personal_data("Herrn Dr. Adam, Schulſtraße 12, geb. am 3. Mai 1871")))
    ['date of birth', 'name after a title', 'postal address']
    """
    modern = text.replace("ſ", "s")
    return frozenset(kind for kind, finder in _FINDERS.items() if finder.search(modern))
