"""The whole way of a page, from ingestion to scored, measured beside a plain loop over the same files."""
