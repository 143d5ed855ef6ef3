"""The trainer: what is due, what runs, and how rounds end."""

from recto.operations.dashboards.every_service import health_of
from recto.operations.dashboards.panels import (
    HERE,
    Board,
    Panel,
    Query,
    Row,
    Shape,
    Unit,
    increase,
    quantile,
    total,
)

TRAINER = Board(
    "trainer",
    "Recto / Trainer",
    "What is due, what runs, and how rounds end.",
    (
        health_of("trainer"),
        Row(
            "Rounds",
            (
                Panel(
                    "How long has a training been due?",
                    Unit.SECONDS,
                    "Promised: judged within two hours. Growing: it fails, or waits for another collection's.",
                    (Query(f"recto_retraining_due_seconds{HERE}", "{{collection}}"),),
                ),
                Panel(
                    "How far is the training that runs?",
                    Unit.SHARE,
                    "0 when none runs. Standing still: see the training's log.",
                    (Query(f"recto_training_progress{HERE}", "{{collection}}"),),
                    empty="No training has run since the trainer started.",
                ),
                Panel(
                    "How did the rounds of the last week end?",
                    Unit.COUNT,
                    "failed: the log says why.",
                    (increase("recto_training_rounds_total", "collection, verdict", "7d"),),
                    empty="No training has ended since the trainer started.",
                    shape=Shape.BARS,
                ),
                Panel(
                    "How long does it take from due to judged?",
                    Unit.SECONDS,
                    "Half of all rounds, and the training itself. Far apart: trainings wait for a node.",
                    (
                        quantile(0.5, "recto_retraining_seconds")._replace(legend="due to judged"),
                        quantile(0.5, "recto_training_seconds")._replace(legend="training"),
                    ),
                    empty="No training has ended since the trainer started.",
                ),
            ),
        ),
        Row(
            "Labels",
            (
                Panel(
                    "How many labels are there?",
                    Unit.COUNT,
                    "Not growing: nobody answers, or answers do not get through the outbox.",
                    (total("recto_labels", "purpose"),),
                ),
                Panel(
                    "How many labels has no training seen yet?",
                    Unit.COUNT,
                    "Above the collection's retrain_after_labels for long: trainings fail.",
                    (Query(f"recto_new_labels{HERE}", "{{collection}}"),),
                ),
            ),
        ),
    ),
)
