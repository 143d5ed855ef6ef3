"""`recto up`: Kafka and the five services on this machine, until Ctrl-C."""

import signal
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from recto.cli.people import sign_in_link
from recto.local.found import HOME, Addresses
from recto.local.stack_ports import StackPorts
from recto.local.supervisor import Stack
from recto.runtime.failures import UserError


def up(
    home: Annotated[Path, typer.Option(help="Where everything is kept.", envvar="RECTO_HOME")] = HOME,
    port: Annotated[int, typer.Option(help="Of the gateway, for browsers.", min=1, max=65535)] = 8080,
    kafka_port: Annotated[
        int | None, typer.Option(help="9092, or a free one, unless you choose.", min=1, max=65535)
    ] = None,
) -> None:
    """Start Kafka and the five services, and keep them up until Ctrl-C."""
    # SIGTERM as Ctrl-C: both also end a start half way, and what has come up by then stops again.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console()
    status = console.status("starting …") if console.is_terminal else nullcontext()
    lines = _Lines(console)
    try:
        with (
            status as shown,
            Stack(home, StackPorts(port, kafka_port), tell=lines.tell, on_up=lines.on_up) as stack,
        ):
            lines.started(stack)
            _wait_for_the_end(shown)
    except KeyboardInterrupt:
        pass
    console.print("Stopped.", highlight=False)


def _wait_for_the_end(shown: Status | None) -> None:
    if shown:
        shown.update("up; Ctrl-C stops it")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        if shown:
            shown.update("stopping …")


class _Lines:
    """One line per part as it comes up, and one when something died."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def on_up(self, name: str, url: str) -> None:
        self._console.print(f"  [green]●[/] {name:<18}{url}", highlight=False)

    def tell(self, sentence: str) -> None:
        self._console.print(f"  ! {sentence}", highlight=False, markup=False, soft_wrap=True)

    def started(self, stack: Stack) -> None:
        say = [
            "",
            f"Open {_entrance(stack.addresses)}",
            "It signs one browser in, once; `recto people link` prints a fresh one.",
            f"Everything is kept in {stack.home}. Ctrl-C stops it.",
        ]
        self._console.print("\n".join(say), highlight=False, markup=False, soft_wrap=True)


def _entrance(addresses: Addresses) -> str:
    """A link that signs the admin in; without one, where there is no such admin any more."""
    try:
        return sign_in_link("admin", addresses)
    except UserError:
        return addresses.gateway_url
