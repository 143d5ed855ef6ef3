"""What a stored reading looks like: written by any version, it is read by every later one."""

import json

import pytest
from pydantic import ValidationError

from schemas.readings import Alternative, Evidence, Grapheme, Reading

EVIDENCE = Evidence(
    log_probability=-0.5,
    margin=1.5,
    entropy=0.25,
    expected_errors=0.125,
    confidence=0.75,
    embedding=(0.6, 0.8),
)
READING = Reading(
    text="ſi",
    graphemes=(
        Grapheme("ſ", 0.875, 0.0, 0.5, (Alternative("f", 0.125),)),
        Grapheme("i", 1.0, 0.5, 1.0),
    ),
    evidence=EVIDENCE,
)
STORED = (
    '{"text":"ſi","graphemes":['
    '{"text":"ſ","confidence":0.875,"start":0.0,"end":0.5,"alternatives":[{"text":"f","probability":0.125}]},'
    '{"text":"i","confidence":1.0,"start":0.5,"end":1.0,"alternatives":[]}],'
    '"evidence":{"log_probability":-0.5,"margin":1.5,"entropy":0.25,"expected_errors":0.125,"confidence":0.75,'
    '"embedding":[0.6,0.8]}}'
)


def test_a_reading_is_stored_as_it_always_was_but_for_what_was_added() -> None:
    stored, written = json.loads(STORED), json.loads(READING.model_dump_json())
    assert written["evidence"] | stored.pop("evidence") == written.pop("evidence")
    assert written == stored
    assert Reading.model_validate_json(STORED) == READING


def test_what_a_later_version_adds_is_passed_over() -> None:
    later = json.loads(STORED)
    later["graphemes"][0]["colour"] = later["evidence"]["colour"] = "red"
    assert Reading.model_validate(later) == READING


@pytest.mark.parametrize("field", ["confidence", "start", "end"])
def test_a_stored_grapheme_out_of_range_is_refused(field: str) -> None:
    broken = json.loads(STORED)
    broken["graphemes"][0][field] = 1.5
    with pytest.raises(ValidationError, match=field):
        Reading.model_validate(broken)
