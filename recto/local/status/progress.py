"""How far each collection is, as the gateway tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recto.local.patient import Patient

_PATIENCE_SECONDS = 3.0
_BASE = ""
"""Stands for the base, whose version no decision before a roll-back tells."""


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
            _status(
                gateway.get(f"/v1/collections/{one['name']}/progress"),
                f"base-{one['settings']['base_model']}",
            )
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
        champion=champion(progress["rounds"]) or base,
        held_out_cer=held_out_cer(progress["rounds"]),
        accepted_share=progress["accepted"] / lines if lines else None,
    )


def champion(decisions: list[Mapping[str, Any]]) -> str | None:
    """The version in use; None for the base."""
    in_use = [one["version"] for one in decisions if _changes_champion(one)]
    return in_use[-1] if in_use else None


def held_out_cer(decisions: list[Mapping[str, Any]]) -> float | None:
    """Of the model in use, as it was last measured."""
    in_use, measured = _BASE, dict[str, float | None]()
    for one in decisions:
        if one["verdict"]:
            measured[in_use] = one["verdict"]["champion_cer"]
            measured[one["version"]] = one["verdict"]["candidate_cer"]
        if _changes_champion(one):
            in_use = one["version"]
    return measured.get(in_use, measured.get(_BASE))


def _changes_champion(decision: Mapping[str, Any]) -> bool:
    return decision["decision"] in ("promoted", "rolled-back")
