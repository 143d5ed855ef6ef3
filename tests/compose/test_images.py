"""What the images of the five hold and what they may do, seen in containers that run."""

import json
from typing import Any

import pytest
from composed import SERVICES, Composed

MEGABYTES = 1_000_000
LARGEST = {"labeling-gateway": 250 * MEGABYTES, "ingestion": 250 * MEGABYTES}
OF_OTHERS = {
    "ingestion": {"torch", "sqlalchemy", "duckdb", "kserve"},
    "inference": {"sqlalchemy", "duckdb", "faust-streaming"},
    "scoring": {"torch", "sqlalchemy", "kserve"},
    "labeling-gateway": {"torch", "duckdb", "kserve", "opencv-python-headless"},
    "trainer": {"sqlalchemy", "duckdb", "kserve"},
}
OWN = {
    "ingestion": "python-multipart",
    "inference": "torch",
    "scoring": "duckdb",
    "labeling-gateway": "sqlalchemy",
    "trainer": "torch",
}

LOOK = """
import json, os, pathlib
def written(path):
    try:
        pathlib.Path(path).touch()
    except OSError as refused:
        return refused.strerror
    os.unlink(path)
    return "written"
print(json.dumps({
    "user": [os.getuid(), os.getgid()],
    "root": written("/opt/recto/new"),
    "own": written("/var/lib/recto/new"),
    "programs": [name for folder in os.get_exec_path() + os.defpath.split(":") + ["/usr/bin", "/sbin"]
                 if os.path.isdir(folder) for name in os.listdir(folder)],
    "bill": json.loads(pathlib.Path("/opt/recto/sbom.cdx.json").read_text()),
}))
"""

every_service = pytest.mark.parametrize("service", SERVICES)


@pytest.fixture(scope="module")
def seen(stack: Composed) -> dict[str, Any]:
    """What a look around in the container of each service finds."""
    return {service: json.loads(stack.python(service, LOOK)) for service in SERVICES}


@every_service
def test_it_runs_as_nobody_in_particular(seen: dict[str, Any], service: str) -> None:
    assert seen[service]["user"] == [10001, 10001]


@every_service
def test_its_root_is_read_only_and_its_own_folder_is_not(seen: dict[str, Any], service: str) -> None:
    assert seen[service]["root"] == "Read-only file system"
    assert seen[service]["own"] == "written"


@every_service
def test_it_has_no_shell_no_package_manager_and_no_compiler(seen: dict[str, Any], service: str) -> None:
    assert not {*seen[service]["programs"]} & {
        "sh",
        "bash",
        "dpkg",
        "apt-get",
        "gcc",
        "cc",
        "ld",
        "pip",
        "uv",
    }


@every_service
def test_it_is_well(stack: Composed, service: str) -> None:
    stack.inside(service, "python", "-m", "recto.runtime.probe")


@every_service
def test_it_says_how_to_tell_whether_it_is_well(stack: Composed, service: str) -> None:
    image = json.loads(stack.engine.run("image", "inspect", f"recto-{service}"))[0]
    check = image.get("Healthcheck") or image["Config"]["Healthcheck"]
    assert check["Test"] == ["CMD", "python", "-m", "recto.runtime.probe"]


@every_service
def test_its_bill_of_materials_names_its_own_extra_alone(seen: dict[str, Any], service: str) -> None:
    named = {component["name"].lower() for component in seen[service]["bill"]["components"]}
    assert OWN[service] in named
    assert not named & OF_OTHERS[service]


@pytest.mark.parametrize("service", LARGEST)
def test_it_is_small(stack: Composed, service: str) -> None:
    size = json.loads(stack.engine.run("image", "inspect", f"recto-{service}"))[0]["Size"]
    assert size < LARGEST[service]
