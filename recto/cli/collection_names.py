"""What a collection may be called, said before a service is asked."""

import re

from recto.runtime.failures import UserError

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def check_name(collection: str) -> None:
    """Raises UserError for what can be no collection's name."""
    if not _NAME.fullmatch(collection):
        raise UserError(f"{collection!r} is no name for a collection: use a to z, 0 to 9 and hyphens.")
