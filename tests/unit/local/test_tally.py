"""The demo's tally, its table and its report, all from events."""

import io
import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from rich.console import Console

from recto.local.demo.activity import current
from recto.local.demo.measuring import Reached, ReadLine, held_out_pages
from recto.local.demo.play import Plan, Played, play
from recto.local.demo.report import write_report
from recto.local.demo.report.sample_lines import samples
from recto.local.demo.rows import rows
from recto.local.demo.screens import LiveScreen, PlainScreen, screen_for, table
from recto.local.demo.tally import Tally
from recto.runtime.failures import UserError
from schemas.blobs import BlobRef
from schemas.documents import AcceptedLine, LinesAccepted
from schemas.labels import LabelAccepted, LabelDeclined, LabelWithdrawn, Origin
from schemas.models import ModelPromoted, ModelRejected, Verdict
from schemas.pages import PageIngested
from schemas.rescoring import RescoreRequested
from schemas.tasks import Purpose, TaskKind, TaskRequested
from schemas.transcripts import PageTranscribed

BLOB = BlobRef(key="k", sha256="0" * 64, size=1, media_type="x")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def a_page(page="p1", collection="letters"):
    return PageIngested(
        page_id=page,
        document_id="d",
        collection=collection,
        number=1,
        image=BLOB,
        width=9,
        height=9,
        ingested_at=NOW,
    )


def a_reading(page="p1", lines=25, generation=0, again=False, version="latin-base"):
    return PageTranscribed(
        page_id=page,
        document_id="d",
        collection="letters",
        number=1,
        model_version=version,
        generation=generation,
        readings=BLOB,
        lines=lines,
        again=again,
        transcribed_at=NOW,
    )


def a_task(number):
    return TaskRequested(
        task_id=f"t{number}",
        kind=TaskKind.CORRECT,
        collection="letters",
        document_id="d",
        page_id="p1",
        line_id=f"p1/{number}",
        purpose=Purpose.TRAINING,
        strategy="uncertainty",
        reason="doubtful",
        priority=1,
        round=1,
        image=BLOB,
        text="",
        readings=BLOB,
        model_version="latin-base",
        generation=0,
        requested_at=NOW,
    )


def a_label(number, page="p1", purpose=Purpose.TRAINING, keyed=10, edits=3):
    return LabelAccepted(
        label_id=f"l{page}{number}",
        collection="letters",
        document_id="d",
        page_id=page,
        line_id=f"{page}/{number}",
        origin=Origin.HUMAN,
        purpose=purpose,
        text="x" * keyed,
        image=BLOB,
        by="annotator",
        characters_keyed=keyed,
        edits=edits,
        accepted_at=NOW,
    )


def a_verdict(candidate, champion, labels=40):
    return Verdict(
        candidate_cer=candidate,
        champion_cer=champion,
        held_out_lines=20,
        held_out_pages=2,
        labels=labels,
        characters_keyed=50 * labels,
        edits=20 * labels,
        train_seconds=10,
        reason="better",
    )


def promoted(round_, generation, verdict):
    return ModelPromoted(
        collection="letters",
        version=f"letters-{round_}",
        generation=generation,
        round=round_,
        weights=BLOB,
        snapshot=BLOB,
        verdict=verdict,
        previous="latin-base",
        decided_at=NOW + timedelta(minutes=round_),
    )


def rejected(round_, verdict):
    return ModelRejected(
        collection="letters",
        version=f"letters-{round_}",
        round=round_,
        weights=BLOB,
        snapshot=BLOB,
        verdict=verdict,
        champion="letters-1",
        decided_at=NOW + timedelta(minutes=round_),
    )


def accepted(generation, *lines):
    return LinesAccepted(
        acceptance_id=f"a{generation}{lines}",
        document_id="d",
        page_id="p1",
        collection="letters",
        model_version="letters-1",
        generation=generation,
        lines=tuple(AcceptedLine(line_id=line, text="x", confidence=0.99) for line in lines),
        accepted_at=NOW,
    )


def asked_again(page="p1", generation=1):
    return RescoreRequested(
        page_id=page,
        document_id="d",
        collection="letters",
        number=1,
        lines=("1",),
        readings=BLOB,
        generation=generation,
    )


