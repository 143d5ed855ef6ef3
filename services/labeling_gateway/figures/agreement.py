"""Krippendorff's alpha for nominal data: how far people agree beyond chance."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from recto.recognition.alignment import pairs


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Agreement over units, each with the values that people gave it; 1 is perfect, 0 is chance. None if undefined.

        alpha = 1 - (n - 1) sum_c (n_c - o_cc) / sum_c n_c (n - n_c)

    o_cc: coincidences of c with itself, a unit of m values giving each of its ordered pairs the weight 1 / (m - 1);
    n_c: values c in units that have at least two; n: all of these. Krippendorff, Computing Krippendorff's
    Alpha-Reliability (2011), nominal metric, any number of observers, missing values.
    """
    totals: Counter[Hashable] = Counter()
    alike: Counter[Hashable] = Counter()
    for unit in units:
        if len(unit) < 2:
            continue
        counts = Counter(unit)
        totals.update(counts)
        for value, times in counts.items():
            alike[value] += times * (times - 1) / (len(unit) - 1)  # type: ignore[assignment]
    n = totals.total()
    expected = sum(times * (n - times) for times in totals.values())
    if not expected:
        return None
    return 1 - (n - 1) * sum(times - alike[value] for value, times in totals.items()) / expected


def of_answers(keyings: Iterable[tuple[str, str]]) -> float | None:
    """Over double keyings, each answer taken whole: every difference counts alike."""
    return alpha(keyings)


def of_graphemes(keyings: Iterable[tuple[str, str]]) -> float | None:
    """Over double keyings, by grapheme of the two texts aligned; nothing, beside something, is a value too."""
    return alpha(pair for one, other in keyings for pair in pairs(one, other))
