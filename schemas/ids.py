"""Ids are derived, never drawn: the same input gives the same id, so redelivery changes nothing."""

import hashlib
import json

_LENGTH = 26


def derived_id(kind: str, *parts: object) -> str:
    """An id for `kind` that follows from `parts` alone: 26 hexadecimal digits of their SHA-256.

    >>> derived_id("page", "doc-1", 3) == derived_id("page", "doc-1", 3)
    True
    """
    text = json.dumps([kind, *parts], ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def document_id(collection: str, sha256: str) -> str:
    """The same file is one document of a collection, however often and under whatever name it comes."""
    return derived_id("document", collection, sha256)


def page_id(document: str, number: int) -> str:
    """Page `number` (from 1) of a document."""
    return derived_id("page", document, number)


def line_id(page: str, line: str) -> str:
    """Line `line` (its id within the layout) of a page; unique everywhere."""
    return f"{page}/{line}"


def page_of(line: str) -> str:
    """The page that a line is on."""
    return line.split("/", 1)[0]


def task_id(kind: str, line: str) -> str:
    """The one task of a kind that a line can have."""
    return derived_id("task", kind, line)


def boxes_task_id(page: str, *, revision: int) -> str:
    """The one task to draw the lines of a page anew that it can have at each revision of them."""
    return derived_id("task", "boxes", page, revision)


def classify_task_id(document: str) -> str:
    """The one task to put a document into a collection that it can have."""
    return derived_id("task", "classify", document)
