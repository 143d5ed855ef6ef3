"""Makes the bucket if there is none: `python -m recto.runtime.objects`, before the first service starts."""

import sys

from recto.runtime.failures import UserError
from recto.runtime.objects.buckets import make_bucket
from recto.runtime.settings import RuntimeSettings, load


def main() -> None:
    """Say what was made, if anything."""
    made = make_bucket(load(RuntimeSettings).objects)
    if made:
        print(made)  # noqa: T201


if __name__ == "__main__":
    try:
        main()
    except UserError as mistake:
        print(f"recto objects: {mistake}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
