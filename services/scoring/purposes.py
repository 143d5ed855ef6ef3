"""What tasks of each purpose say for themselves, where no strategy has ranked them."""

from typing import NamedTuple

from schemas.tasks import Purpose


class Fixed(NamedTuple):
    """Priority and reason of a task that no model's reading changes."""

    priority: float
    reason: str


FIXED = {
    Purpose.HELD_OUT: Fixed(30.0, "judges models, never trains one"),
    Purpose.AUDIT: Fixed(20.0, "audit: would have been accepted as it is"),
}
"""Above every strategy's score, of which entropy may be the highest, the logarithm of the alphabet's size: until these
are answered nothing can be judged."""
