"""What runs containers on this machine: Docker with its compose, or podman with podman-compose."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PODMAN = Path(__file__).with_name("podman")


class CommandFailed(Exception):
    """A command that ended badly, and what it said."""


@dataclass(frozen=True)
class Engine:
    """Runs, builds and composes. What fails raises CommandFailed."""

    program: str
    compose: tuple[str, ...]
    """The command that reads docker-compose.yml."""

    def run(self, *words: str, seconds: float = 120) -> str:
        """What `docker …` or `podman …` prints."""
        return told([self.program, *words], seconds)

    def has(self, image: str) -> bool:
        """Whether the image is here, or can be had."""
        return self._succeeds("image", "inspect", image) or self._succeeds("pull", "--quiet", image)

    def _succeeds(self, *words: str) -> bool:
        try:
            self.run(*words, seconds=900)
        except CommandFailed:
            return False
        return True


def find_engine() -> Engine | None:
    """Docker if it is up, else podman; None where there is neither, or nothing to compose with."""
    if _answers("docker", "info") and _answers("docker", "compose", "version"):
        return Engine("docker", ("docker", "compose"))
    composer = shutil.which("podman-compose")
    if composer and _answers("podman", "info"):
        return Engine("podman", (composer, "--podman-path", str(_PODMAN), "--in-pod", "false"))
    return None


def told(command: list[str], seconds: float, environment: Mapping[str, str] | None = None) -> str:
    """What a command prints. Raises CommandFailed with the end of its complaint."""
    # Only in Docker's format does an image say how to tell whether it is well.
    around = {**os.environ, "BUILDAH_FORMAT": "docker", **(environment or {})}
    ended = subprocess.run(
        command, cwd=ROOT, env=around, capture_output=True, text=True, timeout=seconds, check=False
    )
    if ended.returncode:
        raise CommandFailed(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stderr[-3000:]}")
    return ended.stdout


def _answers(*command: str) -> bool:
    try:
        told(list(command), seconds=30)
    except (CommandFailed, OSError, subprocess.TimeoutExpired):
        return False
    return True
