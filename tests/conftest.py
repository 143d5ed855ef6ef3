"""What tests of every kind share: a real Kafka and a real PostgreSQL for those that ask, each started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recto.local.kafka import EmbeddedKafka
from recto.local.ports import free_port
from recto.local.postgres import Postgres, find_binaries
from recto.runtime.failures import UserError


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedKafka]:
    home: Path = tmp_path_factory.mktemp("kafka")
    try:
        broker = EmbeddedKafka(home, port=free_port())
        with broker:
            yield broker
    except UserError as error:
        pytest.skip(f"NO KAFKA, so nothing that needs one is tested: {error}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if find_binaries() is None:
        pytest.skip("NO POSTGRESQL, so the gateway is tested on SQLite alone: `make postgres` installs it")
    with Postgres({"fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB"}) as server:
        yield server
