"""Reads deploy/slo and deploy/runbooks, with a sentence where a file does not say what it should."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from recto.operations.alerts import Alert
from recto.operations.objectives import Objective
from recto.operations.runbooks import Runbook, read_runbook
from recto.runtime.failures import UserError

M = TypeVar("M", bound=BaseModel)


class Watch(NamedTuple):
    """All that is written down of what is watched."""

    objectives: tuple[Objective, ...]
    alerts: tuple[Alert, ...]
    runbooks: dict[str, Runbook]
    """By the alert's name."""


def read_watch(deploy: Path) -> Watch:
    """What the folder `deploy` says. Raises UserError naming file and field."""
    files = sorted((deploy / "slo/objectives").glob("*.yaml"))
    objectives = tuple(_as(Objective, _yaml(path), path) for path in files)
    plain = deploy / "slo/alerts.yaml"
    alerts = tuple(_as(Alert, each, plain) for each in _yaml(plain))
    runbooks = {path.stem: read_runbook(path) for path in sorted((deploy / "runbooks").glob("*.md"))}
    _require_runbooks([each.alert for each in objectives] + [each.alert for each in alerts], runbooks)
    return Watch(objectives, alerts, runbooks)


def _require_runbooks(alerts: Iterable[str], runbooks: Collection[str]) -> None:
    for alert in alerts:
        if alert not in runbooks:
            raise UserError(f"There is no runbook {alert}.md: write what whoever is told should do.")


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise UserError(
            f"Cannot read {path}: {error.strerror}; run this in the repository, or name its deploy folder by --from."
        ) from error
    except yaml.YAMLError as error:
        raise UserError(f"{path} is no YAML: {error}") from error


def _as(model: type[M], said: Any, path: Path) -> M:
    try:
        return model.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{path}: {where or 'the file'}: {first['msg']}.") from error
