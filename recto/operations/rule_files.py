"""The rules as files that Prometheus and the Helm chart take."""

from collections.abc import Mapping
from typing import Any

import yaml

from recto.operations.reading import Watch
from recto.operations.rules import Rule, alert_rules, objective_rules

_HEAD = "# Made by `recto slo export` from deploy/slo; change it there.\n"


def rule_files(watch: Watch) -> Mapping[str, str]:
    """Contents by name."""
    return {"objectives.yaml": _text(objective_rules(watch)), "alerts.yaml": _text(alert_rules(watch))}


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as people would."""


def _text(rules: Rule) -> str:
    return _HEAD + yaml.dump(rules, Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True)


def _represent(dumper: yaml.SafeDumper, text: str) -> Any:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent)
