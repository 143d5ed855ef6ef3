"""People as a stage: queues, waits, agreement, throughput, forecast."""

from recto.operations.dashboards.panels import (
    HERE,
    Board,
    Panel,
    Query,
    Row,
    Shape,
    Unit,
    highest,
    per_minute,
    quantile,
)

_DEPTH = f"sum by (collection) (max by (collection, kind) (recto_queue_depth{HERE}))"
_ANSWERS = f"sum by (collection) (rate(recto_answers_total{HERE}[1d]))"
_KEYINGS = 'recto_keyings_total{collection=~"$collection", follows=~"%s"}'

PEOPLE = Board(
    "people",
    "Recto / People",
    "People as a stage of the pipeline: what waits for them, how fast and how alike they answer, and what is left.",
    (
        Row(
            "The queue",
            (
                Panel(
                    "How many tasks wait?",
                    Unit.COUNT,
                    "In nobody's hands. 0 for long while the target is not reached: look at scoring.",
                    (highest("recto_queue_depth", "collection, kind"),),
                    empty="No task is open.",
                ),
                Panel(
                    "How long has the oldest task waited?",
                    Unit.SECONDS,
                    "Promised: at most four days for held-out lines and audits, a week for others.",
                    (highest("recto_queue_oldest_wait_seconds", "kind, purpose"),),
                    empty="No task is open.",
                ),
                Panel(
                    "How many tasks are in somebody's hands?",
                    Unit.COUNT,
                    "0 at working hours: nobody is at work.",
                    (highest("recto_queue_leased", "collection, kind"),),
                    empty="No task is open.",
                ),
                Panel(
                    "How many lines wait for another person?",
                    Unit.COUNT,
                    "second: to be keyed once more; adjudication: two differ; stuck: there is nobody for them.",
                    (
                        highest("recto_keyings_waiting", "stage"),
                        highest("recto_keyings_stuck", "collection")._replace(legend="{{collection}} stuck"),
                    ),
                    empty="No line that two people key is open.",
                ),
                Panel(
                    "How many answers wait for a lead's word?",
                    Unit.COUNT,
                    "Growing: people want a rule.",
                    (highest("recto_flags_waiting", "collection"),),
                    empty="Nobody has flagged an answer.",
                ),
            ),
        ),
        Row(
            "The work",
            (
                Panel(
                    "How many answers come in?",
                    Unit.PER_MINUTE,
                    "By collection.",
                    (per_minute("recto_answers_total", "collection"),),
                ),
                Panel(
                    "What do people answer?",
                    Unit.PER_MINUTE,
                    "Many unreadable or not-text: look at scans and line finding. Many skips: read the reasons.",
                    (per_minute("recto_answers_total", "outcome"),),
                ),
                Panel(
                    "How long does a line take?",
                    Unit.SECONDS,
                    "On the screen. Growing: readings to start from got worse, or lines harder.",
                    (quantile(0.5, "recto_answer_seconds"), quantile(0.9, "recto_answer_seconds")),
                ),
                Panel(
                    "How many documents are sorted?",
                    Unit.PER_MINUTE,
                    "By the collection that they go into.",
                    (per_minute("recto_documents_classified_total", "into"),),
                    empty="Nobody has sorted a document since the gateway started.",
                ),
            ),
        ),
        Row(
            "Agreement",
            (
                Panel(
                    "How often do two people agree?",
                    Unit.SHARE,
                    "Of lines keyed twice. Falling: the rules of transcription are not the same for all.",
                    (
                        Query(
                            f"sum by (collection) (increase({_KEYINGS % 'agree'}[1d]))"
                            f" / sum by (collection) (increase({_KEYINGS % 'agree|differ'}[1d]))",
                            "{{collection}}",
                        ),
                    ),
                    empty="No line was keyed by two people since the gateway started.",
                ),
                Panel(
                    "How many answers are taken back, flagged or withdrawn?",
                    Unit.PER_MINUTE,
                    "Growing: slips, unclear rules, or a lead who cleans up.",
                    (
                        per_minute("recto_answers_undone_total")._replace(legend="taken back"),
                        per_minute("recto_undo_refused_total", where="")._replace(
                            legend="too late to take back"
                        ),
                        per_minute("recto_flags_raised_total")._replace(legend="flagged"),
                        per_minute("recto_labels_withdrawn_total")._replace(legend="withdrawn"),
                    ),
                    empty="Nobody has taken an answer back or flagged one since the gateway started.",
                ),
                Panel(
                    "How many gold lines are answered?",
                    Unit.PER_MINUTE,
                    "None while gold_share is set: mark more lines as gold.",
                    (per_minute("recto_gold_answers_total", "collection"),),
                    empty="Nobody has answered a gold line since the gateway started.",
                ),
            ),
        ),
        Row(
            "What is left",
            (
                Panel(
                    "When is the queue empty at the last day's pace?",
                    Unit.SECONDS,
                    "Open tasks by answers of the last day. Longer than a week: more people, or smaller batches.",
                    (Query(f"{_DEPTH} / ({_ANSWERS} > 0)", "{{collection}}"),),
                    empty="No task is open, or nobody has answered in the last day.",
                    shape=Shape.FIGURES,
                ),
                Panel(
                    "Which error rate would all labels to be had bring?",
                    Unit.SHARE,
                    "The forecast of the learning curve. Above the collection's target: asking ends.",
                    (Query(f"recto_learning_forecast_cer{HERE}", "{{collection}}"),),
                    empty="There is a forecast after five trainings.",
                ),
            ),
        ),
    ),
)
