"""Label Studio as another face of the queue: lines out as its tasks, its annotations in as anybody's answers."""
