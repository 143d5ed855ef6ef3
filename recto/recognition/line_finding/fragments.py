"""Lines that are only a part of another: an accent, the bar of a T, a correction in the line itself."""

from recto.recognition.line_finding.outlining import Outline

_WIDE = 3.0
"""How much wider than a fragment its line is, at least."""

_COVERED = 0.55
"""How much of a fragment's box lies in its line's, at least."""


def without_fragments(lines: list[Outline]) -> list[Outline]:
    """Lines but for short ones that lie in a longer one's box."""
    return [line for line in lines if not any(_is_part(line, of=other) for other in lines)]


def _is_part(line: Outline, *, of: Outline) -> bool:
    left, top, right, bottom = line.box
    if of is line or of.box[2] - of.box[0] < _WIDE * (right - left):
        return False
    y0, y1 = of.heights_at((left + right) / 2)
    across = min(right, of.box[2]) - max(left, of.box[0])
    down = min(bottom, y1) - max(top, y0)
    return across > 0 and down > 0 and across * down > _COVERED * (right - left) * (bottom - top)
