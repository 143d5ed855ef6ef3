"""Choosing from a large pool: made, chosen from, measured in a process of its own."""

from recto.benchmarks.selecting import Question, select


def test_a_batch_is_chosen_from_a_pool_on_disk():
    told = []
    figures = select(Question(lines=3000, batch=50), lambda what, done: told.append(what))
    assert figures["chosen"] == 50
    assert figures["peak_rss_bytes"] > 10_000_000
    assert len(figures["each"]) == 3
    assert told == ["making a pool", "choosing"]
