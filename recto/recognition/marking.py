"""Errors made visible: a reading with what is wrong in it marked, grapheme by grapheme. Needs no torch."""

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from recto.recognition.measures import graphemes


def marked(read: str, truth: str) -> str:
    """The reading with what stands there in place of each error, as `wdiff` writes it.

    >>> marked("Hans im Olück", "Haus im Glück")
    'Ha[-n-]{+u+}s im [-O-]{+G+}lück'
    """
    wrong, right = graphemes(read), graphemes(truth)
    return "".join(
        "".join(wrong[block.src_start : block.src_end])
        if block.tag == "equal"
        else _put("[-", wrong[block.src_start : block.src_end], "-]")
        + _put("{+", right[block.dest_start : block.dest_end], "+}")
        for block in Levenshtein.opcodes(wrong, right)
    )


def _put(before: str, texts: Sequence[str], after: str) -> str:
    return f"{before}{''.join(texts)}{after}" if texts else ""
