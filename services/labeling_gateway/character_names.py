"""Writes the table by which the palette of the line editor finds characters: their Unicode names.

python -m services.labeling_gateway.character_names
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

TABLE = Path(__file__).parent / "pages" / "character-names.json"

BLOCKS = (
    (0x00A1, 0x017F),  # Latin-1, Latin Extended-A
    (0x0180, 0x024F),  # Latin Extended-B
    (0x02B0, 0x036F),  # modifier letters, combining marks
    (0x0370, 0x03FF),  # Greek
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2010, 0x205E),  # dashes, quotation marks, daggers
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2116, 0x2116),  # numero
    (0x2150, 0x218B),  # fractions, Roman numerals
    (0x2190, 0x2193),  # arrows
    (0x2E17, 0x2E17),  # double oblique hyphen
    (0x27E6, 0x27E9),  # brackets of editions
    (0xA720, 0xA7AF),  # Latin Extended-D: medieval letters
    (0xFB00, 0xFB06),  # ligatures
)
"""What people type who transcribe European documents, and no keyboard is sure to have."""


def names() -> Mapping[str, str]:
    """The name of each character, as Unicode has it, in small letters."""
    return {chr(point): name.lower() for point in _points() if (name := unicodedata.name(chr(point), ""))}


def written() -> str:
    """The table as its file has it."""
    return json.dumps(names(), ensure_ascii=False, indent=0) + "\n"


def _points() -> Iterable[int]:
    for first, last in BLOCKS:
        yield from range(first, last + 1)


if __name__ == "__main__":
    TABLE.write_text(written(), encoding="utf-8")
