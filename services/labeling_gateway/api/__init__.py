"""The gateway over HTTP: one file per resource, and problem details for every error."""
