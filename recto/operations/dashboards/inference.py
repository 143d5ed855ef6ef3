"""Inference: how fast and how surely pages are read, and by which model."""

from recto.operations.dashboards.every_service import health_of
from recto.operations.dashboards.panels import (
    HERE,
    Board,
    Panel,
    Query,
    Row,
    Unit,
    highest,
    per_minute,
    quantile,
)

INFERENCE = Board(
    "inference",
    "Recto / Inference",
    "How fast and how surely pages are read, and by which model.",
    (
        health_of("inference"),
        Row(
            "Reading",
            (
                Panel(
                    "How long does a page wait for its readings?",
                    Unit.SECONDS,
                    "From its arrival. Promised: ten minutes, for 95 %.",
                    (
                        quantile(0.5, "recto_page_freshness_seconds"),
                        quantile(0.95, "recto_page_freshness_seconds"),
                    ),
                ),
                Panel(
                    "How many lines are read?",
                    Unit.PER_MINUTE,
                    "first; again, by a new champion; anew, where people drew the lines.",
                    (per_minute("recto_lines_read_total", "pass"),),
                ),
                Panel(
                    "Which step takes a page's time?",
                    Unit.SECONDS,
                    "95 % of pages. fetch or store growing: the object store. read growing: CPU.",
                    (quantile(0.95, "recto_reading_seconds", "step", where=""),),
                ),
                Panel(
                    "How many pages have no line?",
                    Unit.PER_MINUTE,
                    "Many: scans are upside down, empty or not of text; look at some.",
                    (per_minute("recto_pages_unreadable_total", "collection"),),
                    empty="On every page a line was found.",
                ),
                Panel(
                    "How sure is the reader?",
                    Unit.SHARE,
                    "Half of all lines are read with at most this confidence. Falling: other material comes in.",
                    (quantile(0.5, "recto_line_confidence", "collection"),),
                ),
            ),
        ),
        Row(
            "Champions",
            (
                Panel(
                    "Does every replica read with the champion?",
                    Unit.NUMBER,
                    "Generation by replica beside the one decided. Below it for long: restart that replica.",
                    (
                        Query(f"recto_champion_generation{HERE}", "{{collection}} {{instance}}"),
                        highest("recto_decided_generation", "collection")._replace(
                            legend="{{collection}} decided"
                        ),
                    ),
                    empty="No model was promoted yet: the shipped base reads.",
                ),
                Panel(
                    "How often are models loaded?",
                    Unit.PER_MINUTE,
                    "Growing steadily: more collections than fit into memory, raise RECTO_MODELS_IN_MEMORY.",
                    (per_minute("recto_model_loads_total", where=""),),
                    empty="A remote reader loads the models.",
                ),
            ),
        ),
    ),
)
