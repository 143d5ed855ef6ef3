"""`recto dead-letters`: events that services gave up on, and giving them another try."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from recto.cli.topics import bus_settings
from recto.runtime.failures import UserError
from recto.runtime.kafka import KafkaBus
from schemas.dead_letters import EventFailed
from schemas.envelope import Record, decode
from schemas.registry import EVENTS
from schemas.topics import DEAD_LETTERS

app = typer.Typer(help="Events that could not be handled.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@app.command("list")
def list_all(*, as_json: AsJson = False) -> None:
    """All dead letters, oldest first."""
    console = Console()
    letters = list(_letters(KafkaBus(bus_settings(), "recto")))
    if as_json:
        for letter in letters:
            console.print(letter.model_dump_json(), soft_wrap=True, highlight=False)
        return
    table = Table("id", "when", "service", "event", "reason", box=None)
    for letter in letters:
        kind = letter.origin_headers.get("ce_type", "?")
        table.add_row(
            letter.id[:12], f"{letter.failed_at:%Y-%m-%d %H:%M:%S}", letter.service, kind, letter.reason
        )
    console.print(table if letters else "No dead letters.")


@app.command()
def show(letter_id: Annotated[str, typer.Argument(help="The letter's id, or its beginning.")]) -> None:
    """One dead letter with its stack and its record."""
    letter = _one(KafkaBus(bus_settings(), "recto"), letter_id)
    Console().print(
        letter.reason, letter.stack, letter.model_dump_json(indent=2), sep="\n\n", highlight=False
    )


@app.command()
def replay(letter_id: Annotated[str, typer.Argument(help="The letter's id, or its beginning.")]) -> None:
    """Publish the event again where it came from, once its cause is mended. Handling it twice does no harm."""
    bus = KafkaBus(bus_settings(), "recto")
    letter = _one(bus, letter_id)
    record = Record(
        letter.origin_topic, letter.origin_key.encode(), letter.origin_value, letter.origin_headers
    )
    event = decode(record, EVENTS)
    if event is None:
        raise UserError(
            f"{letter_id}: no service knows events of type {letter.origin_headers.get('ce_type')!r}."
        )
    bus.publish([event])
    bus.close()
    Console().print(f"Published {event.type} to {letter.origin_topic} again.", highlight=False)


def _one(bus: KafkaBus, letter_id: str) -> EventFailed:
    found = [letter for letter in _letters(bus) if letter.id.startswith(letter_id)]
    if len(found) != 1:
        raise UserError(
            f"{letter_id!r} fits {len(found)} dead letters: `recto dead-letters list` shows them."
        )
    return found[0]


def _letters(bus: KafkaBus) -> Iterator[EventFailed]:
    """The letters that are there now, each once: redelivery may have written one twice."""
    subscription = bus.follow([DEAD_LETTERS])
    seen: set[str] = set()
    try:
        while not subscription.lag() or any(subscription.lag().values()):
            for delivery in subscription.poll(0.5):
                letter = decode(delivery.record, EVENTS)
                if isinstance(letter, EventFailed) and letter.id not in seen:
                    seen.add(letter.id)
                    yield letter
    finally:
        subscription.close()
