"""The trainer over HTTP: models with their verdicts, the training under way, and a person's decisions."""

import secrets
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, Field, SecretStr

from recto.runtime.bodies import BoundedBodies
from recto.runtime.bus import Bus
from recto.runtime.failures import Poison, Transient
from recto.runtime.objects import ObjectStore, get_model
from schemas.blobs import BlobRef
from schemas.models import ModelPromoted, Verdict
from services.trainer.decisions import Refused, promotion, roll_back
from services.trainer.evidence import Evidence
from services.trainer.ledger import Book, Crowning
from services.trainer.rounds import Deps

_MOST_BYTES = 1024 * 1024
"""Of a request's body: decisions are a few words."""


class ModelOut(BaseModel):
    """One model of a collection."""

    version: str
    round: int
    weights: BlobRef = Field(description="Where they lie in the object store; a reader takes them so.")
    is_champion: bool
    state: str = Field(description="promoted or rejected, by the gate.")
    verdict: Verdict
    has_evidence: bool = Field(description="Whether every held-out line as both models read it was kept.")
    decided_at: str


class CollectionModelsOut(BaseModel):
    """All models of a collection, newest first."""

    collection: str
    champion: str
    generation: int
    models: list[ModelOut]


class TrainingOut(BaseModel):
    """The training under way."""

    collection: str
    version: str
    done: float = Field(description="Share of the training that is over, 0 to 1.")
    loss: float | None
    seconds: float


class DecisionIn(BaseModel):
    """Who decides, and why."""

    by: str = Field(default="admin", min_length=1, max_length=100)
    reason: str = Field(default="", max_length=1000)


def build_app(deps: Deps, bus: Bus, token: SecretStr | None) -> FastAPI:
    """The trainer's HTTP API."""
    app = FastAPI(title="Recto trainer", version="1")
    app.add_middleware(BoundedBodies, most=lambda _path: _MOST_BYTES)
    app.include_router(_routes(deps, bus), prefix="/v1", dependencies=[Depends(_guard(token))])
    return app


def _routes(deps: Deps, bus: Bus) -> APIRouter:
    router = APIRouter()

    @router.get("/models/{collection}", summary="All models of a collection, newest first")
    def models(collection: str) -> CollectionModelsOut:
        return _models(_book(deps, collection))

    @router.get(
        "/models/{collection}/{version}/evidence", summary="Every held-out line as both models read it"
    )
    def evidence(collection: str, version: str) -> Evidence:
        return _evidence(_book(deps, collection), version, deps.objects)

    @router.get("/training", summary="The training under way, or null")
    def training() -> TrainingOut | None:
        job = deps.job
        if job is None:
            return None
        report = job.last_report.model_dump(include={"done", "loss", "seconds"})
        return TrainingOut(collection=job.order.collection, version=job.order.version, **report)

    @router.post(
        "/models/{collection}/{version}/promote", summary="Put a model in use, whatever the gate said"
    )
    def promote(collection: str, version: str, decision: DecisionIn) -> CollectionModelsOut:
        book = _book(deps, collection)
        _decide(deps, bus, book, lambda: promotion(book, version, by=decision.by, now=deps.clock()))
        return _models(book)

    @router.post("/models/{collection}/rollback", summary="Put the champion before this one back in use")
    def rollback(collection: str, decision: DecisionIn) -> CollectionModelsOut:
        book = _book(deps, collection)
        _decide(
            deps,
            bus,
            book,
            lambda: roll_back(book, by=decision.by, reason=decision.reason, now=deps.clock()),
        )
        return _models(book)

    return router


def _book(deps: Deps, collection: str) -> Book:
    book = deps.ledger.get(collection)
    if book is None:
        raise HTTPException(404, f"There is no collection {collection!r}.")
    return book


def _evidence(book: Book, version: str, objects: ObjectStore) -> Evidence:
    verdict = book.verdicts.get(version)
    if verdict is None or verdict.evidence is None:
        raise HTTPException(404, f"{book.name} has no model {version!r}, or no evidence of it was kept.")
    try:
        return get_model(objects, verdict.evidence, Evidence)
    except Poison as lost:
        raise HTTPException(404, f"The evidence of {version} is lost: {lost.reason}.") from lost
    except Transient as away:
        raise HTTPException(503, f"The object store is away: {away.reason}. Try again.") from away


def _decide(deps: Deps, bus: Bus, book: Book, decide: Callable[[], Crowning]) -> None:
    """Publish a decision, and know it at once: the next one counts its generation up from here."""
    with deps.deciding:
        if deps.awaited is not None:
            raise HTTPException(409, f"The verdict on {deps.awaited} is being published. Try again.")
        try:
            event = decide()
            bus.publish([event])
        except Refused as refused:
            raise HTTPException(409, str(refused)) from refused
        except Transient as away:
            raise HTTPException(
                503, "Kafka is away; it is not certain that this was decided. Try again."
            ) from away
        book.crown(event)


def _models(book: Book) -> CollectionModelsOut:
    verdicts = sorted(book.verdicts.values(), key=lambda verdict: -verdict.round)
    return CollectionModelsOut(
        collection=book.name,
        champion=book.champion,
        generation=book.generation,
        models=[
            ModelOut(
                version=verdict.version,
                round=verdict.round,
                weights=verdict.weights,
                is_champion=verdict.version == book.champion,
                state="promoted" if isinstance(verdict, ModelPromoted) else "rejected",
                verdict=verdict.verdict,
                has_evidence=verdict.evidence is not None,
                decided_at=verdict.decided_at.isoformat(),
            )
            for verdict in verdicts
        ],
    )


def _guard(token: SecretStr | None) -> Callable[[str], None]:
    def guard(authorization: Annotated[str, Header()] = "") -> None:
        if token is None:
            return
        expected = f"Bearer {token.get_secret_value()}"
        if not secrets.compare_digest(authorization.encode(), expected.encode()):
            raise HTTPException(401, "The token is missing or wrong.", headers={"WWW-Authenticate": "Bearer"})

    return guard
