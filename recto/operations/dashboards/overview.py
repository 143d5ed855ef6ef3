"""The flow by stage: where an SRE begins."""

from recto.operations.dashboards.panels import (
    HERE,
    Board,
    Panel,
    Query,
    Row,
    Shape,
    Unit,
    highest,
    increase,
    per_minute,
    quantile,
    total,
)

OVERVIEW = Board(
    "overview",
    "Recto / Overview",
    "From page to reading to answer to model: what is promised, what flows, and where it waits.",
    (
        Row(
            "Promises",
            (
                Panel(
                    "Which services are ready?",
                    Unit.COUNT,
                    "Replicas that are assigned and make progress.",
                    (total("recto_ready", "service", where=""),),
                    shape=Shape.FIGURES,
                ),
                Panel(
                    "How much is left of each error budget?",
                    Unit.SHARE,
                    "Of 28 days. Under 0 the promise is broken: do what its runbook says before anything new.",
                    (Query("min by (objective) (recto:slo_budget:left)", "{{objective}}"),),
                    empty="Nothing has happened yet that a promise is about.",
                    shape=Shape.BARS,
                ),
                Panel(
                    "Which promises are being broken now?",
                    Unit.SHARE,
                    "The bad share of the last two hours. An alert comes when it burns the budget too fast.",
                    (highest("recto:slo_errors:ratio_2h", "objective", where=""),),
                    empty="Nothing has happened yet that a promise is about.",
                ),
            ),
        ),
        Row(
            "Pages",
            (
                Panel(
                    "How many pages come in, and how many are read?",
                    Unit.PER_MINUTE,
                    "Read below in for long: inference does not keep up.",
                    (
                        per_minute("recto_pages_total")._replace(legend="in"),
                        per_minute("recto_pages_read_total")._replace(legend="read"),
                    ),
                ),
                Panel(
                    "How long does a page wait for its readings?",
                    Unit.SECONDS,
                    "Promised: ten minutes, for 95 %.",
                    (
                        quantile(0.5, "recto_page_freshness_seconds"),
                        quantile(0.95, "recto_page_freshness_seconds"),
                    ),
                ),
                Panel(
                    "Where do events wait?",
                    Unit.COUNT,
                    "Growing at one service: it is the bottleneck, or it stands.",
                    (total("recto_consumer_lag", "service", where=""),),
                ),
                Panel(
                    "How old is the oldest event at each service?",
                    Unit.SECONDS,
                    "Measured as events are handled: a service that stands keeps its last figure.",
                    (highest("recto_oldest_event_seconds", "service", where=""),),
                ),
            ),
        ),
        Row(
            "People and models",
            (
                Panel(
                    "How many tasks wait for people?",
                    Unit.COUNT,
                    "Growing: too few people, or too large batches. See People.",
                    (
                        Query(
                            f"sum by (kind) (max by (collection, kind) (recto_queue_depth{HERE}))", "{{kind}}"
                        ),
                    ),
                    empty="No task is open.",
                ),
                Panel(
                    "How many answers come in?",
                    Unit.PER_MINUTE,
                    "By outcome. Flat while tasks wait: nobody is at work.",
                    (per_minute("recto_answers_total", "outcome"),),
                ),
                Panel(
                    "How did the trainings of the last day end?",
                    Unit.COUNT,
                    "failed: see the trainer's log. rejected again and again: more labels of this kind do not help.",
                    (increase("recto_training_rounds_total", "verdict", "1d"),),
                    empty="No training has ended since the trainer started.",
                    shape=Shape.BARS,
                ),
                Panel(
                    "How many documents became complete in the last day?",
                    Unit.COUNT,
                    "Every line of them is settled.",
                    (Query(f"sum(increase(recto_documents_completed_total{HERE}[1d]))", "complete"),),
                    empty="No document is complete yet.",
                    shape=Shape.FIGURES,
                ),
            ),
        ),
    ),
)
