"""What the trainer measures of its rounds."""

from prometheus_client import Counter, Gauge, Histogram

LABELS = Gauge(
    "recto_labels",
    "Labels that count, by purpose. Not growing: nobody answers, or answers do not get through (gateway's outbox).",
    ["collection", "purpose"],
)
NEW_LABELS = Gauge(
    "recto_new_labels",
    "Training labels that no snapshot holds yet. Above retrain_after_labels for long: trainings fail, see the log.",
    ["collection"],
)
ROUNDS = Counter(
    "recto_training_rounds_total", "Rounds by verdict: promoted, rejected, failed.", ["collection", "verdict"]
)
TRAINING_SECONDS = Histogram(
    "recto_training_seconds",
    "Time of one training, in seconds. Growing towards train_seconds: trainings are cut short.",
    ["collection"],
    buckets=(10, 30, 60, 120, 300, 600, 1800, 3600, 14400),
)
RETRAINING_DUE_SECONDS = Gauge(
    "recto_retraining_due_seconds",
    "How long a training that is due has waited for its verdict, in seconds; 0 where none is due. Above train_seconds "
    "for long: trainings fail or wait for another collection's, see the log.",
    ["collection"],
)
RETRAINING_SECONDS = Histogram(
    "recto_retraining_seconds",
    "Time from a training being due to its verdict, in seconds. Growing: collections wait for each other, or trainings "
    "for a node.",
    ["collection"],
    buckets=(60, 300, 600, 1200, 1800, 3600, 7200, 21600, 86400),
)
TRAINING_PROGRESS = Gauge(
    "recto_training_progress", "How far the running training is, 0 to 1; 0 when none runs.", ["collection"]
)
DECIDED_GENERATION = Gauge(
    "recto_decided_generation",
    "Generation of the champion by the newest verdict or roll-back. Above a replica's recto_champion_generation: that "
    "replica has not swapped.",
    ["collection"],
)
HELD_OUT_CER = Gauge(
    "recto_held_out_cer",
    "Character error rate of the champion on held-out lines, by version. Not falling over several rounds: more "
    "labels of the same kind will not help, look at the evidence.",
    ["collection", "version"],
)
CALIBRATION_ERROR = Gauge(
    "recto_calibration_error",
    "Expected calibration error of the champion by grapheme on held-out lines, 0 to 1, by version. Growing over "
    "versions: its confidence means less, and people are shown the wrong doubts.",
    ["collection", "version"],
)
