"""The pipeline's figures, from times that are given."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from recto.benchmarks.pipeline.figures import Measured, figures
from recto.benchmarks.pipeline.latencies import Passage, summary
from recto.benchmarks.pipeline.plain_loop import Looped
from recto.benchmarks.pipeline.processes import cpu_seconds, since
from recto.benchmarks.pipeline.running import Run, total

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def passage(*seconds: float) -> Passage:
    return Passage(NOON, *(NOON + timedelta(seconds=each) for each in seconds))


@pytest.fixture
def measured() -> Measured:
    return Measured(
        loops=[Looped(100, 1.0, 1.5), Looped(100, 2.0, 1.7), Looped(100, 1.25, 1.6)],
        loops_at_once=[Looped(100, 1.0, 1.4)],
        runs=[
            Run(100, 1.25, 2.0, {"inference": 1.5, "kafka": 0.1}),
            Run(100, 2.5, 4.0, {"inference": 1.9, "kafka": 0.3}),
        ],
        passages=[passage(0.1, 0.5, 1.5, 1.6), passage(0.3, 0.7, 1.7, 2.0)],
        load=(0.1, 0.2),
    )


def test_speeds_are_medians_and_the_ratio_is_of_them(measured: Measured):
    found = figures(measured)
    assert found["lines_per_second"] == 60.0
    assert found["loop_lines_per_second"] == 80.0
    assert found["ratio"] == 0.75
    assert found["loop_at_once"]["ratio"] == 0.6
    assert found["each"]["pipeline"] == [80.0, 40.0]
    assert found["kept_lines_per_second"] == 37.5


def test_the_processor_is_told_by_process_and_line(measured: Measured):
    told = figures(measured)["cpu_milliseconds_per_line"]
    assert told == {
        "loop": 16.0,
        "loop_at_once": 14.0,
        "pipeline": {"inference": 17.0, "kafka": 2.0, "all": 19.0},
    }


def test_latencies_count_from_the_beginning_of_the_upload(measured: Measured):
    found = figures(measured)["latency_seconds"]
    assert list(found) == ["ingested", "transcribed", "asked", "queued"]
    assert found["queued"] == {"median": 1.8, "p95": 1.98}
    assert found["ingested"]["median"] == 0.2


def test_the_95th_percentile_of_a_hundred_pages_leaves_five_above():
    rows = summary([passage(each, each, each, each) for each in range(1, 101)])
    assert rows["queued"]["median"] == 50.5
    assert 95 <= rows["queued"]["p95"] <= 96


def test_a_metric_is_summed_over_the_samples_that_have_the_labels():
    text = (
        "# TYPE recto_pool_lines gauge\n"
        'recto_pool_lines{collection="a",state="open"} 3.0\n'
        'recto_pool_lines{collection="a",state="asked"} 2.0\n'
        'recto_pool_lines{collection="b",state="open"} 7.0\n'
    )
    families = list(text_string_to_metric_families(text))
    assert total(families, "recto_pool_lines", {"collection": "a"}) == 5
    assert total(families, "recto_pool_lines", {"collection": "none"}) == 0


def test_work_of_a_process_shows_in_its_seconds():

    me = {"me": os.getpid(), "gone": 2**22 + 1}
    before, until = cpu_seconds(me), time.process_time() + 0.2
    while time.process_time() < until:
        pass
    used = since(before, cpu_seconds(me))
    assert 0.1 < used["me"] < 2
    assert used["gone"] == 0
