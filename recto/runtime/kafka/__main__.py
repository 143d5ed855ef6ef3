"""Makes the topics that do not exist: `python -m recto.runtime.kafka`, where the command `recto` is not at hand."""

import sys

from recto.runtime.failures import UserError
from recto.runtime.kafka.topics import apply_topics
from recto.runtime.settings import RuntimeSettings, load

WAIT_SECONDS = 120
"""A broker that starts beside this may take so long."""


def main() -> None:
    """Say what was made, one name a line."""
    for name in apply_topics(load(RuntimeSettings).bus, wait_seconds=WAIT_SECONDS):
        print(name)  # noqa: T201


if __name__ == "__main__":
    try:
        main()
    except UserError as mistake:
        print(f"recto topics: {mistake}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
