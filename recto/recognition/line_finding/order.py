"""The order in which lines are read: column after column, and from top to bottom in each."""

from recto.recognition.line_finding.outlining import Outline

_FEW = 3
"""Lines that a column has at least; less are a line's own parts."""


def in_reading_order(lines: list[Outline]) -> list[Outline]:
    """Cut at the gutters that go through all lines, then at the spaces, and so on within the parts."""
    if len(lines) < 2:
        return lines
    columns = _parted(lines, side=0)
    if len(columns) > 1 and all(len(column) >= _FEW for column in columns):
        return [line for column in columns for line in in_reading_order(column)]
    bands = _parted(lines, side=1)
    if len(bands) > 1:
        return [line for band in _regrouped(bands) for line in in_reading_order(band)]
    return sorted(lines, key=lambda line: (line.box[1] + line.box[3], line.box[0]))


def _parted(lines: list[Outline], *, side: int) -> list[list[Outline]]:
    """Groups of lines between which a straight cut passes: upright for side 0, level for side 1."""
    ordered = sorted(lines, key=lambda line: line.box[side])
    groups = [[ordered[0]]]
    end = ordered[0].box[side + 2]
    for line in ordered[1:]:
        if line.box[side] > end:
            groups.append([])
        groups[-1].append(line)
        end = max(end, line.box[side + 2])
    return groups


def _regrouped(bands: list[list[Outline]]) -> list[list[Outline]]:
    """Bands below one another that share a gutter go together, so that columns are read as columns."""
    groups: list[list[Outline]] = []
    for band in bands:
        if groups and _shares_gutter(groups[-1], band) and len(groups[-1]) + len(band) < sum(map(len, bands)):
            groups[-1] = groups[-1] + band
        else:
            groups.append(band)
    return groups


def _shares_gutter(above: list[Outline], below: list[Outline]) -> bool:
    return len(_parted(above, side=0)) > 1 and len(_parted(above + below, side=0)) > 1
