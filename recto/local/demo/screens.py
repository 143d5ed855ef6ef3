"""What a demo shows while it runs: a live screen on a terminal, plain lines anywhere else."""

from collections.abc import Callable
from typing import Protocol, Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from recto.local.demo.activity import Activity
from recto.local.demo.rows import HEADINGS, rows
from recto.local.demo.tally import Tally

Seconds = float
Clock = Callable[[], Seconds]


class Screen(Protocol):
    """Where a demo tells how far it is."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def say(self, sentence: str) -> None:
        """Something that stays to be read."""

    def on_up(self, name: str, url: str) -> None:
        """A part of the stack answers."""

    def show(self, tally: Tally, activity: Activity) -> None:
        """How it stands; called often."""


class LiveScreen:
    """One picture that changes in place."""

    def __init__(self, console: Console, now: Clock) -> None:
        self._console = console
        self._now = now
        self._start = now()
        self._up: list[str] = []
        self._tally: Tally | None = None
        self._activity = Activity("starting")
        self._live = Live(console=console, refresh_per_second=4, get_renderable=self._picture)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._activity = Activity("")
        self._live.stop()

    def say(self, sentence: str) -> None:
        """See Screen.say: above the picture."""
        self._console.print(sentence, highlight=False, markup=False)

    def on_up(self, name: str, url: str) -> None:
        """See Screen.on_up."""
        self._up.append(f"{name} {url}" if name == "labeling-gateway" else name)

    def show(self, tally: Tally, activity: Activity) -> None:
        """See Screen.show."""
        self._tally, self._activity = tally, activity

    def _picture(self) -> Group:
        stack = Text("  ".join(f"{part} ●" for part in self._up), style="dim")
        parts: list[Text | Table] = [stack]
        if self._tally is not None:
            parts.append(table(self._tally))
        if self._activity.what:
            parts.append(self._line())
        return Group(*parts)

    def _line(self) -> Table:
        seconds = self._now() - self._start
        line = Table.grid(padding=(0, 1))
        clock = Text(f"{int(seconds) // 60}:{int(seconds) % 60:02d}", style="dim")
        if self._activity.total:
            bar = ProgressBar(total=self._activity.total, completed=self._activity.done, width=30)
            line.add_row(Text(self._activity.sentence), bar, clock)
        else:
            line.add_row(Text(self._activity.sentence), clock)
        return line


class PlainScreen:
    """A line when something has changed; no bars, no colour."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rows = 0
        self._said: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def say(self, sentence: str) -> None:
        """See Screen.say."""
        self._console.print(sentence, highlight=False, markup=False, soft_wrap=True)

    def on_up(self, name: str, url: str) -> None:
        """See Screen.on_up."""
        self.say(f"{name} is up at {url}")

    def show(self, tally: Tally, activity: Activity) -> None:
        """See Screen.show."""
        decided = rows(tally)[1:]
        for row in decided[self._rows :]:
            said = dict(zip(HEADINGS, row, strict=True))
            self.say(f"round {said['round']}: {said['model']}, held-out CER {said['held-out CER']}")
        if len(decided) > self._rows:
            self._rows = len(decided)
            self._said.clear()
        if activity.what not in self._said:
            self._said.add(activity.what)
            self.say(activity.what)


def table(tally: Tally) -> Table:
    """The table by round, whole in a terminal of 80 columns: what a model became may go to a line of its own."""
    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for heading in HEADINGS:
        is_text = heading in ("held-out CER", "model")
        made.add_column(
            heading.replace("read ", "read\n"),
            justify="left" if is_text else "right",
            no_wrap=heading != "model",
            overflow="fold",
        )
    for row in rows(tally):
        made.add_row(*row)
    return made


def screen_for(console: Console, now: Clock) -> Screen:
    """The screen that fits where the output goes."""
    return LiveScreen(console, now) if console.is_terminal else PlainScreen(console)
