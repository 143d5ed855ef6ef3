"""The embedded default: a real broker, all services, and a demo with a simulated annotator."""
