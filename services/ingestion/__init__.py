"""Ingestion: documents come in over HTTP, are checked, stored and published, whole or not at all."""
