"""`recto topics`: the table of topics, and making them exist."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from recto.cli.files import write_file
from recto.local.found import find_stack
from recto.runtime.kafka import apply_topics
from recto.runtime.settings import BusSettings, RuntimeSettings, load
from schemas.topic_file import topic_file
from schemas.topics import TOPICS

app = typer.Typer(help="Kafka topics, as schemas/topics.py has them.", no_args_is_help=True)


@app.command("list")
def list_all() -> None:
    """The table."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    for heading in ("topic", "key", "written by", "read by", "parts", "kept"):
        # Names are copied from here into rights and quotas: none may be cut short.
        table.add_column(heading, no_wrap=heading == "topic", overflow="fold")
    for topic in TOPICS:
        kept = "for ever" if topic.kept is None else f"{topic.kept.days} days"
        writers, readers = " ".join(topic.written_by), " ".join(topic.read_by) or "–"
        table.add_row(topic.name, topic.key, writers, readers, str(topic.partitions), kept)
    Console().print(table)


@app.command("apply")
def apply(
    partitions: Annotated[int | None, typer.Option(min=1, help="At most so many partitions a topic.")] = None,
) -> None:
    """Create the topics that do not exist. RECTO_BUS__… says where Kafka is, or the local stack."""
    made = apply_topics(bus_settings(), partitions)
    Console().print(f"Made {', '.join(made)}." if made else "All topics exist.", highlight=False)


@app.command("export")
def export(into: Annotated[Path, typer.Option(help="The file to write.")]) -> None:
    """Write the table as YAML, as the Helm chart has it."""
    write_file(into, topic_file())
    Console().print(f"{len(TOPICS)} topics in {into}", highlight=False)


def bus_settings() -> BusSettings:
    """Kafka's address: what the environment says, or the stack that runs here."""
    settings = load(RuntimeSettings).bus
    if "bootstrap_servers" in settings.model_fields_set:
        return settings
    found = find_stack().bootstrap_servers
    return settings.model_copy(update={"bootstrap_servers": found}) if found else settings
