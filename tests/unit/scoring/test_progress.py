"""How far the stream is: a restart with nothing new is no lag, and a stream that is held is no stall."""

from prometheus_client import REGISTRY

from recto.runtime.bus import Delivery, Partition
from recto.runtime.watchdog import Watchdog
from schemas.envelope import Record
from services.scoring.progress import Position, Progress

PARTITION = Partition("recto.labels", 7)


class Guarded:
    """Progress under a watchdog with ten seconds' patience."""

    def __init__(self) -> None:
        self.now = 0.0
        self.watchdog = Watchdog(10, clock=lambda: self.now)
        self.progress = Progress(self.watchdog)

    def later(self, position: Position | None, *, is_held: bool = False) -> str | None:
        """Why a restart is needed, after a long while like this."""
        for _ in range(5):
            self.now += 5
            self.watchdog.alive()
            self.progress.standing({PARTITION: position}, is_held=is_held)
        return self.watchdog.stalled()

    def take(self, offset: int) -> None:
        self.progress.taken(Delivery(Record(PARTITION.topic, None, b""), PARTITION, offset), age=3)


def lag() -> float | None:
    labels = {"service": "scoring", "topic": PARTITION.topic, "partition": "7"}
    return REGISTRY.get_sample_value("recto_consumer_lag", labels)


def oldest() -> float | None:
    labels = {"service": "scoring", "topic": PARTITION.topic}
    return REGISTRY.get_sample_value("recto_oldest_event_seconds", labels)


def test_after_a_restart_with_nothing_new_there_is_no_lag_and_no_stall() -> None:
    assert Guarded().later(Position(fetched=1000, end=1000)) is None
    assert lag() == 0


def test_what_was_fetched_and_not_taken_counts_as_lag_and_in_the_end_as_a_stall() -> None:
    guarded = Guarded()
    guarded.take(offset=9)
    assert guarded.later(Position(fetched=50, end=50)) is not None
    assert lag() == 40


def test_a_stream_that_waits_for_a_dependency_is_no_stall() -> None:
    guarded = Guarded()
    guarded.take(offset=9)
    assert guarded.later(Position(fetched=50, end=50), is_held=True) is None
    assert lag() == 40


def test_nothing_is_old_once_nothing_waits() -> None:
    guarded = Guarded()
    guarded.take(offset=9)
    assert oldest() == 3
    guarded.later(Position(fetched=10, end=10))
    assert oldest() == 0


def test_a_partition_that_went_away_and_came_back_is_measured_from_where_others_left_it() -> None:
    guarded = Guarded()
    guarded.take(offset=9)
    guarded.progress.standing({}, is_held=False)
    guarded.later(Position(fetched=90, end=100))
    assert lag() == 10


def test_a_partition_of_which_nothing_is_known_yet_shows_no_lag() -> None:
    assert Guarded().later(None) is None
    assert lag() == 0
