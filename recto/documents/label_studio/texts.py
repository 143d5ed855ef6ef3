"""Texts that were typed in Label Studio, as rows of a page."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from recto.documents.errors import BadExport
from recto.documents.label_studio.tasks import Annotation, Result
from recto.documents.text import plain

_ROWS = re.compile(r"[\n\v\f\r\x85\u2028\u2029]+")

TEXT = "textarea"

MAX_CHARACTERS = 10_000
"""Of one text; ingestion accepts no longer line."""


class Unusable(Exception):
    """Something that is well-formed and of no use to us; the message says why, as words after the task's name."""


def whole_text(annotation: Annotation) -> str | None:
    """The text that was typed for the image as a whole. Raises as row() does."""
    texts = [text for result in annotation.result if _is_whole(result) for text in submitted(result)]
    return row(texts, "the image's text")


def submitted(result: Result) -> list[Any]:
    """What was typed: a list, or in older exports one text."""
    texts = result.value.get("text")
    return texts if isinstance(texts, list) else [texts]


def row(texts: Iterable[Any], where: str) -> str | None:
    """The one row in the texts that were submitted for a line; None if it is blank.

    Raises Unusable if it is more rows than one, BadExport if it is no text or holds control characters.
    """
    rows = [plain(part) for text in texts for part in _ROWS.split(_sound(text, where))]
    written = [part for part in rows if part]
    if len(written) > 1:
        raise Unusable(
            f"has {len(written)} rows of text in {where}: Recto reads line by line, draw a box for each"
        )
    return written[0] if written else None


def _is_whole(result: Result) -> bool:
    return result.type == TEXT and result.value.keys() <= {"text"}


def _sound(text: Any, where: str) -> str:
    """The text as it is, if all that is left out of a line is white space."""
    if not isinstance(text, str):
        raise BadExport(f"{where} without a text in value.text")
    if len(text) > MAX_CHARACTERS:
        raise BadExport(f"{where} with more than {MAX_CHARACTERS} characters in value.text")
    one_row = _ROWS.sub(" ", text).replace("\t", " ")
    if plain(f"|{one_row}|") != unicodedata.normalize("NFC", f"|{one_row}|"):
        raise BadExport(f"{where} with a control character in value.text")
    return text
