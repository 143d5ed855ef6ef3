"""The real predictor as a process, which a test may stop and start again at the same address; and lines to read."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pytest

from recto.local.ports import free_port
from recto.recognition import model_file
from recto.recognition.alphabet import Alphabet
from recto.recognition.network import Architecture
from recto.runtime.objects import FolderStore
from services.inference.champions import Champion

START_SECONDS = 120
BASE = Champion("base-latin", 0, "latin", None)
TINY = Architecture(height=16, stem=4, wide=4, deep=8, deepest=8, hidden=8, layers=1)


class PredictorProcess:
    """`python -m services.inference.predictor` on ports of its own, with a folder for its object store.

    `more` goes into its environment.
    """

    def __init__(self, root: Path, **more: str) -> None:
        self._more = more
        self.root = root / "objects"
        self.objects = FolderStore(self.root)
        self.log = root / "log"
        self._port, self._grpc_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.grpc = f"127.0.0.1:{self._grpc_port}"

    def start(self) -> None:
        """Return once it is ready."""
        environment = {
            **os.environ,
            "RECTO_HTTP__PORT": str(self._port),
            "RECTO_GRPC_PORT": str(self._grpc_port),
            "RECTO_OBJECTS__URL": str(self.root),
            "RECTO_THREADS": "1",
            **self._more,
        }
        command = [sys.executable, "-m", "services.inference.predictor"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._is_ready():
                return
            time.sleep(0.1)
        pytest.fail(f"the predictor did not come up:\n{self.log.read_text(errors='replace')[-3000:]}")

    def terminate(self) -> None:
        """Send what Kubernetes sends to a pod that is to go."""
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as when its node is lost."""
        self.process.kill()
        self.process.wait()

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/v2/health/ready").status_code == 200
        except httpx.TransportError:
            return False


def line(text: str) -> Any:
    """A line image with the text written on it."""
    image = np.full((40, 20 * len(text) + 24), 250, np.uint8)
    cv2.putText(image, text, (10, 28), cv2.FONT_HERSHEY_COMPLEX, 0.8, 20, 1, cv2.LINE_AA)
    return image


LINES = [line(text) for text in ("a", "some longer line", "and one", "x" * 60)]


def a_model(
    objects: FolderStore, version: str = "tiny", generation: int = 3, letters: str = "abcdefgh"
) -> Champion:
    """A model in the store that reads nonsense, of these letters alone, and quickly."""
    model = model_file.fresh(TINY, Alphabet((" ", *letters)), version=version, seed=generation)
    weights = objects.put("models", model_file.to_bytes(model), "application/x-safetensors")
    return Champion(version, generation, "latin", weights)
