"""Kafka as the services see it: lag, what is held up, dead letters."""

from recto.operations.dashboards.panels import (
    Board,
    Panel,
    Query,
    Row,
    Shape,
    Unit,
    highest,
    increase,
    per_minute,
    total,
)

KAFKA = Board(
    "kafka",
    "Recto / Kafka",
    "What waits between the services, what is held up, and what was given up on.",
    (
        Row(
            "Lag",
            (
                Panel(
                    "How many events wait, and for whom?",
                    Unit.COUNT,
                    "Growing: that service does not keep up, or stands.",
                    (total("recto_consumer_lag", "service, topic", where=""),),
                ),
                Panel(
                    "In which partitions do the most wait?",
                    Unit.COUNT,
                    "One partition alone: an event there is tried again and again, see the log.",
                    (
                        Query(
                            "topk(10, max by (service, topic, partition) (recto_consumer_lag))",
                            "{{service}} {{topic}} {{partition}}",
                        ),
                    ),
                ),
                Panel(
                    "How old is the oldest event?",
                    Unit.SECONDS,
                    "Measured as events are handled: a service that stands keeps its last figure.",
                    (highest("recto_oldest_event_seconds", "service, topic", where=""),),
                ),
                Panel(
                    "How many partitions wait for something that is away?",
                    Unit.COUNT,
                    "Above 0 for long: the log names what is away.",
                    (total("recto_held_back_partitions", "service", where=""),),
                ),
            ),
        ),
        Row(
            "Flow",
            (
                Panel(
                    "How many events are handled?",
                    Unit.PER_MINUTE,
                    "By topic.",
                    (per_minute("recto_events_total", "service, topic", where='{outcome!="transient"}'),),
                ),
                Panel(
                    "How many are tried in vain?",
                    Unit.PER_MINUTE,
                    "Each is tried again. Growing: something that the service needs is away.",
                    (per_minute("recto_events_total", "service, topic", where='{outcome="transient"}'),),
                    empty="Nothing had to be tried again.",
                ),
                Panel(
                    "How many events are published?",
                    Unit.PER_MINUTE,
                    "Confirmed by the broker. The gateway's labels are in Recto / Labeling gateway.",
                    (per_minute("recto_published_total", "service, topic", where=""),),
                ),
            ),
        ),
        Row(
            "Dead letters",
            (
                Panel(
                    "How many events were given up on in the last day?",
                    Unit.COUNT,
                    "`recto dead-letters list` says which and why; `replay` once it is mended.",
                    (increase("recto_dead_letters_total", "service, topic", "1d", where=""),),
                    shape=Shape.BARS,
                ),
                Panel(
                    "When were they given up on?",
                    Unit.COUNT,
                    "Since each service started. A step at a new version: roll back, then replay.",
                    (total("recto_dead_letters_total", "service", where=""),),
                ),
            ),
        ),
    ),
)
