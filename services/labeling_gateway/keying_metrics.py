"""What is measured of double keying, gold, flags and answers taken back. Each line says what to do about it."""

from prometheus_client import Counter
from prometheus_client.core import GaugeMetricFamily

from services.labeling_gateway.answers import Answer
from services.labeling_gateway.keying import Follows
from services.labeling_gateway.store.waiting import Tally

KEYINGS = Counter(
    "recto_keyings_total",
    "Answers to lines that two people key, by what they led to: wait, agree, differ, settle. Many that differ: the "
    "rules of transcription are not the same for all, look at what they differ in.",
    ["collection", "follows"],
)
GOLD_ANSWERS = Counter(
    "recto_gold_answers_total",
    "Answers to lines whose text is known. None while gold_share is set: mark more lines as gold.",
    ["collection"],
)
FLAGS_RAISED = Counter(
    "recto_flags_raised_total",
    "Answers that people showed to the lead. Growing: look at the notes, people want a rule.",
    ["collection"],
)
ANSWERS_UNDONE = Counter(
    "recto_answers_undone_total",
    "Answers that people took back. Growing: the page leads to slips, or the rules are unclear.",
    ["collection"],
)
UNDO_REFUSED = Counter(
    "recto_undo_refused_total",
    "Answers that could not be taken back, since something may have been built on them. Growing: people notice their "
    "slips late.",
)
LABELS_WITHDRAWN = Counter(
    "recto_labels_withdrawn_total",
    "Labels that a lead withdrew. Each opens its line again: expect the queue to grow by as many.",
    ["collection"],
)

_Families = tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]


def answered(collection: str, answer: Answer, follows: Follows) -> None:
    """Count what an answer has led to."""
    if follows is Follows.MEASURE:
        GOLD_ANSWERS.labels(collection).inc()
    elif follows is not Follows.ALONE:
        KEYINGS.labels(collection, follows.name.lower()).inc()
    if answer.flag is not None:
        FLAGS_RAISED.labels(collection).inc()


def measured(tally: Tally) -> _Families:
    """What was counted, as gauges."""
    waits, stuck, flags = families()
    for (collection, stage), count in tally.waits.items():
        waits.add_metric([collection, stage.value], count)
    for collection, count in tally.stuck.items():
        stuck.add_metric([collection], count)
    for collection, count in tally.flags.items():
        flags.add_metric([collection], count)
    return waits, stuck, flags


def families() -> _Families:
    """The gauges, with nothing in them yet."""
    return (
        GaugeMetricFamily(
            "recto_keyings_waiting",
            "Lines that somebody has keyed and that wait for a second person or for an adjudicator. Growing: more "
            "people, or a smaller double_keying_share.",
            labels=["collection", "stage"],
        ),
        GaugeMetricFamily(
            "recto_keyings_stuck",
            "Lines that have waited for another person beyond second_person_hours, and there seems to be nobody. Above "
            "0: find a second person or an adjudicator, or have an admin settle them.",
            labels=["collection"],
        ),
        GaugeMetricFamily(
            "recto_flags_waiting",
            "Answers shown to the lead that nobody has resolved. Growing: people wait for a word.",
            labels=["collection"],
        ),
    )
