"""Builds the trainer from its settings and runs it."""

from functools import partial

from recto.runtime.clock import system_clock
from recto.runtime.kafka import KafkaBus
from recto.runtime.objects import ObjectStore, open_store
from recto.runtime.running import main
from recto.runtime.service import Service
from schemas.topics import COLLECTIONS, LABELS, MODELS, TRANSCRIPTS
from services.trainer.api import build_app
from services.trainer.cluster_job import ClusterJob
from services.trainer.handlers import HANDLERS
from services.trainer.job_manifest import read_manifest
from services.trainer.jobs import StartJob, SubprocessJob, TrainingEnds
from services.trainer.kubernetes import in_cluster
from services.trainer.ledger import Ledger
from services.trainer.rounds import Deps, on_tick
from services.trainer.settings import Settings


def build(settings: Settings) -> Service:
    """The trainer, ready to run. All its topics are followed: the ledger is read anew at each start."""
    bus = KafkaBus(settings.bus, "trainer")
    objects = open_store(settings.objects)
    deps = Deps(
        ledger=Ledger(),
        objects=objects,
        start_job=_start_job(settings, objects),
        clock=system_clock,
        threads=settings.threads,
        retry_seconds=settings.retry_seconds,
    )
    return Service(
        name="trainer",
        settings=settings,
        bus=bus,
        handlers=HANDLERS,
        deps=deps,
        follows=(COLLECTIONS, LABELS, MODELS, TRANSCRIPTS),
        on_tick=on_tick,
        app=build_app(deps, bus, settings.token),
        # What trains in a cluster goes on without this process, and is found again.
        workers=() if settings.job_manifest else (TrainingEnds(lambda: deps.job),),
    )


def _start_job(settings: Settings, objects: ObjectStore) -> StartJob:
    if settings.job_manifest is None:
        return partial(SubprocessJob, log=settings.state_dir / "training.log")
    manifest = read_manifest(settings.job_manifest)
    return partial(ClusterJob, manifest=manifest, cluster=in_cluster(), objects=objects)


if __name__ == "__main__":
    main("trainer", Settings, build)
