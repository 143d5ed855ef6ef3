"""What tests of every kind share: a real Kafka for those that ask for it, started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recto.local.kafka import EmbeddedKafka
from recto.local.ports import free_port
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
