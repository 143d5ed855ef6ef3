"""S3 behind a certificate of one's own: trusted where the settings name who vouches for it, and nowhere else."""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from recto.runtime.failures import Poison, Transient
from recto.runtime.objects import open_store, reference_to
from recto.runtime.settings import ObjectSettings

NOTHING = b"<Error><Code>NoSuchKey</Code><Resource>/recto/things</Resource></Error>"


class Empty(BaseHTTPRequestHandler):
    """An S3 server that holds nothing."""

    def do_GET(self) -> None:
        self.send_response(404)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(NOTHING)))
        self.end_headers()
        self.wfile.write(NOTHING)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("NO OPENSSL, so S3 over TLS is not tested")
    request = (
        "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    made = ["openssl", *request.split(), "-keyout", "key.pem", "-out", "ca.pem"]
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    return tmp_path / "ca.pem"


@pytest.fixture
def server(certificate: Path) -> Iterator[ObjectSettings]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Empty)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield ObjectSettings(url="s3://recto", endpoint=f"127.0.0.1:{server.server_port}", timeout_seconds=3)
    server.shutdown()
    server.server_close()


def test_the_named_authority_is_believed(server: ObjectSettings, certificate: Path) -> None:
    store = open_store(server.model_copy(update={"ca_file": certificate}))
    with pytest.raises(Poison, match="is not in the object store"):
        store.get(reference_to("things/" + "0" * 64))


def test_without_one_a_stranger_is_not(server: ObjectSettings) -> None:
    with pytest.raises(Transient, match=r"CERTIFICATE_VERIFY_FAILED|certificate verify failed"):
        open_store(server).get(reference_to("things/" + "0" * 64))
