"""Text of lines and pages: the one definition of what may stand in a line, and plain-text export."""

import re
import unicodedata
from collections.abc import Iterable

from schemas.layout import Line

_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """A text as a line may hold it: NFC, one line, nothing that XML cannot carry, no blanks around it.

    Tabs and line breaks become a space. Control characters, lone surrogates and U+FFFE/U+FFFF are dropped,
    not refused: one stray byte should not cost a page. All other characters are kept, joiners included.
    """
    one_line = _FORBIDDEN.sub("", _BREAKS.sub(" ", text))
    return unicodedata.normalize("NFC", one_line).strip()


def page_text(lines: Iterable[Line]) -> str:
    """The text of a page, a row per line that has one, in the order given."""
    return "".join(f"{plain(line.text)}\n" for line in lines if line.text)
