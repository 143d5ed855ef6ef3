"""A PostgreSQL server for a while: it answers, it is gone afterwards, and where there is none a sentence says so."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from recto.local import postgres
from recto.local.postgres import Postgres, find_binaries
from recto.runtime.failures import UserError


@pytest.mark.postgres
def test_a_server_answers_until_its_end_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    if find_binaries() is None:
        pytest.skip("NO POSTGRESQL, so no server is started: `make postgres` installs it")
    made: list[str] = []
    make = postgres.tempfile.mkdtemp
    monkeypatch.setattr(postgres.tempfile, "mkdtemp", lambda **how: made.append(make(**how)) or made[-1])
    with Postgres({"fsync": "off", "shared_buffers": "16MB"}) as server:
        where = urlsplit(server.url())
        assert where.hostname == "127.0.0.1"
        socket.create_connection(("127.0.0.1", where.port or 0), timeout=5).close()
        assert server.pid is not None
    assert server.pid is None
    assert [Path(folder).exists() for folder in made] == [False]


def test_the_newest_of_debians_versions_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9.6", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(postgres, "_DEBIAN", tmp_path)
    assert find_binaries() == tmp_path / "17" / "bin"


def test_a_machine_without_postgresql_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(postgres, "_DEBIAN", tmp_path)
    with pytest.raises(UserError, match="make postgres"):
        Postgres().__enter__()
