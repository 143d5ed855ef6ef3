"""Letters from a harbour office that never was: sentences from a small grammar, the same for the same seed."""

import random
import re
import textwrap
from collections.abc import Iterator

LINE_CHARACTERS = 58

_GRAMMAR = {
    "sentence": (
        "The {ship} of {port} came in {when} with {cargo}, and {event}.",
        "We have {received} your letter of the {day} of {month} concerning {matter}.",
        "{Cargo} lie in {place}; {event}.",
        "Please tell {person} that {matter} will be settled {when}.",
        "{Person} writes from {port} that {event}.",
        "Of the {number} {goods} entered in the book, {few} were found {state}.",
        "The charge is {money}, which {person} has {paid}.",
        "{Weather}, so that {event}.",
        "I enclose {paper} for {person}, and ask that it be {handled} {when}.",
        "It was agreed with {person} that {cargo} should be moved to {place}.",
        "Nothing has been heard of the {ship} since the {day} of {month}.",
        "Your question about {matter} (No. {number} of our list) is still open.",
        "The watchman saw {few} men near {place} at {hour} o'clock, and {event}.",
        "{Person} asks whether {matter} may wait until {month}.",
        "As to {matter}, I can only repeat what {person} said {when}.",
    ),
    "ship": (
        "brig Juno", "schooner Vesper", "barque Calliope", "steamer Ox Head", "ketch Mary Quill",
        "lugger Zephyr", "packet Kittiwake", "tug Joseph Gray", "yawl Phoebe",
    ),
    "port": (
        "Harwick", "Kinvarra", "Quayle Bay", "Oxmouth", "Jarrow Sound", "Vigo", "St. Agnes", "Bergvik",
        "Zeeland", "Port Ellis", "Dunmore",
    ),
    "when": (
        "on Monday last", "before noon", "on the {day} of {month}", "at the turn of the tide", "this week",
        "early on Friday", "by the next post", "after dark",
    ),
    "cargo": (
        "{number} barrels of {goods}", "{number} casks of {goods}", "a load of {goods}",
        "{few} crates marked \"{mark}\"", "{number} bales of {goods}", "some {number} hundredweight of {goods}",
    ),
    "goods": (
        "tar", "salt", "hemp", "dried cod", "lamp oil", "quicklime", "jute", "window glass", "oats", "zinc",
        "coffee", "beeswax", "oak staves", "rope", "paving stones", "indigo",
    ),
    "mark": ("J. K.", "Fragile", "Q 7", "W. & Sons", "Keep Dry", "X L"),
    "event": (
        "the crew were paid off at once", "no claim has been made", "the surveyor was sent for",
        "two hands were hurt by a falling yard", "the customs officer sealed the hatches",
        "she was towed to the upper quay", "the owners have been told by wire",
        "we could not judge the damage before daylight", "the pilot refused to go out",
        "half of it was landed wet", "the books do not agree", "work had to stop for {few} hours",
        "the keys were found in the river", "a new lock has been fixed to the gate",
    ),
    "matter": (
        "the harbour dues", "the broken crane", "the lease of the west shed", "the missing anchor",
        "the quarantine of the {ship}", "the wages of the night watch", "the survey of the quay wall",
        "the dredging of the basin", "the price of {goods}", "the collision of the {day} of {month}",
    ),
    "place": (
        "the west shed", "store No. {few}", "the yard behind the mill", "the customs house", "the upper quay",
        "the ice cellar", "the old rope walk",
    ),
    "person": (
        "Mr. Wexford", "Captain Hale", "Mrs. Joyce", "the harbour master", "Mr. van Zandt", "Dr. Quigley",
        "the agent at {port}", "Messrs. Kemp & Fox", "Miss Aldous", "Major Yates",
    ),
    "number": ("14", "27", "36", "58", "90", "105", "140", "212", "365", "480", "73", "69"),
    "few": ("two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "day": ("1st", "2nd", "3rd", "5th", "8th", "11th", "16th", "20th", "24th", "27th", "30th"),
    "month": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    "hour": ("two", "three", "four", "five", "eleven", "twelve"),
    "money": ("12 shillings", "4 pounds 6s. 9d.", "one guinea", "37s. 8d.", "15 pounds", "2s. 10d. a ton"),
    "paid": ("paid", "not yet paid", "promised to pay", "refused to pay"),
    "state": ("empty", "short in weight", "wet through", "without marks", "in good order", "broken"),
    "received": ("received", "read", "filed", "answered", "mislaid"),
    "paper": ("the bill", "a copy of the log", "the survey", "two receipts", "the key of {place}", "a sketch"),
    "handled": ("signed", "returned", "shown to the surveyor", "kept under lock", "copied"),
    "weather": (
        "It blew hard from the north-west", "There was fog until noon", "The frost has not let go",
        "The river rose by {few} feet", "A heavy swell was running", "It has rained since the {day} of {month}",
    ),
}  # fmt: skip

_SLOT = re.compile(r"\{(\w+)\}")


def page_lines(rng: random.Random, lines: int) -> list[str]:
    """`lines` lines of a letter, each of at most LINE_CHARACTERS characters of ASCII."""
    made: list[str] = []
    while len(made) < lines:
        made.extend(_paragraph(rng))
    return made[:lines]


def _paragraph(rng: random.Random) -> Iterator[str]:
    text = " ".join(sentence(rng) for _ in range(rng.randint(2, 4)))
    yield from textwrap.wrap(text, LINE_CHARACTERS, initial_indent="    ")


def sentence(rng: random.Random) -> str:
    """One sentence."""
    return _filled(rng.choice(_GRAMMAR["sentence"]), rng)


def _filled(pattern: str, rng: random.Random) -> str:
    def one(slot: re.Match[str]) -> str:
        name = slot[1]
        text = _filled(rng.choice(_GRAMMAR[name.lower()]), rng)
        return text[0].upper() + text[1:] if name[0].isupper() else text

    return _SLOT.sub(one, pattern)
