"""Ingestion: what is handed in, and what is refused."""

from recto.operations.dashboards.every_service import health_of
from recto.operations.dashboards.panels import RATE, Board, Panel, Query, Row, Unit, per_minute, quantile

INGESTION = Board(
    "ingestion",
    "Recto / Ingestion",
    "What is handed in, what is refused and why, and how long it takes.",
    (
        health_of("ingestion"),
        Row(
            "Documents",
            (
                Panel(
                    "What becomes of the documents handed in?",
                    Unit.PER_MINUTE,
                    "already: known before. refused growing: see why beside.",
                    (per_minute("recto_documents_total", "outcome"),),
                ),
                Panel(
                    "Why are documents refused?",
                    Unit.PER_MINUTE,
                    "unsafe-xml: find out who sends it. too-large: scans are finer than they need be.",
                    (per_minute("recto_documents_refused_total", "reason", where=""),),
                    empty="No document was refused since ingestion started.",
                ),
                Panel(
                    "Why are uploads turned away before they are looked at?",
                    Unit.PER_MINUTE,
                    "away: the object store or Kafka did not answer. token: somebody's key is wrong.",
                    (per_minute("recto_uploads_turned_away_total", "reason", where=""),),
                    empty="No upload was turned away since ingestion started.",
                ),
                Panel(
                    "How many pages come in?",
                    Unit.PER_MINUTE,
                    "By collection.",
                    (per_minute("recto_pages_total", "collection"),),
                ),
                Panel(
                    "How many labels are imported?",
                    Unit.PER_MINUTE,
                    "Flat after an import: its files hold no text.",
                    (per_minute("recto_labels_imported_total", "collection"),),
                ),
                Panel(
                    "How many bytes are handed in?",
                    Unit.BYTES_PER_SECOND,
                    "Images and layouts.",
                    (Query(f"sum(rate(recto_uploaded_bytes_total{RATE}))", "bytes"),),
                ),
                Panel(
                    "Which step takes a document's time?",
                    Unit.SECONDS,
                    "95 % of documents. queue: raise RECTO_DECODERS or add replicas. store, publish: look there.",
                    (quantile(0.95, "recto_ingestion_seconds", "step", where=""),),
                ),
            ),
        ),
    ),
)
