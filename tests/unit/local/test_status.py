"""What `recto status` makes of metrics, logs and the gateway's progress."""

import json
from datetime import UTC, datetime

import pytest

from recto.local.status.progress import champion, held_out_cer
from recto.local.status.stages import last_error, parse, stages

METRICS = """\
# HELP recto_consumer_lag Events that wait, by partition.
# TYPE recto_consumer_lag gauge
recto_consumer_lag{partition="0",service="inference",topic="recto.pages"} 3.0
recto_consumer_lag{partition="1",service="inference",topic="recto.pages"} 4.0
# HELP recto_oldest_event_seconds Age.
# TYPE recto_oldest_event_seconds gauge
recto_oldest_event_seconds{service="inference",topic="recto.pages"} 12.5
recto_oldest_event_seconds{service="inference",topic="recto.rescoring"} 2.5
# HELP recto_events_total Events.
# TYPE recto_events_total counter
recto_events_total{outcome="done",service="inference",topic="recto.pages",type="a"} 40.0
recto_events_total{outcome="poison",service="inference",topic="recto.pages",type="a"} 2.0
"""


def a_decision(decision, version, candidate=None, champion=None):
    verdict = {"candidate_cer": candidate, "champion_cer": champion} if candidate else None
    return {"decision": decision, "version": version, "verdict": verdict}


def test_lag_age_and_counts_are_read_from_metrics():
    found = parse(METRICS)
    assert (found.lag, found.oldest_seconds, found.events, found.poison) == (7, 12.5, 42, 2)


def test_metrics_without_our_names_say_nothing_waits():
    found = parse("")
    assert (found.lag, found.oldest_seconds, found.events) == (0, 0, 0)


def test_the_last_error_of_a_log_is_found_among_other_lines(tmp_path):
    lines = [
        json.dumps({"time": "2026-01-01T09:00:00+00:00", "level": "error", "message": "first"}),
        json.dumps({"time": "2026-01-01T10:00:00+00:00", "level": "error", "message": "Kafka is away"}),
        json.dumps({"level": "info", "message": "fine again"}),
        "no JSON at all",
    ]
    (tmp_path / "inference.log").write_text("\n".join(lines))
    assert last_error(tmp_path / "inference.log") == ("Kafka is away", "2026-01-01T10:00:00+00:00")
    assert last_error(tmp_path / "none.log") == (None, None)


def test_an_error_of_an_earlier_run_is_past(tmp_path):
    log = tmp_path / "inference.log"
    log.write_text(json.dumps({"time": "2026-01-01T10:00:00+00:00", "level": "error", "message": "away"}))
    assert last_error(log, datetime(2026, 1, 1, 10, 0, 1, tzinfo=UTC)) == (None, None)
    assert last_error(log, datetime(2026, 1, 1, 9, 59, tzinfo=UTC))[0] == "away"


def test_a_service_that_does_not_answer_is_shown_as_down(tmp_path):
    [stage] = stages({"trainer": "http://127.0.0.1:1"}, tmp_path)
    assert (stage.name, stage.is_up, stage.why_not, stage.lag) == ("trainer", False, "does not answer", None)


@pytest.mark.parametrize(
    ("decisions", "version", "cer"),
    [
        ([], None, None),
        ([a_decision("promoted", "l-1", 0.2, 0.4)], "l-1", 0.2),
        ([a_decision("promoted", "l-1", 0.2, 0.4), a_decision("rejected", "l-2", 0.3, 0.21)], "l-1", 0.21),
        ([a_decision("promoted", "l-1", 0.2, 0.4), a_decision("rolled-back", "base")], "base", 0.4),
    ],
)
def test_champion_and_its_error_rate_follow_the_decisions(decisions, version, cer):
    assert champion(decisions) == version
    assert held_out_cer(decisions) == cer
