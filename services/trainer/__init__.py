"""Trainer: makes snapshots of labels, trains candidates, judges them, and publishes the verdicts."""
