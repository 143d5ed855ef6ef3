"""What labels of a set of lines are worth for what they cost: the function that the strategy `recto` maximises."""

from collections.abc import Sequence

import numpy as np

from recto.querying.chance import drawn
from recto.querying.context import Context
from recto.querying.coverage import Coverage
from recto.querying.effort import error_rates, keystrokes, readability
from recto.querying.kinds import Kinds
from recto.querying.lines import Floats, Lines, Numbers, Rows
from recto.querying.trust import trust

_LIKE, _OWN = 0.1, 0.002
"""Share of a line's errors that a label of its like removes, and of any line's errors that any label removes.

Lines most like a label lose 48 % of their errors to 100 labels, those least like one 32 %, on typescript; on Fraktur
it makes no difference (docs/decisions/020-asking.md).
"""
_TIES = 1e-9


class WorthPerKeystroke:
    """Errors per line of the pool removed, for each keystroke.

        value(i | S) = r_i (0.1 n_i / mean(n) F(i | S) + T G(i | S) + 0.002 T e_i) / cost_i

    F: coverage.Coverage, with w_j = (1 - T) mean(e) + T e_j and t_i = (1 - T) + T (1 - exp(-e_i / mean(e))). n:
    graphemes; a longer line of a kind shows more of it. G: kinds.Kinds. e: expected errors, capped where a line is
    unreadable. T: trust.trust. r: effort.readability. cost: effort.keystrokes. With no trust it is coverage of the
    pool for its price: typical and diverse lines, those of large clusters first, whatever the confidences say.
    """

    def __init__(self, lines: Lines, context: Context, seed: str) -> None:
        """`seed` settles what would otherwise be a tie: where nothing is known, lines are drawn by lot."""
        self.trust = trust(context)
        sample = np.arange(len(lines)) if context.sample is None else context.sample
        errors, rates = lines["expected_errors"].astype(np.float64), error_rates(lines)
        usual = float(np.median(rates[sample])) if len(sample) else 0.0
        readable = np.where(lines.graphemes > 0, readability(rates, usual), 0.0)
        errors = np.minimum(errors, 0.6 * lines.graphemes)
        self.coverage = _coverage(lines, errors, sample, context, self.trust)
        texts: Sequence[str] = lines["text"].tolist()
        self.kinds = Kinds(texts, lines["doubted"].tolist(), sample, context.characters)
        mean = float(lines.graphemes[sample].mean()) if len(sample) else 1.0
        self._length = _LIKE * lines.graphemes / max(mean, 1.0)
        self._own = _OWN * self.trust * errors + _TIES * drawn(seed, lines["lot"])
        self._price = readable / keystrokes(lines)

    def gains(self) -> Floats:
        """What each line would add, alone."""
        like, kinds = self._length * self.coverage.gains(), self.trust * self.kinds.gains()
        return np.asarray((like + kinds + self._own) * self._price, np.float64)

    def gain(self, line: int) -> float:
        """What this line would add now."""
        like, kinds = self._length[line] * self.coverage.gain(line), self.trust * self.kinds.gain(line)
        return float((like + kinds + self._own[line]) * self._price[line])

    def choose(self, line: int) -> None:
        """It is one of them now."""
        self.coverage.choose(line)
        self.kinds.choose(line)


def _coverage(lines: Lines, errors: Floats, sample: Rows, context: Context, trusted: float) -> Coverage:
    mean = max(float(errors[sample].mean()) if len(sample) else 0.0, 1e-6)
    weights: Numbers = (1 - trusted) * mean + trusted * errors[sample]
    teaches: Numbers = (1 - trusted) + trusted * (1 - np.exp(-errors / mean))
    embeddings = lines["embedding"]
    return Coverage(embeddings, embeddings[sample], context.covered, weights, teaches)
