"""What is measured of every service, in the same words. Each line says what to do when it looks bad."""

from prometheus_client import Counter, Gauge, Histogram

EVENTS = Counter(
    "recto_events_total",
    "Events handled, by outcome: done, poison (see recto.dead-letters), transient (a dependency is away), skipped. "
    "Poison growing: read the dead letters. Transient growing: look at what the log names.",
    ["service", "topic", "type", "outcome"],
)
EVENT_SECONDS = Histogram(
    "recto_event_seconds",
    "Time to handle one event, in seconds. Growing: the stage is the bottleneck, add replicas or look at its store.",
    ["service", "type"],
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300),
)
DEAD_LETTERS = Counter(
    "recto_dead_letters_total",
    "Events given up on, by the topic they came from; 0 from the start. Growing: `recto dead-letters list` says which "
    "and why; of topics that a service follows, its log.",
    ["service", "topic"],
)
OLDEST_EVENT_SECONDS = Gauge(
    "recto_oldest_event_seconds",
    "Age of the oldest event that waits, in seconds; 0 if none does. Growing: the stage does not keep up.",
    ["service", "topic"],
)
CONSUMER_LAG = Gauge(
    "recto_consumer_lag",
    "Events that wait, by partition. Growing in one partition alone: an event there is retried, see the log.",
    ["service", "topic", "partition"],
)
PUBLISHED = Counter(
    "recto_published_total",
    "Events published and confirmed by the broker.",
    ["service", "topic", "type"],
)
HELD_BACK_PARTITIONS = Gauge(
    "recto_held_back_partitions",
    "Partitions that wait for a dependency. Above 0 for long: the dependency that the log names is down.",
    ["service"],
)
READY = Gauge("recto_ready", "1 if the service is assigned and makes progress.", ["service"])
SPANS = Counter(
    "recto_spans_total",
    "Spans of traces, by what became of them: sent, refused (the collector did not take them), dropped (there was no "
    "room for them). Refused growing: look at the collector, Recto goes on without it. Dropped growing: a "
    "smaller RECTO_TRACING__SHARE.",
    ["outcome"],
)
