"""What is measured of the human stage. Each line says what to do when it looks bad."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import REGISTRY, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from recto.runtime.clock import Clock
from recto.runtime.failures import Transient
from schemas.envelope import Event
from schemas.labels import LabelAccepted, LabelDeclined
from schemas.topics import LABELS
from services.labeling_gateway import keying_metrics
from services.labeling_gateway.answers import Answer
from services.labeling_gateway.keying import Follows
from services.labeling_gateway.states import Outcome
from services.labeling_gateway.store import outbox, progress, waiting, webhooks
from services.labeling_gateway.store.database import Database

LEASES_GIVEN = Counter(
    "recto_leases_given_total", "Tasks handed to people. Flat while the queue is deep: nobody is at work."
)
LEASES_EXPIRED = Counter(
    "recto_leases_expired_total",
    "Leases whose time was up when the task went to somebody else. Growing: people leave lines open, or their "
    "browsers can't reach the gateway for heartbeats.",
)
ANSWERS_STALE = Counter(
    "recto_answers_stale_total",
    "Answers refused because the lease was over; their text is kept. Growing: leases are too short for the "
    "work, raise RECTO_LEASE_SECONDS.",
)
ANSWERS = Counter(
    "recto_answers_total",
    "Answers by outcome. Many unreadable or not-text: look at scans and line finding. Many skips: read the reasons.",
    ["collection", "outcome"],
)
ANSWER_SECONDS = Histogram(
    "recto_answer_seconds",
    "Time a line was on a person's screen until its answer, in seconds. Growing: pre-fills got worse, or lines harder.",
    ["collection"],
    buckets=(1, 2, 4, 8, 15, 30, 60, 120, 300),
)
DOCUMENTS_CLASSIFIED = Counter(
    "recto_documents_classified_total",
    "Documents that people put out of an inbox into a collection. Flat while the queue of kind classify is deep: "
    "nobody sorts.",
    ["collection", "into"],
)
LABELS_PUBLISHED = Counter(
    "recto_labels_published_total",
    "Labels and declines that the broker has confirmed. Behind the answers for long: look at the outbox.",
)
ANSWER_PUBLISHED_SECONDS = Histogram(
    "recto_answer_published_seconds",
    "Time from an answer that was taken to its event at the broker, in seconds. Growing: see recto_outbox_waiting; "
    "the relay is slow, or Kafka is.",
    ["collection"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600),
)
PUBLISH_RETRIES = Counter(
    "recto_outbox_retries_total",
    "Attempts to publish the outbox that the broker did not confirm. Growing: Kafka is away; answers go on.",
)
WEBHOOK_ATTEMPTS = Counter(
    "recto_webhook_attempts_total",
    "Messages sent to webhooks, by what came of it. failed: tried again later. given-up: after two days, or the "
    "receiver is gone; read /v1/webhooks/ID/deliveries.",
    ["outcome"],
)


def published(events: Iterable[Event], now: datetime) -> None:
    """Measure what the broker has confirmed."""
    for event in events:
        LABELS_PUBLISHED.inc(event.topic is LABELS)
        match event:
            case LabelAccepted(accepted_at=taken) | LabelDeclined(declined_at=taken):
                seconds = max(0.0, (now - taken).total_seconds())
                ANSWER_PUBLISHED_SECONDS.labels(event.collection).observe(seconds)


def answered(collection: str, answer: Answer, follows: Follows) -> None:
    """Measure an answer that was taken."""
    ANSWERS.labels(collection, answer.outcome.value).inc()
    ANSWER_SECONDS.labels(collection).observe(answer.seconds)
    keying_metrics.answered(collection, answer, follows)


def sorted_out(inbox: str, outcome: Outcome, into: str | None) -> None:
    """Measure what was said of a document."""
    ANSWERS.labels(inbox, outcome.value).inc()
    if into is not None:
        DOCUMENTS_CLASSIFIED.labels(inbox, into).inc()


class QueueGauges(Collector):
    """The gauges that the database knows best, counted when they are scraped.

    Where the database does not answer there are none, which is what an alert on absence is for.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def start(self) -> None:
        """From now on, be scraped with everything else."""
        REGISTRY.register(self)

    def stop(self) -> None:
        """Be scraped no longer."""
        REGISTRY.unregister(self)

    def describe(self) -> Iterator[Metric]:
        """Names only: nothing is counted when the collector is registered."""
        yield from (*_queue_families(), *_outbox_families(), _webhook_family(), *keying_metrics.families())

    def collect(self) -> Iterator[Metric]:
        """Count now."""
        now = self._clock()
        try:
            with self._database.reading() as session:
                depths = progress.depths(session, now)
                unsent = outbox.waiting(session)
                untold = webhooks.oldest_due(session)
                people = waiting.tally(session, now)
        except Transient:
            return
        free, leased, waits = _queue_families()
        for depth in depths:
            labels = [depth.collection, depth.kind.value]
            free.add_metric(labels, depth.free)
            leased.add_metric(labels, depth.leased)
            for purpose, since in depth.since.items():
                waits.add_metric([*labels, purpose.value], (now - since).total_seconds())
        events, age = _outbox_families()
        events.add_metric([], unsent.events)
        age.add_metric([], (now - unsent.since).total_seconds() if unsent.since else 0)
        webhook = _webhook_family()
        webhook.add_metric([], (now - untold).total_seconds() if untold else 0)
        yield from (free, leased, waits, events, age, webhook, *keying_metrics.measured(people))


def _queue_families() -> tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]:
    labels = ["collection", "kind"]
    return (
        GaugeMetricFamily(
            "recto_queue_depth",
            "Tasks that wait for a person and that nobody holds. Growing: too few people, or too large batches. "
            "0 for long while the target is not reached: look at scoring.",
            labels=labels,
        ),
        GaugeMetricFamily(
            "recto_queue_leased",
            "Tasks in somebody's hands now. 0 at working hours: nobody is at work.",
            labels=labels,
        ),
        GaugeMetricFamily(
            "recto_queue_oldest_wait_seconds",
            "How long the oldest open task has waited, in seconds, by purpose: held-out lines and audits come first. "
            "Beyond the objective: more people, smaller batches.",
            labels=[*labels, "purpose"],
        ),
    )


def _outbox_families() -> tuple[GaugeMetricFamily, GaugeMetricFamily]:
    return (
        GaugeMetricFamily(
            "recto_outbox_waiting",
            "Events written and not yet published. Growing: Kafka is away, see recto_outbox_retries_total.",
        ),
        GaugeMetricFamily(
            "recto_outbox_oldest_seconds",
            "Age of the oldest event in the outbox, in seconds. Above 60: labels reach nobody, look at Kafka.",
        ),
    )


def _webhook_family() -> GaugeMetricFamily:
    return GaugeMetricFamily(
        "recto_webhook_oldest_seconds",
        "Age of the oldest message that a webhook has not taken, in seconds. Growing: its receiver is away.",
    )
