"""The structure that docs/architecture.md draws, held by what the code imports."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "recto", "services")
SERVICES = ("ingestion", "inference", "scoring", "labeling_gateway", "trainer")

VENDORS = {
    "kafka": "recto/runtime/kafka/",
    "minio": "recto/runtime/objects/s3.py",
    "faust": "services/scoring/stream.py",
    "duckdb": "services/scoring/pool/",
    "kserve": "services/inference/predictor/",
    "torch": "recto/recognition/",
    "sqlalchemy": "services/labeling_gateway/store/",
    "authlib": "services/labeling_gateway/oidc.py",
    "joserfc": "services/labeling_gateway/oidc.py",
    "grafana_foundation_sdk": "recto/operations/dashboards/grafana.py",
    "pg8000": "services/labeling_gateway/store/prepared.py",
    "opentelemetry": "recto/runtime/otlp.py",
}


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]


def test_imports_point_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("vendor", VENDORS)
def test_each_vendor_package_is_imported_in_one_place(vendor: str) -> None:
    uses = re.compile(rf"^\s*(from|import) {vendor}\b", re.MULTILINE)
    places = {str(path.relative_to(ROOT)) for path in sources() if uses.search(path.read_text())}
    assert places, f"nothing imports {vendor} any more: take it out of this test and of pyproject.toml"
    assert all(place.startswith(VENDORS[vendor]) for place in places), places


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_shape(service: str) -> None:
    folder = ROOT / "services" / service
    expected = {"README.md", "__main__.py", "settings.py", "metrics.py", "handlers.py"}
    assert expected <= {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    "light",
    [
        "recto.cli.app",
        "services.labeling_gateway.__main__",
        "services.ingestion.__main__",
        "services.scoring.__main__",
        "services.trainer.__main__",
    ],
)
def test_what_reads_no_lines_itself_starts_without_torch(light: str) -> None:
    probe = f"import sys, {light}; sys.exit('torch' in sys.modules or 'kserve' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=False).returncode == 0
