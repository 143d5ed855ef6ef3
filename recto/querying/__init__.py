"""Which lines next: strategies, batches, acceptance. NumPy only, no I/O."""
