"""What a service process stands on: bus, object store, settings, metrics, health, failures, the host loop."""
