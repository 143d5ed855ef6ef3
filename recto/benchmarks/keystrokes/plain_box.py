"""A plain text box, in which the wrong words are typed anew: what the line editor is compared with.

Everything that can be is in the box's favour. A step goes from the beginning of a word to that of the next or the
previous one; Home and End cost one key; selecting takes a key a word, and leaves the blank after it alone.
"""

from rapidfuzz.distance import Levenshtein

from recto.recognition.measures import graphemes


def keystrokes(read: str, truth: str) -> int:
    """Keys from the reading to the accepted truth, with the caret at the beginning of the box."""
    words, right = read.split(), truth.split()
    keys, at = 0, 0
    for block in Levenshtein.opcodes(words, right):
        if block.tag == "equal":
            continue
        keys += _reach(at, block.src_start, len(words))
        keys += _retyped(words[block.src_start : block.src_end], right[block.dest_start : block.dest_end])
        at = block.src_end
    if " ".join(right) == truth and not keys and read != truth:
        keys += 1  # blanks alone are wrong: one key at least
    return keys + 1


def _reach(start: int, end: int, words: int) -> int:
    """Steps from word to word, from the beginning or from the end of the box if that is nearer."""
    return min(abs(end - start), 1 + end, 1 + words - end)


def _retyped(wrong: list[str], right: list[str]) -> int:
    """Select the wrong words and type the right ones; a word more or less takes a blank along."""
    typed = len(graphemes(" ".join(right)))
    if not wrong:
        return typed + 1
    return len(wrong) + (typed if right else 1)
