"""The secrets of docker-compose.yml: made once, different each time, and each part told its own alone."""

import json
import ssl
import tomllib
from pathlib import Path

import pytest
import yaml
from prepare import LAST, TEMPLATES, prepare

from services.labeling_gateway.settings import Settings

ROOT = Path(__file__).parents[3]


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    prepare(tmp_path)
    return tmp_path


def everything(folder: Path) -> dict[Path, str]:
    return {path.relative_to(folder): path.read_text() for path in folder.glob("*/*")}


def test_every_file_is_written_and_nothing_in_it_is_left_open(prepared: Path) -> None:
    written = everything(prepared)
    assert written.keys() == {path.relative_to(TEMPLATES) for path in TEMPLATES.glob("*/*")}
    assert not [path for path, text in written.items() if "$" in text]


def test_a_second_time_nothing_changes(prepared: Path) -> None:
    before = everything(prepared)
    prepare(prepared)
    assert everything(prepared) == before


def test_what_was_broken_off_is_made_anew(prepared: Path) -> None:
    before = everything(prepared)
    (prepared / LAST).unlink()
    prepare(prepared)
    assert everything(prepared).keys() == before.keys()


def test_no_two_stacks_share_a_secret(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    prepare(other)
    mine, theirs = everything(prepared), everything(other)
    assert not [path for path in mine if mine[path] == theirs[path]]


def test_services_and_stores_are_told_the_same(prepared: Path) -> None:
    told = tomllib.loads((prepared / "recto/recto.toml").read_text())
    s3 = json.loads((prepared / "s3/s3.json").read_text())["identities"][0]["credentials"][0]
    assert (told["objects"]["access_key"], told["objects"]["secret_key"]) == (
        s3["accessKey"],
        s3["secretKey"],
    )
    assert (prepared / "postgres/password").read_text().strip() in told["database_url"]
    assert f'user_recto="{told["bus"]["password"]}"' in (prepared / "kafka/server.properties").read_text()
    assert (prepared / "recto/token").read_text().strip() == told["token"]


def test_the_gateway_understands_what_it_is_told(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTO_CONFIG", str(prepared / "recto/recto.toml"))
    settings = Settings()
    assert settings.bus.security_protocol == "SASL_SSL"
    assert settings.database.startswith("postgresql")


def test_the_broker_shows_a_certificate_that_services_trust(prepared: Path) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(prepared / "kafka/broker.pem")
    assert shaken_hands(server, ssl.create_default_context(cafile=prepared / "recto/ca.pem"), "kafka")


def test_another_name_is_not_trusted(prepared: Path) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(prepared / "kafka/broker.pem")
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken_hands(server, ssl.create_default_context(cafile=prepared / "recto/ca.pem"), "elsewhere")


def shaken_hands(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> bool:
    """A TLS handshake without a socket: each side reads what the other has written."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [client.wrap_bio(down, up, server_hostname=host), server.wrap_bio(up, down, server_side=True)]
    for _ in range(4):
        sides = [side for side in sides if not _is_done(side)]
    return not sides


def _is_done(side: ssl.SSLObject) -> bool:
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


def test_each_part_is_told_its_own_alone(prepared: Path) -> None:
    """Its folder is a volume that docker-compose.yml mounts where the part is, and nowhere else."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    parts = {path.name for path in TEMPLATES.iterdir()}
    for name, service in services.items():
        mounted = {
            volume.split(":")[0] for volume in service.get("volumes", ()) if volume.startswith("secrets-")
        }
        if name == "secrets":
            assert mounted == {f"secrets-{part}" for part in parts}
        elif name != "prometheus":
            assert mounted == {f"secrets-{name if name in parts else 'recto'}"}, name