@pytest.fixture
def tally():
    return Tally("letters")


def take(tally, *events):
    for event in events:
        tally.take(event)
    return tally


def test_an_event_that_comes_twice_counts_once(tally):
    assert tally.take(a_label(1))
    assert not tally.take(a_label(1))
    assert (len(tally.labels), tally.characters_keyed, tally.edits) == (1, 10, 3)


def test_other_collections_do_not_count(tally):
    assert not tally.take(a_page(collection="french"))
    assert tally.pages == 0


def test_a_withdrawn_label_counts_no_more(tally):
    withdrawn = LabelWithdrawn(
        label_id="lp11", collection="letters", line_id="p1/1", reason="wrong", withdrawn_at=NOW
    )
    take(tally, withdrawn, a_label(1), a_label(2))
    assert [label.label_id for label in tally.labels] == ["lp12"]


def test_pages_are_read_when_the_last_one_is(tally):
    take(tally, a_page("p1"), a_page("p2"), a_reading("p1"))
    assert not tally.is_read
    assert tally.take(a_reading("p2"))
    assert tally.is_read
    assert tally.lines == 50


def test_what_still_waits_is_read_again_when_every_page_asked_for_is(tally):
    take(tally, a_reading("p1"), a_reading("p2"), asked_again("p1"), asked_again("p2"))
    assert not tally.is_read_again
    take(tally, a_reading("p1", 7, 1, again=True), a_reading("p2", 3, 2, again=True))
    assert tally.is_read_again
    assert tally.lines_read_again == 10
    assert tally.lines == 50


def test_rounds_tell_their_verdicts_in_order_whatever_the_order_of_events(tally):
    take(
        tally,
        rejected(2, a_verdict(0.3, 0.2, labels=80)),
        a_reading("p1", 7, 1, again=True, version="letters-1"),
        accepted(1, "p1/4", "p1/5"),
        promoted(1, 1, a_verdict(0.2, 0.4)),
    )
    first, second = tally.rounds()
    assert (first.number, first.promoted, first.labels, first.lines_read_again, first.lines_accepted) == (
        1, True, 60, 7, 2,
    )  # fmt: skip
    assert (second.number, second.promoted, second.labels, second.lines_read_again) == (2, False, 100, 0)
    assert [each.holdout_cer for each in (first, second)] == [0.2, 0.2]


def test_a_line_accepted_twice_is_one_line(tally):
    take(tally, accepted(1, "p1/4"), accepted(2, "p1/4", "p1/9"))
    assert len(tally.accepted) == 2
    assert (tally.accepted_at(1), tally.accepted_at(2)) == (1, 1)


def test_nothing_is_left_to_ask_when_every_line_is_settled(tally):
    declined = LabelDeclined(
        task_id="t3",
        collection="letters",
        document_id="d",
        page_id="p1",
        line_id="p1/3",
        reason="unreadable",
        by="annotator",
        declined_at=NOW,
    )
    take(tally, a_page(), a_reading(lines=3), a_label(1), accepted(0, "p1/2"))
    assert not tally.is_settled
    assert take(tally, declined).is_settled


def test_held_out_pages_are_those_that_no_model_has_trained_on(tally):
    take(
        tally,
        a_label(1, "p1", Purpose.TRAINING),
        a_label(2, "p2", Purpose.HELD_OUT),
        a_label(3, "p3", Purpose.HELD_OUT),
        a_label(4, "p3", Purpose.TRAINING),
    )
    assert held_out_pages(tally) == {"p2"}


def test_the_activity_follows_the_loop(tally):
    assert current(tally, 2).sentence == "reading pages 0 of 2"
    take(tally, a_page("p1"), a_page("p2"), a_reading("p1"), a_reading("p2"))
    assert current(tally, 2).sentence == "choosing lines"
    take(tally, a_task(1), a_task(2), a_label(1))
    assert current(tally, 2).sentence == "annotating lines 1 of 2"
    assert current(take(tally, a_label(2)), 2).is_training
    take(tally, promoted(1, 1, a_verdict(0.2, 0.4)), asked_again())
    assert current(tally, 2).sentence == "reading again what still waits"


