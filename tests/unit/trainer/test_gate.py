"""The promotion gate: fewer errors on the same held-out lines, or no promotion."""

from services.trainer.gate import HeldOutReading, Judgement, judge


def judged(*lines: tuple[str, str, str]) -> Judgement:
    """Lines as (truth, champion, candidate)."""
    return judge(
        [
            HeldOutReading(line_id=f"p/l{n}", page_id="p", truth=t, champion=old, candidate=new)
            for n, (t, old, new) in enumerate(lines)
        ]
    )


def test_fewer_errors_are_promoted_with_both_figures() -> None:
    said = judged(("text", "tent", "text"), ("line", "lime", "lime"))
    assert said.is_promoted
    assert (said.candidate_cer, said.champion_cer) == (1 / 8, 2 / 8)
    assert said.reason == "12.50% of characters wrong on 2 held-out lines, against 25.00%"


def test_as_many_errors_are_not_enough() -> None:
    said = judged(("text", "tent", "test"))
    assert not said.is_promoted
    assert "no better than 25.00%" in said.reason


def test_more_errors_are_refused() -> None:
    assert not judged(("text", "text", "tent")).is_promoted


def test_nothing_shows_that_it_is_better_where_no_line_is_held_out() -> None:
    said = judged()
    assert not said.is_promoted
    assert (said.candidate_cer, said.champion_cer) == (None, None)
    assert "no held-out line" in said.reason


def test_held_out_lines_without_text_alone_show_nothing_either() -> None:
    said = judged(("", "dirt", ""), ("", "", ""))
    assert not said.is_promoted
    assert said.candidate_cer is None


def test_text_read_where_there_is_none_counts_as_errors() -> None:
    said = judged(("text", "text", "text"), ("", "", "dirt"))
    assert not said.is_promoted
    assert (said.candidate_cer, said.champion_cer) == (1, 0)


def test_characters_count_once_composed_or_not() -> None:
    assert judged(("cafe\u0301", "cafe", "caf\u00e9")).candidate_cer == 0
