"""Kafka as the services see it: lag, what is held up, dead letters."""

from recto.operations.dashboards.panels import Board, Panel, Query, Row, Shape, Unit

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
                    (Query("sum by (service, topic) (recto_consumer_lag)", "{{service}} {{topic}}"),),
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
                    (Query("max by (service, topic) (recto_oldest_event_seconds)", "{{service}} {{topic}}"),),
                ),
                Panel(
                    "How many partitions wait for something that is away?",
                    Unit.COUNT,
                    "Above 0 for long: the log names what is away.",
                    (Query("sum by (service) (recto_held_back_partitions)", "{{service}}"),),
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
                    (
                        Query(
                            'sum by (service, topic) (rate(recto_events_total{outcome!="transient"}'
                            "[$__rate_interval])) * 60",
                            "{{service}} {{topic}}",
                        ),
                    ),
                ),
                Panel(
                    "How many are tried in vain?",
                    Unit.PER_MINUTE,
                    "Each is tried again. Growing: something that the service needs is away.",
                    (
                        Query(
                            'sum by (service, topic) (rate(recto_events_total{outcome="transient"}'
                            "[$__rate_interval])) * 60",
                            "{{service}} {{topic}}",
                        ),
                    ),
                    empty="Nothing had to be tried again.",
                ),
                Panel(
                    "How many events are published?",
                    Unit.PER_MINUTE,
                    "Confirmed by the broker. The gateway's labels are in Recto / Labeling gateway.",
                    (
                        Query(
                            "sum by (service, topic) (rate(recto_published_total[$__rate_interval])) * 60",
                            "{{service}} {{topic}}",
                        ),
                    ),
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
                    (
                        Query(
                            "sum by (service, topic) (increase(recto_dead_letters_total[1d]))",
                            "{{service}} {{topic}}",
                        ),
                    ),
                    shape=Shape.BARS,
                ),
                Panel(
                    "When were they given up on?",
                    Unit.COUNT,
                    "Since each service started. A step at a new version: roll back, then replay.",
                    (Query("sum by (service) (recto_dead_letters_total)", "{{service}}"),),
                ),
            ),
        ),
    ),
)
