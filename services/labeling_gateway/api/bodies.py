"""How large the body of a request may be, by where it goes."""

from services.labeling_gateway.api import boxes, label_studio

MOST_BYTES = 1024 * 1024
"""Of whatever people write and settings say."""

MORE_BYTES = {boxes.DRAWN: 12 * 1024 * 1024, label_studio.ANSWERS: 32 * 1024 * 1024}
"""Where more is accepted, by the end of the path: a page of the most lines that may be drawn, and a whole export."""


def most_bytes(path: str) -> int:
    """What is accepted at a path."""
    return next((most for end, most in MORE_BYTES.items() if path.endswith(end)), MOST_BYTES)
