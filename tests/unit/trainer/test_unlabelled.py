"""Lines without labels: a small sample of pages that is always the same, and none that is labelled or judges."""

import tracemalloc
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.documents.images import encode_png
from recto.runtime.failures import Transient
from recto.runtime.objects import FolderStore
from schemas.tasks import Purpose
from schemas.transcripts import PageTranscribed
from services.trainer.snapshots import Snapshot, SnapshotLine
from services.trainer.unlabelled import PageSample, UnlabelledPage
from services.trainer.unlabelled_lines import unlabelled_images


def sampled(events: Any, most: int = 5) -> tuple[UnlabelledPage, ...]:
    sample = PageSample("letters", most)
    for event in events:
        sample.add(event)
    return sample.pages


@given(st.data())
def test_the_sample_is_the_same_in_whatever_order_and_however_often_readings_come(data: Any) -> None:
    read = st.tuples(st.integers(1, 30), st.integers(0, 3))
    events = [a_reading(page, generation) for page, generation in data.draw(st.lists(read, max_size=60))]
    shuffled = data.draw(st.permutations(events))
    assert sampled(events) == sampled([*shuffled, *events])
    assert len(sampled(events)) == min(5, len({event.page_id for event in events}))


def a_reading(page: int, generation: int = 0, *, again: bool = False, revision: int = 0) -> PageTranscribed:
    ref = {
        "key": f"r/{page}-{generation}-{again}-{revision}",
        "sha256": "0" * 64,
        "size": 1,
        "media_type": "x",
    }
    return PageTranscribed(
        page_id=f"page-{page}",
        document_id="d",
        collection="letters",
        number=1,
        model_version="m",
        generation=generation,
        readings=ref,
        lines=1,
        again=again,
        revision=revision,
        transcribed_at="2026-01-01T12:00:00Z",
    )


def test_the_newest_reading_of_a_whole_page_counts() -> None:
    for first, second in pairwise([a_reading(1, 0), a_reading(1, 2), a_reading(1, 1)]):
        [page] = sampled([first, second])
        assert page.readings.key == "r/1-2-False-0"
    [page] = sampled([a_reading(1, 0), a_reading(1, 5, again=True)])
    assert page.readings.key == "r/1-0-False-0"


def test_a_reading_by_lines_that_were_drawn_anew_counts_before_any_by_the_lines_of_before() -> None:
    before, drawn = a_reading(1, 5), a_reading(1, 0, revision=1)
    for events in ([before, drawn], [drawn, before]):
        [page] = sampled(events)
        assert page.readings == drawn.readings


def test_very_many_pages_take_little_memory() -> None:
    sample = PageSample("letters")
    tracemalloc.start()
    for number in range(5000):
        sample.add(a_reading(number))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(sample.pages) == 300
    assert used < 2_000_000


def test_a_training_learns_from_pages_without_labels_but_not_from_those_that_judge(
    desk: Any, make: Any
) -> None:
    desk.tell(*(make.transcribed(page) for page in (1, 2, 9)), make.transcribed(3, collection="forms"))
    desk.tell(make.label(9, page=9, purpose=Purpose.HELD_OUT), *(make.label(n) for n in range(4)))
    desk.tick()
    assert {page.page_id for page in desk.snapshot(desk.jobs[0]).unlabelled} == {"page-1", "page-2"}


def test_after_a_restart_a_training_learns_from_the_same_pages(desk: Any, make: Any) -> None:
    past = [make.configured(), *(make.transcribed(page) for page in range(9)), *map(make.label, range(4))]
    desk.tell(*past)
    desk.tick()
    desk.deps = desk.fresh()
    desk.tell(*reversed(past))
    desk.tick()
    assert desk.jobs[0].ordered == desk.jobs[1].ordered


class Shelf:
    """Pages of the store, with line images that are told apart by their level of grey."""

    def __init__(self, objects: FolderStore) -> None:
        self.objects = objects
        self.pages: list[UnlabelledPage] = []

    def page(self, name: str, *levels: int) -> None:
        lines = ",".join(
            f'{{"line":{{"id":"l{n}"}},"image":{self.image(n).model_dump_json()},"reading":{{}}}}'
            for n in levels
        )
        ref = self.objects.put(
            "readings", f'{{"page_id":"{name}","lines":[{lines}]}}'.encode(), "application/json"
        )
        self.pages.append(UnlabelledPage(page_id=name, readings=ref))

    def image(self, level: int) -> Any:
        return self.objects.put("lines", encode_png(np.full((4, 9), level, np.uint8)), "image/png")

    def labelled(self, line: str) -> SnapshotLine:
        page = line.split("/", maxsplit=1)[0]
        return SnapshotLine(label_id=line, line_id=line, page_id=page, text="t", image=self.image(0))

    def snapshot(self, training: Any = (), held_out: Any = ()) -> Snapshot:
        return Snapshot(
            collection="letters",
            training=tuple(map(self.labelled, training)),
            held_out=tuple(map(self.labelled, held_out)),
            trained_pages=(),
            unlabelled=tuple(self.pages),
        )

    def loaded(self, snapshot: Snapshot, **about: Any) -> list[int]:
        return [int(image[0, 0]) for image in unlabelled_images(snapshot, self.objects, **about)]


@pytest.fixture
def shelf(tmp_path: Any) -> Shelf:
    made = Shelf(FolderStore(tmp_path))
    made.page("page-1", 11, 12, 13)
    made.page("page-2", 21, 22)
    return made


def test_lines_with_a_label_are_left_out(shelf: Shelf) -> None:
    loaded = shelf.loaded(shelf.snapshot(training=["page-1/l12"], held_out=["page-2/l21"]))
    assert sorted(loaded) == [11, 13, 22]


def test_no_more_lines_are_loaded_than_asked_for_and_always_the_same(shelf: Shelf) -> None:
    snapshot = shelf.snapshot()
    assert len(shelf.loaded(snapshot, most=2)) == 2
    assert shelf.loaded(snapshot, most=2) == shelf.loaded(snapshot)[:2]


def test_a_line_or_a_page_that_is_no_longer_stored_is_left_out(shelf: Shelf, tmp_path: Any) -> None:
    (tmp_path / shelf.image(11).key).unlink()
    (tmp_path / shelf.pages[1].readings.key).unlink()
    assert sorted(shelf.loaded(shelf.snapshot())) == [12, 13]


def test_a_store_that_is_away_is_no_reason_to_learn_from_less(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(ref: Any) -> bytes:
        raise Transient("timed out")

    monkeypatch.setattr(shelf.objects, "get", away)
    with pytest.raises(Transient):
        shelf.loaded(shelf.snapshot())