def test_the_table_shows_base_and_rounds(tally):
    take(tally, a_reading(), promoted(1, 1, a_verdict(0.271, 0.384)), rejected(2, a_verdict(0.3, 0.271, 80)))
    base, first, second = rows(tally)
    assert base[4:6] == ("38.4 %", "latin-base")
    assert first == ("1", "60", "2,000", "800", "38.4 → 27.1 % ↓", "letters-1 promoted", "0", "0")
    assert second[4:6] == ("27.1 → 30.0 % ↑", "letters-2 rejected")


@pytest.mark.parametrize(("terminal", "kind"), [(True, LiveScreen), (False, PlainScreen)])
def test_the_screen_fits_where_the_output_goes_and_tells_the_same(tally, terminal, kind):
    output = io.StringIO()
    with screen_for(Console(file=output, force_terminal=terminal, width=140), lambda: 61.0) as screen:
        assert isinstance(screen, kind)
        screen.on_up("labeling-gateway", "http://127.0.0.1:8080")
        take(tally, a_reading(), a_task(1), promoted(1, 1, a_verdict(0.271, 0.384)))
        screen.show(tally, current(tally, 1))
        screen.say("inference was ended by SIGKILL; starting it again in 0.5 s")
    for told in ("http://127.0.0.1:8080", "letters-1 promoted", "38.4 → 27.1 %", "SIGKILL"):
        assert told in output.getvalue()
    assert terminal == ("\x1b[" in output.getvalue())


def test_no_word_of_the_table_is_cut_in_a_terminal_of_80_columns(tally):
    take(tally, a_reading(), promoted(1, 1, a_verdict(0.271, 0.384)))
    output = io.StringIO()
    Console(file=output, width=80).print(table(tally))
    assert "…" not in output.getvalue()
    for word in (
        "labels",
        "keyed",
        "held-out CER",
        "again",
        "accepted",
        "38.4 → 27.1 % ↓",
        "letters-1",
        "promoted",
    ):
        assert word in output.getvalue()


def some_lines(count=20):
    image = np.full((40, 400), 200, np.uint8)
    return tuple(
        ReadLine(f"l{n}", image, "abcdefghij", "abcdefghij"[n % 10 :], "abcdefghij") for n in range(count)
    )


def test_samples_range_from_the_most_gained_to_the_least():
    chosen = samples(Reached(some_lines()), 4)
    assert [len(line.first) for line in (chosen[0], chosen[-1])] == [1, 10]
    assert len(chosen) == 4


@pytest.mark.parametrize("lines", [(), some_lines()])
def test_the_report_has_figures_pictures_and_a_page_of_its_own(tally, tmp_path, lines):
    take(tally, a_page(), a_reading(), a_label(1), promoted(1, 1, a_verdict(0.2, 0.4)))
    played = Played(Plan("letters", [], tmp_path), tally, Reached(lines), seconds=61.0)
    write_report(played, tmp_path / "report")
    summary = json.loads((tmp_path / "report" / "summary.json").read_text())
    assert {
        "pages", "lines", "labels", "characters_keyed", "edits", "models_promoted", "lines_read_again",
        "lines_accepted", "rounds", "cer_base", "cer_final", "seconds",
    } <= summary.keys()  # fmt: skip
    assert {"labels", "characters_keyed", "holdout_cer", "model_version"} <= summary["rounds"][0].keys()
    for picture in ("learning_curve.png", "sample_lines.png"):
        assert (tmp_path / "report" / picture).read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "report" / "report.html").read_text()
    assert "letters-1 promoted" in page
    assert "http" not in page


def test_error_rates_are_over_all_held_out_lines():
    reached = Reached(some_lines(10))
    assert reached.cer_base == pytest.approx(45 / 100)
    assert reached.cer_final == 0


def test_a_demo_is_not_played_over_an_earlier_one(tmp_path):
    (tmp_path / "kafka").mkdir()
    with pytest.raises(UserError, match=r"is not empty, and a demo starts afresh"):
        play(Plan("letters", [], tmp_path), PlainScreen(Console(file=io.StringIO())))
