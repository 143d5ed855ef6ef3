"""`recto status`: every stage and every collection on one screen."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from recto.local.found import HOME, find_stack
from recto.local.roster import GATEWAY
from recto.local.status.progress import CollectionStatus, collection_statuses
from recto.local.status.stages import Stage, stages

_STAGE_COLUMNS = ("stage", "state", "lag", "oldest event", "events/s", "given up")
_COLLECTION_COLUMNS = (
    "collection", "open", "leased", "oldest", "labels", "champion", "held-out\nCER", "accepted",
)  # fmt: skip


def status(
    home: Annotated[Path, typer.Option(help="Of the stack.", envvar="RECTO_HOME")] = HOME,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show how each stage is, and how far each collection. The exit code is 1 if a stage is not up."""
    found = find_stack(home)
    every = stages(found.urls, home / "logs", found.since)
    is_there = any(stage.name == GATEWAY.name and stage.is_up for stage in every)
    collections = collection_statuses(found.gateway_url, found.token) if is_there else None
    if as_json:
        told = {
            "stages": [asdict(one) for one in every],
            "collections": [asdict(one) for one in collections or []],
        }
        typer.echo(json.dumps(told, indent=2))
    else:
        _show(Console(), every, collections)
    if not all(stage.is_up for stage in every):
        raise typer.Exit(1)


def _show(console: Console, every: list[Stage], collections: list[CollectionStatus] | None) -> None:
    """Collections are None where the gateway cannot be asked for them."""
    console.print(_table(_STAGE_COLUMNS, [_stage_row(stage) for stage in every]))
    for stage in every:
        if stage.last_error:
            _say(console, f"{stage.name}, last error{_when(stage.last_error_at)}: {stage.last_error}")
    console.print()
    if collections:
        console.print(_table(_COLLECTION_COLUMNS, [_collection_row(one) for one in collections]))
    elif collections is None:
        _say(console, "How far collections are is the gateway's to tell, once it is up.")
    else:
        _say(console, "No collection yet: `recto collections create NAME` makes one.")


def _say(console: Console, sentence: str) -> None:
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)


def _when(iso: str | None) -> str:
    if iso is None:
        return ""
    return f" {_age((datetime.now(UTC) - datetime.fromisoformat(iso)).total_seconds())} ago"


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for heading in headings:
        is_text = heading in ("stage", "state", "collection", "champion")
        table.add_column(
            heading,
            justify="left" if is_text else "right",
            no_wrap=heading.startswith("oldest"),
            overflow="fold",
        )
    for row in rows:
        table.add_row(*row)
    return table


def _stage_row(stage: Stage) -> tuple[str, ...]:
    return (
        stage.name,
        "[green]● up[/]" if stage.is_up else f"[red]○ {stage.why_not or 'down'}[/]",
        _shown(stage.lag, "{:,}"),
        _age(stage.oldest_seconds),
        _shown(stage.events_per_second, "{:.1f}"),
        _shown(stage.poison, "{:,}"),
    )


def _collection_row(one: CollectionStatus) -> tuple[str, ...]:
    return (
        one.name,
        f"{one.open:,}",
        f"{one.leased:,}",
        _age(one.oldest_seconds),
        f"{one.labels:,}",
        one.champion,
        _shown(one.held_out_cer, "{:.1%}"),
        _shown(one.accepted_share, "{:.0%}"),
    )


def _shown(value: float | None, form: str) -> str:
    return "–" if value is None else form.format(value)


def _age(seconds: float | None) -> str:
    """Two units at most: 45 s, 3 min 20 s, 5 h 12 min."""
    if not seconds:
        return "–"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
