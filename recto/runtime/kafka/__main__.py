"""Makes the topics that do not exist: `python -m recto.runtime.kafka`, where the command `recto` is not at hand."""

from recto.runtime.kafka.topics import apply_topics
from recto.runtime.mistakes import mistakes_told
from recto.runtime.settings import RuntimeSettings, load

WAIT_SECONDS = 120
"""A broker that starts beside this may take so long."""


def main() -> None:
    """Say what was made, one name a line."""
    for name in apply_topics(load(RuntimeSettings).bus, wait_seconds=WAIT_SECONDS):
        print(name)  # noqa: T201


if __name__ == "__main__":
    with mistakes_told("recto topics"):
        main()
