"""Makes the topics that do not exist: `python -m recto.runtime.kafka`, where the command `recto` is not at hand."""

import sys

from recto.runtime.failures import UserError
from recto.runtime.kafka.topics import apply_topics
from recto.runtime.settings import RuntimeSettings, load


def main() -> None:
    """Say what was made, one name a line."""
    for name in apply_topics(load(RuntimeSettings).bus):
        print(name)  # noqa: T201


if __name__ == "__main__":
    try:
        main()
    except UserError as mistake:
        print(f"recto topics: {mistake}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
