"""One demo, small and sabotaged, for all tests of the loop."""

from collections.abc import Iterator

import pytest
from programs import found
from running_prometheus import Prometheus, watching
from sabotage import COLLECTION, PAGES, Aftermath, Saboteur, everything

from recto.local.annotator import Habits
from recto.local.demo.collection import typed
from recto.local.demo.play import SETTINGS, Plan, play
from recto.local.supervisor import Stack
from recto.runtime.failures import UserError


@pytest.fixture(scope="session")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus | None]:
    """A Prometheus that watches the demo from its beginning; None where there is no such program."""
    if found("prometheus") is None:
        yield None
        return
    with watching(tmp_path_factory.mktemp("prometheus")) as prometheus:
        yield prometheus


@pytest.fixture(scope="session")
def aftermath(tmp_path_factory: pytest.TempPathFactory, witness: Prometheus | None) -> Iterator[Aftermath]:
    home = tmp_path_factory.mktemp("demo")
    settings = SETTINGS.model_copy(
        update={"batch_lines": 16, "retrain_after_labels": 16, "held_out_share": 0.34, "train_seconds": 20}
    )
    habits = Habits(error_rate=0.02, lines_per_second=4, seed=7)
    plan = Plan(
        COLLECTION,
        typed(seed=7, pages=PAGES),
        home,
        rounds=2,
        habits=habits,
        settings=settings,
    )
    saboteur = Saboteur(witness)
    try:
        played = play(plan, saboteur)
    except UserError as error:
        if "fetch" in str(error):
            pytest.skip(f"NO KAFKA, so the loop is not tested: {error}")
        raise
    with Stack(home) as stack:
        yield Aftermath(played, saboteur, stack, everything(stack.addresses.bootstrap_servers))
