"""One composed stack for all tests here, brought up once and taken down with everything that it kept."""

from collections.abc import Iterator

import pytest
from composed import Composed
from containers import Engine, find_engine
from learning import Learned, learn
from standing_in import supply


@pytest.fixture(scope="session")
def engine() -> Engine:
    found = find_engine()
    if found is None:
        pytest.skip("NO CONTAINERS: neither Docker with its compose nor podman with podman-compose runs here")
    return found


@pytest.fixture(scope="session")
def stack(engine: Engine) -> Iterator[Composed]:
    left_out = supply(engine)
    composed = Composed(engine, left_out)
    composed.down("--volumes")
    composed.build()
    try:
        composed.up()
        yield composed
        composed.require_no_crash()
    finally:
        composed.down("--volumes")


@pytest.fixture(scope="session")
def learned(stack: Composed) -> Learned:
    return learn(stack)
