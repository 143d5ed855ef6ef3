"""Images for where the public ones cannot be pulled: the same software, or its like, from Debian, Maven and Go."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
import yaml
from containers import ROOT, Engine, told

from recto.local.jars import kafka_jars

PYTHON = "docker.io/library/python:3.11-slim-bookworm"
STAND_INS = Path(__file__).with_name("stand_ins")
"""A folder for each service that has one, with its Dockerfile."""


def public_images() -> dict[str, str]:
    """The image of each service of docker-compose.yml that is not Recto's own, by its full name."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return {name: _full(service["image"]) for name, service in services.items() if "build" not in service}


def supply(engine: Engine) -> dict[str, str]:
    """Have every public image here, or a stand-in under its name. Returns, by service, those that cannot be had."""
    missing = {name: image for name, image in public_images().items() if not engine.has(image)}
    if not engine.has(PYTHON):
        _make_base(engine)
    for name in list(missing):
        if (STAND_INS / name).is_dir():
            _make(engine, name, missing.pop(name))
    return missing


def _full(image: str) -> str:
    return f"docker.io/{image}" if "/" in image else f"docker.io/library/{image}"


def _make_base(engine: Engine) -> None:
    with tempfile.TemporaryDirectory(prefix="recto-base-") as scratch:
        archive = str(Path(scratch, "base.tar"))
        told(["sh", str(STAND_INS / "base.sh"), archive], seconds=900)
        engine.run("import", archive, PYTHON, seconds=300)


def _make(engine: Engine, name: str, image: str) -> None:
    with tempfile.TemporaryDirectory(prefix="recto-stand-in-") as scratch:
        context = shutil.copytree(STAND_INS / name, Path(scratch, name))
        if name == "kafka":
            shutil.copytree(kafka_jars(), context / "libs")
        if name == "s3":
            shutil.copy(_s3_server(), context)
        engine.run("build", "--tag", image, str(context), seconds=900)


def _s3_server() -> str:
    found = shutil.which("versitygw", path=f"{ROOT / '.cache/bin'}:{os.environ['PATH']}")
    if found is None:
        pytest.skip("NO S3 SERVER to put into an image: `make s3-server` builds one")
    return found
