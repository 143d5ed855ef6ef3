"""The special characters of a collection, and the names by which they are found."""

import unicodedata
from typing import Any

from services.labeling_gateway.character_names import TABLE, names, written
from services.labeling_gateway.characters import special


def characters(gateway: Any) -> list[tuple[str, int]]:
    response = gateway.http.get("/v1/collections/letters-1905/characters")
    assert response.status_code == 200
    return [(each["text"], each["count"]) for each in response.json()["characters"]]


def test_special_characters_come_by_how_often_they_are_used() -> None:
    assert special(["daſs ſie", "ſo, – ja", "plain"]) == [("ſ", 3), ("–", 1)]


def test_a_letter_with_its_marks_is_one_character() -> None:
    assert special(["guͤte muͤhe"]) == [("uͤ", 2)]


def test_blanks_are_not_offered() -> None:
    assert special(["a\u00a0b\u2009c"]) == []


def test_a_collection_offers_what_its_labels_use(gateway: Any) -> None:
    gateway.collection()
    gateway.tell(gateway.events.imported("l1", "daſs ſie"), gateway.events.imported("l2", "Straße"))
    assert characters(gateway) == [("ſ", 2), ("ß", 1)]


def test_counts_are_kept_for_a_minute(gateway: Any) -> None:
    gateway.collection()
    gateway.tell(gateway.events.imported("l1", "ſ"))
    assert characters(gateway) == [("ſ", 1)]
    gateway.tell(gateway.events.imported("l2", "ß"))
    gateway.clock.move(seconds=59)
    assert characters(gateway) == [("ſ", 1)]
    gateway.clock.move(seconds=2)
    assert characters(gateway) == [("ß", 1), ("ſ", 1)]


def test_characters_of_an_unknown_collection_are_refused(gateway: Any) -> None:
    assert gateway.http.get("/v1/collections/nowhere/characters").status_code == 404


def test_the_table_of_names_is_what_its_command_writes() -> None:
    assert TABLE.read_text("utf-8") == written()


def test_names_are_those_of_unicode_and_found_without_capitals() -> None:
    assert names()["ſ"] == "latin small letter long s"
    assert all(unicodedata.lookup(name) == character for character, name in names().items())
