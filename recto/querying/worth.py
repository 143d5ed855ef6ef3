"""What labels of a set of lines are worth for what they cost: the function that the strategy `recto` maximises."""

from collections.abc import Sequence

import numpy as np

from recto.querying.chance import drawn
from recto.querying.context import Context
from recto.querying.coverage import Coverage
from recto.querying.effort import error_rates, keystrokes, readability
from recto.querying.kinds import Kinds
from recto.querying.lines import Floats, Lines, Rows
from recto.querying.trust import trust

_LIKE, _OWN = 0.1, 0.002
"""Share of a line's errors that a label of its like removes, and of any line's errors that any label removes.

Lines most like a label lose 48 % of their errors to 100 labels, those least like one 32 %, on typescript; on Fraktur
it makes no difference (docs/decisions/020-asking.md).
"""
_LEAST_RATE = 0.01
"""Errors per grapheme to believe in where a model, or none, expects fewer."""
_MOST_USUAL = 1.4
"""Times the pool's error rate. On typescript the lines asked for have 7 wrong in 100 characters with it, 18 without;
nine in ten have errors either way. With 2.0 in its place the same characters took 1.2 times the edits."""
_TIES = 1e-9


class WorthPerKeystroke:
    """Errors per line of the pool removed, for each keystroke.

        value(i | S) = r_i (0.1 F(i | S) + T G(i | S) + 0.002 b_i) / cost(a_i)
        a_i = T e_i + (1 - T) n_i u,    b_i = min(a_i, 1.4 n_i u),    u = sum(e) / sum(n)

    a: the errors to believe in: those expected as far as doubt is trusted (T: trust.trust), and for the rest as many
    as the pool has in so many graphemes, u for each. b: those that teach; beyond 1.4 times the usual a line is no
    example of the others, and only takes more keystrokes. F: coverage.Coverage with w_j = b_j and t_i = 1 - exp(-b_i /
    mean(b)). G: kinds.Kinds. r: effort.readability. cost: effort.keystrokes. With no trust it is coverage of the pool
    for its price: typical and diverse lines, those of large clusters first, whatever the confidences say.
    """

    def __init__(self, lines: Lines, context: Context, seed: str) -> None:
        """`seed` settles what would otherwise be a tie: where nothing is known, lines are drawn by lot."""
        sample = np.arange(len(lines)) if context.sample is None else context.sample
        rates = error_rates(lines)
        self.trust = trust(context, rates[sample])
        usual = _usual(lines, sample)
        errors = self.trust * _expected(lines) + (1 - self.trust) * usual * lines.graphemes
        believed = np.minimum(errors, _MOST_USUAL * usual * lines.graphemes)
        mean = max(float(believed[sample].mean()) if len(sample) else 0.0, 1e-6)
        looks, texts = lines["embedding"], _texts(lines)
        self.coverage = Coverage(
            looks, looks[sample], context.covered, believed[sample], 1 - np.exp(-believed / mean)
        )
        self.kinds = Kinds(*texts, sample, mean, context.characters)
        self._own = _OWN * believed + _TIES * drawn(seed, lines["lot"])
        median = float(np.median(rates[sample])) if len(sample) else 0.0
        readable = np.where(lines.graphemes > 0, readability(rates, median), 0.0)
        self._price = readable / keystrokes(lines.graphemes, errors)

    def gains(self) -> Floats:
        """What each line would add, alone."""
        like, kinds = _LIKE * self.coverage.gains(), self.trust * self.kinds.gains()
        return np.asarray((like + kinds + self._own) * self._price, np.float64)

    def gain(self, line: int) -> float:
        """What this line would add now."""
        like, kinds = _LIKE * self.coverage.gain(line), self.trust * self.kinds.gain(line)
        return float((like + kinds + self._own[line]) * self._price[line])

    def choose(self, line: int) -> None:
        """It is one of them now."""
        self.coverage.choose(line)
        self.kinds.choose(line)


def _usual(lines: Lines, sample: Rows) -> float:
    """Expected errors per grapheme of the pool."""
    errors = _expected(lines)[sample].sum()
    return max(float(errors / max(float(lines.graphemes[sample].sum()), 1.0)), _LEAST_RATE)


def _expected(lines: Lines) -> Floats:
    """Expected errors; no more than 0.6 of the graphemes, where it may be no text."""
    return np.asarray(np.minimum(lines["expected_errors"].astype(np.float64), 0.6 * lines.graphemes))


def _texts(lines: Lines) -> tuple[Sequence[str], Sequence[str]]:
    return lines["text"].tolist(), lines["doubted"].tolist()
