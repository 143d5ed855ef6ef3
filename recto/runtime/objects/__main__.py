"""Makes the bucket if there is none: `python -m recto.runtime.objects`, before the first service starts."""

from recto.runtime.mistakes import mistakes_told
from recto.runtime.objects.buckets import make_bucket
from recto.runtime.settings import RuntimeSettings, load


def main() -> None:
    """Say what was made, if anything."""
    made = make_bucket(load(RuntimeSettings).objects)
    if made:
        print(made)  # noqa: T201


if __name__ == "__main__":
    with mistakes_told("recto objects"):
        main()
