"""Which pages only judge models: about one in 1/share, drawn within blocks so that small collections have some too."""

from math import ceil

from recto.querying.chance import draw


def is_held_out(collection: str, arrival: int, share: float) -> bool:
    """Whether the page that came `arrival`-th (from 0) in its collection is held out.

    Of each ceil(1/share) pages that arrive one after another, one is drawn: the share holds at every size. In the
    first block it is drawn from the first three pages, so that a collection of few pages has one.
    """
    if share <= 0:
        return False
    block_size = ceil(1 / share)
    block, place = divmod(arrival, block_size)
    candidates = block_size if block else min(block_size, 3)
    return place == int(draw("held-out", collection, str(block)) * candidates)
