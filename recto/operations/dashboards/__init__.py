"""Dashboards: what they ask and how it is answered, without Grafana. grafana.py alone knows how Grafana says it."""

from recto.operations.dashboards.inference import INFERENCE
from recto.operations.dashboards.ingestion import INGESTION
from recto.operations.dashboards.kafka import KAFKA
from recto.operations.dashboards.labeling_gateway import LABELING_GATEWAY
from recto.operations.dashboards.overview import OVERVIEW
from recto.operations.dashboards.panels import Board, Panel, Query
from recto.operations.dashboards.people import PEOPLE
from recto.operations.dashboards.quality import QUALITY
from recto.operations.dashboards.scoring import SCORING
from recto.operations.dashboards.trainer import TRAINER

__all__ = ["BOARDS", "Board", "Panel", "Query"]

BOARDS: tuple[Board, ...] = (
    OVERVIEW,
    INGESTION,
    INFERENCE,
    SCORING,
    LABELING_GATEWAY,
    TRAINER,
    PEOPLE,
    QUALITY,
    KAFKA,
)
