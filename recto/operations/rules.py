"""Prometheus rules from objectives: how much of the budget burns, by window, and alerts on pairs of windows.

All objectives are recorded under the same names with a label `objective`, so that a dashboard shows any of them.
"""

from collections.abc import Iterator
from typing import Any

from recto.operations.alerts import Alert
from recto.operations.objectives import Events, Objective
from recto.operations.reading import Watch
from recto.operations.windows import PERIOD, WINDOWS, Severity, minutes, windows_of

Rule = dict[str, Any]
"""A rule or a group of them, as Prometheus reads it."""

_BROKEN = "recto:slo_broken:bool"
_ERRORS = "recto:slo_errors:ratio_"
_BUDGET = "recto:slo_budget:left"
_RUNBOOKS = "deploy/runbooks/"
_INTERVAL = "1m"
"""Between evaluations. Shares of time divide by minutes, and so depend on it."""


def objective_rules(watch: Watch) -> Rule:
    """A group for each objective, and one for what is left of the budgets, which changes slowly."""
    groups = [
        {
            "name": f"recto-slo-{each.name}",
            "interval": _INTERVAL,
            "rules": [*_recorded(each), *_alerts(each, watch)],
        }
        for each in watch.objectives
    ]
    budgets = [rule for each in watch.objectives for rule in _budget(each)]
    return {"groups": [*groups, {"name": "recto-slo-budgets", "interval": "10m", "rules": budgets}]}


def alert_rules(watch: Watch) -> Rule:
    """The alerts beside those of objectives."""
    rules = [_alert(each, each.severity, each.while_, watch, lasts=each.lasts) for each in watch.alerts]
    return {"groups": [{"name": "recto-alerts", "interval": _INTERVAL, "rules": rules}]}


def _recorded(objective: Objective) -> Iterator[Rule]:
    if objective.time is not None:
        yield _record(_BROKEN, objective.time.broken_while, objective)
    severities = objective.severities
    durations = {part for each in WINDOWS if each.severity in severities for part in (each.long, each.short)}
    for duration in sorted(durations, key=minutes):
        yield _record(_ERRORS + duration, _errors(objective, duration), objective)


def _budget(objective: Objective) -> Iterator[Rule]:
    yield _record(_ERRORS + PERIOD, _errors(objective, PERIOD), objective)
    spent = f'{_ERRORS}{PERIOD}{{objective="{objective.name}"}} / {objective.budget}'
    yield _record(_BUDGET, f"1 - {spent}", objective)


def _errors(objective: Objective, duration: str) -> str:
    """The bad share over a duration. Of time: samples of each minute, so that what is absent counts as good."""
    events = objective.events
    if events is None:
        broken = f'{_BROKEN}{{objective="{objective.name}"}}'
        return f"clamp_max(sum_over_time({broken}[{duration}]) / {minutes(duration)}, 1)"
    name, within = events.histogram, float(events.within_seconds)
    good = f'sum(rate({name}_bucket{{le="{within}"}}[{duration}]))'
    return f"1 - {good} / sum(rate({name}_count[{duration}]))"


def _alerts(objective: Objective, watch: Watch) -> Iterator[Rule]:
    for severity in objective.severities:
        pairs = [_burns(objective, *window[:3]) for window in windows_of(severity)]
        yield _alert(objective, severity, "\nor\n".join(pairs), watch, objective=objective.name)


def _burns(objective: Objective, times: float, long: str, short: str) -> str:
    limit = f'{{objective="{objective.name}"}} > {times:g} * {objective.budget}'
    both = f"{_ERRORS}{long}{limit} and {_ERRORS}{short}{limit}"
    return f"({both}{_is_enough(objective.events, long)})"


def _is_enough(events: Events | None, duration: str) -> str:
    if events is None:
        return ""
    return f" and on () sum(increase({events.histogram}_count[{duration}])) >= {events.fewest}"


def _record(name: str, expression: str, objective: Objective) -> Rule:
    return {"record": name, "expr": expression, "labels": {"objective": objective.name}}


def _alert(
    source: Objective | Alert,
    severity: Severity,
    expression: str,
    watch: Watch,
    lasts: str = "",
    **labels: str,
) -> Rule:
    return {
        "alert": source.alert,
        "expr": expression,
        **({"for": lasts} if lasts else {}),
        "labels": {"severity": severity.value, **labels},
        "annotations": {
            "summary": source.summary,
            "description": watch.runbooks[source.alert].meaning,
            "runbook_url": f"{_RUNBOOKS}{source.alert}.md",
            "dashboard": f"/d/recto-{source.dashboard}",
        },
    }
