"""Which pages only judge models: drawn one in a block of 1/share pages, so that small collections have some too."""

from fractions import Fraction
from math import ceil

from recto.querying.chance import draw

_FIRST = 3


def is_held_out(collection: str, arrival: int, share: float) -> bool:
    """Whether the page that came `arrival`-th (from 0) in its collection is held out.

    Pages that arrive one after another form blocks of 1/share pages, rounded up or down so that the share holds over
    all of them; of each block one page is drawn. From the first block it is one of the first three pages, so that a
    collection of few pages has one.
    """
    if share <= 0:
        return False
    exact = Fraction(share).limit_denominator(10_000)
    block = int(arrival * exact)
    start, end = ceil(block / exact), ceil((block + 1) / exact)
    candidates = end - start if block else min(end, _FIRST)
    return arrival - start == int(draw("held-out", collection, str(block)) * candidates)
