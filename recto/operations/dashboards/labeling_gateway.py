"""The labeling gateway as a machine: leases, the outbox, webhooks. People have a dashboard of their own."""

from recto.operations.dashboards.every_service import health_of
from recto.operations.dashboards.panels import Board, Panel, Query, Row, Unit, per_minute, quantile

LABELING_GATEWAY = Board(
    "labeling-gateway",
    "Recto / Labeling gateway",
    "Leases, the outbox, and webhooks. The queue and its people are in Recto / People.",
    (
        health_of("labeling-gateway"),
        Row(
            "The outbox",
            (
                Panel(
                    "How long does an answer take to become an event?",
                    Unit.SECONDS,
                    "Promised: ten seconds, for 99 %.",
                    (
                        quantile(0.5, "recto_answer_published_seconds"),
                        quantile(0.99, "recto_answer_published_seconds"),
                    ),
                ),
                Panel(
                    "How many events wait in the outbox?",
                    Unit.COUNT,
                    "Growing: Kafka is away or slow. Nothing is lost.",
                    (Query("max(recto_outbox_waiting)", "waiting"),),
                ),
                Panel(
                    "How long has the oldest of them waited?",
                    Unit.SECONDS,
                    "Above 300 somebody is paged.",
                    (Query("max(recto_outbox_oldest_seconds)", "oldest"),),
                ),
                Panel(
                    "How many attempts to publish fail?",
                    Unit.PER_MINUTE,
                    "Growing: the broker does not confirm; the log has its words.",
                    (per_minute("recto_outbox_retries_total", where=""),),
                ),
                Panel(
                    "How many labels and declines are published?",
                    Unit.PER_MINUTE,
                    "Behind the answers for long: look at the outbox.",
                    (per_minute("recto_labels_published_total", where=""),),
                ),
            ),
        ),
        Row(
            "Leases",
            (
                Panel(
                    "How many leases are given, and how many run out?",
                    Unit.PER_MINUTE,
                    "Running out: people leave lines open, or their browsers can't reach the gateway.",
                    (
                        per_minute("recto_leases_given_total", where="")._replace(legend="given"),
                        per_minute("recto_leases_expired_total", where="")._replace(legend="run out"),
                    ),
                ),
                Panel(
                    "How many answers come too late?",
                    Unit.PER_MINUTE,
                    "Refused, their text kept. Growing: leases are too short, raise RECTO_LEASE_SECONDS.",
                    (per_minute("recto_answers_stale_total", where=""),),
                ),
            ),
        ),
        Row(
            "Webhooks",
            (
                Panel(
                    "What becomes of messages to webhooks?",
                    Unit.PER_MINUTE,
                    "failed is tried again. given-up: after two days, or the receiver is gone.",
                    (per_minute("recto_webhook_attempts_total", "outcome", where=""),),
                    empty="No webhook was told anything since the gateway started.",
                ),
                Panel(
                    "How old is the oldest message that was not taken?",
                    Unit.SECONDS,
                    "Growing: its receiver is away.",
                    (Query("max(recto_webhook_oldest_seconds)", "oldest"),),
                ),
            ),
        ),
    ),
)
