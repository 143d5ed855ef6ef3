"""How a process ends over something that the person who started it can put right."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from recto.runtime.failures import UserError

EXIT_MISTAKE = 2


@contextmanager
def mistakes_told(program: str) -> Iterator[None]:
    """A person's mistake is one sentence on stderr and exit code 2, never a traceback."""
    try:
        yield
    except UserError as mistake:
        print(f"{program}: {mistake}", file=sys.stderr)  # noqa: T201
        sys.exit(EXIT_MISTAKE)
