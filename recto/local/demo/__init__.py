"""The whole loop on one machine: a collection, a fresh stack, a simulated annotator, and a report."""
