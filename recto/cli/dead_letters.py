"""`recto dead-letters`: events that services gave up on, and giving them another try."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from recto.cli.topics import bus_settings
from recto.runtime.bus import Bus
from recto.runtime.failures import Transient, UserError
from recto.runtime.kafka import KafkaBus
from schemas.dead_letters import EventFailed
from schemas.envelope import Event, Malformed, Record, decode
from schemas.registry import EVENTS
from schemas.topics import DEAD_LETTERS

app = typer.Typer(help="Events that could not be handled.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


_PATIENCE = 30.0
"""Seconds without a word from Kafka after which it is taken to be away."""


@app.command("list")
def list_all(*, as_json: AsJson = False) -> None:
    """All dead letters, oldest first."""
    console = Console()
    with _bus() as bus:
        letters = sorted(_letters(bus), key=lambda letter: letter.failed_at)
    if as_json:
        for letter in letters:
            typer.echo(letter.model_dump_json())
        return
    table = Table("id", "when", "service", "event", "reason", box=None)
    for letter in letters:
        kind = letter.origin_headers.get("ce_type", "?")
        when = f"{letter.failed_at:%Y-%m-%d %H:%M:%S}"
        table.add_row(*map(Text, (letter.id[:12], when, letter.service, kind, letter.reason)))
    console.print(table if letters else "No dead letters.")


@app.command()
def show(letter_id: Annotated[str, typer.Argument(help="The letter's id, or its beginning.")]) -> None:
    """One dead letter with its stack and its record."""
    with _bus() as bus:
        letter = _one(bus, letter_id)
    typer.echo(f"{letter.reason}\n\n{letter.stack}\n\n{letter.model_dump_json(indent=2)}")


@app.command()
def replay(letter_id: Annotated[str, typer.Argument(help="The letter's id, or its beginning.")]) -> None:
    """Publish the event again where it came from, once its cause is mended. Handling it twice does no harm."""
    with _bus() as bus:
        letter = _one(bus, letter_id)
        event = _event(letter)
        bus.publish([event])
    typer.echo(f"Published {event.type} to {letter.origin_topic} again.")


@contextmanager
def _bus() -> Iterator[Bus]:
    """Kafka, with its absence as a sentence."""
    bus = KafkaBus(bus_settings(), "recto")
    try:
        yield bus
    except Transient as away:
        raise UserError(f"{away.reason}.") from away
    finally:
        bus.close()


def _event(letter: EventFailed) -> Event:
    record = Record(
        letter.origin_topic, letter.origin_key.encode(), letter.origin_value, letter.origin_headers
    )
    try:
        event = decode(record, EVENTS)
    except Malformed as error:
        raise UserError(
            f"{letter.id[:12]} cannot be replayed: it {error}; its sender has to send it anew."
        ) from error
    if event is None:
        raise UserError(
            f"{letter.id[:12]}: no service knows events of type {letter.origin_headers.get('ce_type')!r}."
        )
    return event


def _one(bus: Bus, letter_id: str) -> EventFailed:
    found = [letter for letter in _letters(bus) if letter.id.startswith(letter_id)]
    if len(found) != 1:
        raise UserError(
            f"{letter_id!r} fits {len(found)} dead letters: `recto dead-letters list` shows them."
        )
    return found[0]


def _letters(bus: Bus) -> list[EventFailed]:
    """The letters that are there now, each once: redelivery may have written one twice."""
    subscription = bus.follow([DEAD_LETTERS])
    letters: dict[str, EventFailed] = {}
    give_up = time.monotonic() + _PATIENCE
    try:
        while not subscription.lag() or any(subscription.lag().values()):
            deliveries = subscription.poll(0.5)
            for delivery in deliveries:
                letter = decode(delivery.record, EVENTS)
                if isinstance(letter, EventFailed):
                    letters.setdefault(letter.id, letter)
            if deliveries:
                give_up = time.monotonic() + _PATIENCE
            elif time.monotonic() > give_up:
                raise Transient(f"Kafka has not answered for {_PATIENCE:.0f} s")
    finally:
        subscription.close()
    return list(letters.values())
