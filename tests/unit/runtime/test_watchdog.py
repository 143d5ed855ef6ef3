from recto.runtime.watchdog import Watchdog


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_loop_that_comes_round_with_nothing_waiting_is_no_stall() -> None:
    clock = Clock()
    dog = Watchdog(patience=60, clock=clock)
    for clock.now in range(0, 600, 10):
        dog.alive()
        dog.waiting(0)
    assert dog.stalled() is None


def test_events_that_wait_while_none_is_taken_are_a_stall() -> None:
    clock = Clock()
    dog = Watchdog(patience=60, clock=clock)
    for clock.now in range(0, 80, 10):
        dog.alive()
        dog.waiting(5)
    assert dog.stalled() == "events wait and none was taken for 70 s"


def test_events_that_are_taken_one_by_one_are_no_stall() -> None:
    clock = Clock()
    dog = Watchdog(patience=60, clock=clock)
    for clock.now in range(0, 600, 50):
        dog.alive()
        dog.waiting(5)
        dog.progressed()
    assert dog.stalled() is None


def test_a_loop_that_hangs_is_a_stall() -> None:
    clock = Clock()
    dog = Watchdog(patience=60, clock=clock)
    clock.now = 61
    assert dog.stalled() == "the loop has not come round for 61 s"
