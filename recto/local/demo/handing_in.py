"""Makes the demo's collection and hands in its scans, as any client would: over HTTP."""

import time
from collections.abc import Callable, Sequence

import httpx

from recto.local.demo.collection import Scan
from recto.local.patient import Patient
from schemas.collections import CollectionSettings

_KNOWN_WITHIN_SECONDS = 60
"""A collection travels through Kafka before ingestion knows it; longer if a service dies just then."""


def make_collection(gateway: Patient, name: str, settings: CollectionSettings) -> None:
    """Makes the collection, or sets its settings. Raises UserError if the gateway refuses."""
    gateway.done(gateway.ask("PUT", f"/v1/collections/{name}", json=settings.model_dump(mode="json")))


def hand_in(ingestion: Patient, name: str, scans: Sequence[Scan], on_taken: Callable[[int], None]) -> None:
    """Hands in every scan with its lines, without its text. `on_taken` is told how many are in.

    Raises UserError if ingestion refuses one.
    """
    for number, scan in enumerate(scans, 1):
        hand_in_one(ingestion, name, scan)
        on_taken(number)


def hand_in_one(ingestion: Patient, name: str, scan: Scan) -> str:
    """Hands in one scan, once the collection is known there. The id of its page; UserError if it is refused."""
    deadline = time.monotonic() + _KNOWN_WITHIN_SECONDS
    files = {"file": (scan.name, scan.image), "layout": ("layout.xml", scan.layout_without_text)}
    while True:
        reply = ingestion.ask("POST", "/v1/documents", data={"collection": name}, files=files)
        if reply.status_code != httpx.codes.NOT_FOUND or time.monotonic() > deadline:
            return str(ingestion.done(reply).json()["page_ids"][0])
