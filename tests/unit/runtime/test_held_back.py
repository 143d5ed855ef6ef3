from hypothesis import given
from hypothesis import strategies as st

from recto.runtime.bus import Delivery, Partition
from recto.runtime.held_back import HeldBack
from schemas.envelope import Record

A, B = Partition("recto.pages", 0), Partition("recto.pages", 1)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def delivery(partition: Partition, offset: int) -> Delivery:
    return Delivery(Record(partition.topic, None, b""), partition, offset)


def test_what_waits_comes_back_in_order_when_its_time_has_come() -> None:
    clock = Clock()
    held = HeldBack(clock)
    held.put_off(delivery(A, 1), 5)
    held.add(delivery(A, 2))
    clock.now = 4.9
    assert held.take_due() == []
    clock.now = 5
    assert [each.offset for each in held.take_due()] == [1, 2]
    assert not held.holds(A)


def test_one_partition_waits_without_the_others() -> None:
    clock = Clock()
    held = HeldBack(clock)
    held.put_off(delivery(A, 1), 5)
    held.put_off(delivery(B, 1), 60)
    clock.now = 6
    assert [each.partition for each in held.take_due()] == [A]
    assert held.holds(B)


@given(failures=st.integers(1, 40))
def test_waits_double_while_a_partition_keeps_failing_and_have_a_limit(failures: int) -> None:
    clock = Clock()
    held = HeldBack(clock)
    for _ in range(failures):
        held.put_off(delivery(A, 1), 1)
        clock.now += 31
        assert held.take_due()
    held.put_off(delivery(A, 1), 1)
    clock.now += min(2**failures, 30) - 0.5
    assert not held.take_due()


def test_after_a_success_the_waits_are_short_again() -> None:
    clock = Clock()
    held = HeldBack(clock)
    for _ in range(5):
        held.put_off(delivery(A, 1), 1)
        clock.now += 31
        held.take_due()
    held.succeeded(A)
    held.put_off(delivery(A, 2), 1)
    clock.now += 1
    assert held.take_due()


def test_partitions_that_others_took_over_are_forgotten() -> None:
    held = HeldBack(Clock())
    held.put_off(delivery(A, 1), 1)
    held.put_off(delivery(B, 1), 1)
    held.keep([B])
    assert (held.holds(A), held.holds(B), held.partitions) == (False, True, 1)


def test_it_says_when_no_more_should_be_fetched() -> None:
    held = HeldBack(Clock())
    held.put_off(delivery(A, 0), 1)
    for offset in range(1, 1000):
        assert not held.is_full
        held.add(delivery(A, offset))
    assert held.is_full
