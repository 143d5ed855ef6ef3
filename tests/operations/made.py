"""What `recto slo export` made, as it lies in the repository."""

from typing import Any

import yaml
from programs import RULES

Rule = dict[str, Any]


def rules() -> list[Rule]:
    """All rules, recording ones and alerts."""
    files = (yaml.safe_load(path.read_text()) for path in sorted(RULES.glob("*.yaml")))
    return [rule for file in files for group in file["groups"] for rule in group["rules"]]
