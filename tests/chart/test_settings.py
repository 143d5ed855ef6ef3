"""Each variable that the chart sets is a setting of the program that gets it, and means what was meant."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic_settings import BaseSettings
from rendering import CHART, SETS, Thing, pods, rendered, variables

from recto.runtime.settings import RuntimeSettings
from services.inference.settings import Settings as Inference
from services.ingestion.settings import Settings as Ingestion
from services.labeling_gateway.settings import Settings as Gateway
from services.scoring.settings import Settings as Scoring
from services.trainer.pod import PodSettings
from services.trainer.settings import Settings as Trainer

READ_BY: dict[str, type[RuntimeSettings]] = {
    "ingestion": Ingestion,
    "inference": Inference,
    "reader": Inference,
    "scoring": Scoring,
    "labeling-gateway": Gateway,
    "migrations": Gateway,
    "trainer": Trainer,
    "training": PodSettings,
    "topics": RuntimeSettings,
    "operator": RuntimeSettings,
}
NOT_OURS = {"MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "TRACEPARENT"}
ORDER = {
    "collection": "letters",
    "version": "letters-1",
    "snapshot": {"key": "k", "sha256": "0" * 64, "size": 1, "media_type": "x"},
    "base": "latin",
    "champion": "base-latin",
    "champion_weights": None,
    "seconds": 1,
    "threads": 1,
}


def names_of(model: type[BaseModel], prefix: str = "RECTO_") -> set[str]:
    """The variables that a settings model reads."""
    names = set()
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel) and name != "order":
            names |= names_of(inner, f"{prefix}{name.upper()}__")
        else:
            names.add(f"{prefix}{name.upper()}")
    return names


@pytest.mark.parametrize("values", SETS)
def test_every_variable_is_a_setting_of_the_program_that_gets_it(values: str) -> None:
    for part, pod in pods(rendered(values)):
        unknown = (
            {*variables(pod)}
            - (names_of(READ_BY[part]) if part != "training" else _of_a_training())
            - NOT_OURS
        )
        assert not unknown, f"{part} has no setting {', '.join(sorted(unknown))}"


def _of_a_training() -> set[str]:
    return names_of(PodSettings)


@pytest.mark.parametrize("values", SETS)
def test_the_programs_take_what_they_are_told(values: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for part, pod in pods(rendered(values)):
        with monkeypatch.context() as environment:
            told = {name: _value(name, each) for name, each in variables(pod).items()}
            if part == "training":
                told["RECTO_ORDER"] = json.dumps(ORDER)
            for name, value in told.items():
                environment.setenv(name, value)
            read: BaseSettings = READ_BY[part]()
        if "RECTO_HTTP__PORT" in told:
            assert isinstance(read, RuntimeSettings)
            assert (read.http.host, read.http.port) == ("0.0.0.0", 8080)  # noqa: S104


def _value(name: str, variable: Thing) -> str:
    """What the variable would hold; something secret where a Secret has it."""
    return str(variable["value"]) if "value" in variable else f"secret of {name}"


def test_what_is_set_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {part: variables(pod) for part, pod in pods(rendered("everything"))}
    assert told["ingestion"]["RECTO_MAX_UPLOAD_BYTES"]["value"] == "1073741824"
    assert told["inference"]["RECTO_BUS__MAX_POLL_RECORDS"]["value"] == "16"
    assert told["inference"]["RECTO_READER_URL"]["value"] == "http://archive-reader-predictor.archive.svc"
    assert json.loads(told["labeling-gateway"]["RECTO_OIDC_ROLES"]["value"]) == {"archive-leads": "lead"}
    assert told["labeling-gateway"]["RECTO_PUBLIC_URL"]["value"] == "https://recto.example.org"
    assert told["labeling-gateway"]["RECTO_LEASE_SECONDS"]["value"] == "600"
    assert told["scoring"]["RECTO_BUS__SECURITY_PROTOCOL"]["value"] == "SASL_SSL"
    assert told["scoring"]["RECTO_BUS__USERNAME"]["value"] == "archive-scoring"


@pytest.mark.parametrize("values", SETS)
def test_no_secret_is_written_out(values: str) -> None:
    for part, pod in pods(rendered(values)):
        for name, variable in variables(pod).items():
            is_secret = any(
                word in name for word in ("PASSWORD", "TOKEN", "SECRET", "ACCESS_KEY", "DATABASE_URL")
            )
            assert is_secret == ("secretKeyRef" in variable.get("valueFrom", {})) or (
                name == "RECTO_BUS__USERNAME"
            ), (part, name)


SET_BY_THE_CHART = {
    "http",
    "bus",
    "objects",
    "tracing",
    "log_level",
    "state_dir",
    "stop_seconds",
    "token",
    "database_url",
    "database_connections",
    "oidc_client_secret",
    "reader_url",
    "grpc_port",
    "job_manifest",
}
TUNED = {
    "bus__publish_seconds",
    "bus__max_poll_records",
    "bus__max_poll_seconds",
    "bus__stall_seconds",
    "objects__timeout_seconds",
}


@pytest.mark.parametrize(
    ("values", "model"),
    [
        ("ingestion", Ingestion),
        ("inference", Inference),
        ("scoring", Scoring),
        ("gateway", Gateway),
        ("trainer", Trainer),
    ],
)
def test_every_setting_of_a_service_can_be_set_and_no_other(
    values: str, model: type[RuntimeSettings]
) -> None:
    schema = json.loads(Path(CHART, "values.schema.json").read_text())
    known = set(schema["properties"][values]["properties"]["settings"]["properties"])
    assert known == ({*model.model_fields} - SET_BY_THE_CHART) | TUNED
