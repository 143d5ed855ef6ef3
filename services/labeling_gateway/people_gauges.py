"""Gauges of what waits for one particular person or another."""

from prometheus_client.core import GaugeMetricFamily

from services.labeling_gateway.store.waiting import Tally

_Families = tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]


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
