"""Lines that tell about a person are found, and ordinary lines are not."""

import time

import pytest

from recto.documents.personal_data import PersonalData, personal_data

TOLD = {
    "geb. 12.3.1891 in Wien": {PersonalData.BIRTH},
    "geboren am 3. Mai 1871 zu Köln": {PersonalData.BIRTH},
    "née le 14 juillet 1902 à Lyon": {PersonalData.BIRTH},
    "Date of birth: 1984-02-29": {PersonalData.BIRTH},
    "* 3.5.1871": {PersonalData.BIRTH},
    "Fernſprecher Nr. 42 17": {PersonalData.PHONE},
    "Tél. 01 42 36 11 20": {PersonalData.PHONE},
    "+49 (0)30 1234-567": {PersonalData.PHONE},
    "an anna.muster@archiv.example ſenden": {PersonalData.EMAIL},
    "wohnhaft Schulſtraße 12": {PersonalData.ADDRESS},
    "12 bis, rue de la Paix": {PersonalData.ADDRESS},
    "he lived at 221 Baker Street": {PersonalData.ADDRESS},
    "Herr Müller hat gezahlt": {PersonalData.NAME},
    "an Frau Dr. v. Arnim": {PersonalData.NAME},
    "M. Dupont et Mme Martin": {PersonalData.NAME},
    "Mr. J. R. Smith, Sir": {PersonalData.NAME},
}

QUIET = (
    "",
    "die Herren haben beſchloſſen, daß",
    "Im Jahre 1871, am 3. Mai, wurde",
    "Band 12, Seite 345 - 367",
    "1 234 567 890 Mark und 50 Pfennige",
    "auf der Straße lagen 3 Steine",
    "le 14 juillet 1902 à Paris",
    "la dame blanche",
    "der Weg nach Rom",
    "© 2020, @ 5 Mk.",
    "m. H. und m. E.",
)


@pytest.mark.parametrize("line", TOLD)
def test_a_line_that_tells_about_a_person_is_found_for_what_it_tells(line: str) -> None:
    assert personal_data(line) == TOLD[line]


@pytest.mark.parametrize("line", QUIET)
def test_an_ordinary_line_is_left_alone(line: str) -> None:
    assert not personal_data(line)


def test_even_a_long_line_of_nothing_but_digits_and_dots_takes_no_time() -> None:
    started = time.process_time()
    for line in ("1 . " * 500, "1-" * 1000, "a@" * 1000, "Str" * 700, "rue de la " * 200, "M. " * 700):
        personal_data(line)
    assert time.process_time() - started < 2
