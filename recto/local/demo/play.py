"""A demo from beginning to end: stack, collection, pages, rounds, and what they reached."""

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from recto.local.annotator import Habits, SimulatedAnnotator
from recto.local.demo.activity import Activity, current
from recto.local.demo.collection import Scan
from recto.local.demo.following import Following
from recto.local.demo.handing_in import hand_in, make_collection
from recto.local.demo.measuring import Reached, measure
from recto.local.demo.screens import Screen
from recto.local.demo.tally import Tally
from recto.local.demo.training import TrainingWatch
from recto.local.patient import Patient
from recto.local.stack_ports import ANY_PORTS
from recto.local.supervisor import Stack
from recto.runtime.failures import UserError
from recto.runtime.objects import open_store
from recto.runtime.settings import ObjectSettings
from schemas.collections import CollectionSettings

LEASE_SECONDS = 20
"""Short, so that lines whose lease was lost with a killed gateway come back soon."""
STALLED_SECONDS = 180
"""Longer than a training: nothing has moved, and nothing will."""
SETTLED_SECONDS = 5
"""After the last round: what was read again is accepted or not within so long."""
SETTLE_WITHIN_SECONDS = 90

HABITS = Habits(error_rate=0.02, lines_per_second=4)

SETTINGS = CollectionSettings(
    batch_lines=40,
    # The next batch is chosen by the new champion: people never wait in a demo.
    low_water_lines=0,
    retrain_after_labels=40,
    held_out_share=0.2,
    held_out_lines=40,
    accept_confidence=0.995,
    target_cer=0,
    train_seconds=75,
)
"""Small rounds: three trainings within minutes, on two cores."""

TYPED_SETTINGS = SETTINGS.model_copy(update={"batch_lines": 25, "retrain_after_labels": 25})
"""Typescript is soon read so well that larger rounds would leave nothing to ask for a third."""


@dataclass(frozen=True)
class Plan:
    """What to play."""

    collection: str
    scans: Sequence[Scan]
    home: Path
    rounds: int = 3
    habits: Habits = HABITS
    settings: CollectionSettings = SETTINGS

    @property
    def truth(self) -> dict[str, str]:
        """The text of every line, by its id."""
        return {name: text for scan in self.scans for name, text in scan.truth(self.collection).items()}


@dataclass(frozen=True)
class Played:
    """What came of it."""

    plan: Plan
    tally: Tally
    reached: Reached
    seconds: float


def play(plan: Plan, screen: Screen) -> Played:
    """Plays the plan on a fresh stack, which is stopped at the end.

    Raises UserError if the home is not empty, the stack does not come up, a service stays away, or nothing
    moves any more.
    """
    start = time.monotonic()
    _require_fresh(plan.home)
    tally = Tally(plan.collection)
    extra = {"RECTO_LEASE_SECONDS": str(LEASE_SECONDS)}
    with Stack(plan.home, ANY_PORTS, tell=screen.say, on_up=screen.on_up, extra=extra) as stack:
        try:
            reached = _reached(plan, stack, tally, screen)
        except KeyboardInterrupt:
            screen.show(tally, Activity("stopping"))
            raise
    return Played(plan, tally, reached, time.monotonic() - start)


def _reached(plan: Plan, stack: Stack, tally: Tally, screen: Screen) -> Reached:
    _hand_in(plan, stack, tally, screen)
    with Following(stack.addresses.bootstrap_servers, tally) as following:
        _annotate(plan, stack, following, tally, screen)
        _settle(following, tally, screen)
    objects = open_store(ObjectSettings(url=str(stack.home / "objects")))
    screen.show(tally, Activity("measuring on held-out pages"))
    return measure(tally, plan.truth, objects)


def _require_fresh(home: Path) -> None:
    if home.is_dir() and any(home.iterdir()):
        raise UserError(f"{home} is not empty, and a demo starts afresh: remove it or choose another --home.")


def _hand_in(plan: Plan, stack: Stack, tally: Tally, screen: Screen) -> None:
    with Patient(stack.gateway_url, stack.token, "The gateway") as gateway:
        make_collection(gateway, plan.collection, plan.settings)
    with Patient(stack.ingestion_url, stack.token, "Ingestion") as ingestion:
        pages = len(plan.scans)
        hand_in(
            ingestion,
            plan.collection,
            plan.scans,
            lambda done: screen.show(tally, Activity("handing in pages", done, pages)),
        )


def _annotate(plan: Plan, stack: Stack, following: Following, tally: Tally, screen: Screen) -> None:
    """Answers what is asked until so many rounds are decided, or every line is settled."""
    with (
        Patient(stack.gateway_url, stack.token, "The gateway", person="annotator") as gateway,
        closing(TrainingWatch(stack.trainer_url, stack.token)) as training,
    ):
        annotator = SimulatedAnnotator(gateway, plan.collection, plan.truth, plan.habits)
        annotator.start()
        try:
            while not _is_over(plan, tally):
                activity = current(tally, len(plan.scans))
                screen.show(tally, training.activity() or activity if activity.is_training else activity)
                _require_progress(annotator, min(following.quiet_seconds, training.quiet_seconds), stack.home)
                following.listen()
        finally:
            annotator.stop()


def _is_over(plan: Plan, tally: Tally) -> bool:
    return len(tally.decisions) >= plan.rounds or tally.is_settled


def _require_progress(annotator: SimulatedAnnotator, quiet_seconds: float, home: Path) -> None:
    if annotator.failure:
        raise annotator.failure
    if quiet_seconds > STALLED_SECONDS:
        raise UserError(
            f"Nothing has happened for {STALLED_SECONDS} s; the logs in {home / 'logs'} may say why, "
            "or choose fewer --rounds."
        )


def _settle(following: Following, tally: Tally, screen: Screen) -> None:
    """Waits until the last champion has read what still waits, and no more is accepted."""
    deadline = time.monotonic() + SETTLE_WITHIN_SECONDS
    while time.monotonic() < deadline:
        following.listen()
        if tally.is_read_again and following.quiet_seconds > SETTLED_SECONDS:
            return
        screen.show(tally, Activity("reading again what still waits"))
