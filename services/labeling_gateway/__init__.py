"""The labeling gateway: everything that people touch."""
