"""`python -m recto.runtime.probe`: whether the service in this container is alive, for its health check."""

import os
import sys
from urllib.request import urlopen

TIMEOUT_SECONDS = 4


def is_alive(port: int) -> bool:
    """Whether /healthz of this machine's service answers with 200."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=TIMEOUT_SECONDS) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if is_alive(int(os.environ["RECTO_HTTP__PORT"])) else 1)
