"""How far each collection is, as the gateway tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recto.local.patient import Patient

_PATIENCE_SECONDS = 3.0


@dataclass(frozen=True)
class CollectionStatus:
    """Queue, labels, model and share accepted of a collection. None where nothing is known yet."""

    name: str
    open: int
    leased: int
    oldest_seconds: float | None
    labels: int
    champion: str
    held_out_cer: float | None
    accepted_share: float | None


def collection_statuses(gateway_url: str, token: str) -> list[CollectionStatus]:
    """Every collection, by name. Raises UserError if the gateway does not answer."""
    with Patient(gateway_url, token, "The gateway", patience=_PATIENCE_SECONDS) as gateway:
        every = gateway.get("/v1/collections")["collections"]
        return [
            _status(gateway.get(f"/v1/collections/{one['name']}/progress"), one["settings"]["base_model"])
            for one in every
        ]


def _status(progress: Mapping[str, Any], base: str) -> CollectionStatus:
    lines = sum(progress["lines"].values())
    return CollectionStatus(
        name=progress["collection"],
        open=progress["open"],
        leased=progress["leased"],
        oldest_seconds=progress["oldest_wait_seconds"],
        labels=progress["labels"],
        champion=_champion(progress["rounds"]) or base,
        held_out_cer=_held_out_cer(progress["rounds"]),
        accepted_share=progress["accepted"] / lines if lines else None,
    )


def _champion(decisions: list[Mapping[str, Any]]) -> str | None:
    """The version in use; None for the base."""
    in_use = [one["version"] for one in decisions if one["decision"] in ("promoted", "rolled-back")]
    return in_use[-1] if in_use else None


def _held_out_cer(decisions: list[Mapping[str, Any]]) -> float | None:
    """Of the model in use, as the last verdict measured it."""
    judged = [one for one in decisions if one["verdict"]]
    if not judged:
        return None
    chosen = "candidate_cer" if judged[-1]["decision"] == "promoted" else "champion_cer"
    value: float | None = judged[-1]["verdict"][chosen]
    return value
