"""Builds the trainer from its settings and runs it."""

from functools import partial

from recto.runtime.clock import system_clock
from recto.runtime.kafka import KafkaBus
from recto.runtime.objects import open_store
from recto.runtime.running import main
from recto.runtime.service import Service
from schemas.topics import COLLECTIONS, LABELS, MODELS, TRANSCRIPTS
from services.trainer.api import build_app
from services.trainer.handlers import HANDLERS
from services.trainer.jobs import SubprocessJob, TrainingEnds
from services.trainer.ledger import Ledger
from services.trainer.rounds import Deps, on_tick
from services.trainer.settings import Settings


def build(settings: Settings) -> Service:
    """The trainer, ready to run. All its topics are followed: the ledger is read anew at each start."""
    bus = KafkaBus(settings.bus, "trainer")
    deps = Deps(
        ledger=Ledger(),
        objects=open_store(settings.objects),
        start_job=partial(SubprocessJob, log=settings.state_dir / "training.log"),
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
        workers=(TrainingEnds(lambda: deps.job),),
    )


if __name__ == "__main__":
    main("trainer", Settings, build)
