"""Inference: finds the lines of pages, reads them, and publishes what it read."""
