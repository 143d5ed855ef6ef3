"""What the loop is doing now, as far as its events tell."""

from dataclasses import dataclass

from recto.local.demo.tally import Tally


@dataclass(frozen=True)
class Activity:
    """One thing that goes on, and how far it is if that is known."""

    what: str
    done: int = 0
    total: int = 0
    unit: str = ""
    is_training: bool = False

    @property
    def sentence(self) -> str:
        """For a person."""
        return f"{self.what} {self.done} of {self.total}{self.unit}" if self.total else self.what


def current(tally: Tally, pages: int) -> Activity:
    """Reading, annotating, training or reading again: whatever has not ended."""
    read = len(tally.first_readings)
    if read < pages and not tally.asked:
        return Activity("reading pages", read, pages)
    if not tally.is_read_again:
        return Activity("reading again what still waits")
    if tally.answered < tally.asked:
        return Activity("annotating lines", tally.answered, tally.asked)
    if tally.asked:
        return Activity(f"training model {len(tally.decisions) + 1}", is_training=True)
    return Activity("choosing lines")
