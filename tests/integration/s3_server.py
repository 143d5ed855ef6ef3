"""A real S3 server (versitygw) over a folder, for the tests that need one."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from recto.local.ports import free_port
from recto.runtime.settings import ObjectSettings

BUCKET = "recto"
START_SECONDS = 15
_ACCESS, _SECRET = "recto", "only-for-this-test"
_BUILT_BY_MAKE = Path(__file__).parents[2] / ".cache/bin/versitygw"


def find_server() -> str | None:
    """The server's program, if it is installed."""
    return shutil.which("versitygw") or (str(_BUILT_BY_MAKE) if _BUILT_BY_MAKE.exists() else None)


@contextmanager
def s3_server(program: str, root: Path) -> Iterator[tuple[ObjectSettings, subprocess.Popen[bytes]]]:
    """The server with one empty bucket: settings that reach it, and its process."""
    (root / BUCKET).mkdir(parents=True)
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [program, "--port", address, "posix", str(root)],
        env={"ROOT_ACCESS_KEY": _ACCESS, "ROOT_SECRET_KEY": _SECRET},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_until_it_listens(address, process)
        yield _settings(address), process
    finally:
        process.terminate()
        process.wait(10)


def _settings(address: str) -> ObjectSettings:
    return ObjectSettings(
        url=f"s3://{BUCKET}",
        endpoint=address,
        access_key=SecretStr(_ACCESS),
        secret_key=SecretStr(_SECRET),
        secure=False,
        timeout_seconds=2,
    )


def _wait_until_it_listens(address: str, process: subprocess.Popen[bytes]) -> None:
    host, port = address.split(":")
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex((host, int(port))) == 0:
                return
    raise RuntimeError(f"the S3 server at {address} does not listen")
