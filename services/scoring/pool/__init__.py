"""The pool of lines: what scoring knows, embedded and columnar (DuckDB). Rebuilt from kept events if lost."""

from services.scoring.pool.pool import Pool

__all__ = ["Pool"]
