"""The default: most errors removed per keystroke, by lines that stand for many, until a batch is full.

score = r e / (9 + 0.2 n + min(6 e, n)): the line's own expected errors e for the keystrokes of its answer, damped
by r where it is unreadable (effort.py). It finds candidates, the best 2,500 with 2,000 drawn at random, and places
single tasks in the queue. The batch is chosen greedily among them, by value per keystroke (worth.py), of
  - coverage: a line stands for unread lines like it, so many and so erroneous, that no label covers yet (coverage.py);
  - kinds of doubt: the characters that the model doubts in the pool and that labels have rarely shown (kinds.py);
  - its own errors;
each as far as answers have shown that the model's doubt can be trusted (trust.py). Where it cannot at all, typical
lines that differ from each other come first; the better it is, the more doubtful ones. Fair shares for pages and
writers (greedy.py).

Costs 0.3 s for a batch of 500 beside one pass over the pool. Use it unless you measure. Cost-sensitive: Settles,
Craven & Friedland 2008; density: Settles & Craven 2008; coverage: Wei, Iyer & Bilmes 2015 (ICML); typical first:
Hacohen, Dekel & Weinshall 2022 (arXiv:2202.02794).
"""

import numpy as np

from recto.querying.context import Context
from recto.querying.effort import error_rates, keystrokes, readability
from recto.querying.greedy import chosen
from recto.querying.lines import Lines, Numbers
from recto.querying.picks import EMPTY, Pick
from recto.querying.strategies.strategy import Batch, Strategy
from recto.querying.worth import WorthPerKeystroke

_CANDIDATES, _SAMPLE = 2_500, 2_000
_WORTH_NAMING = 4


def _score(lines: Lines, _seed: str) -> Numbers:
    errors = lines["expected_errors"]
    return np.asarray(errors * readability(error_rates(lines)) / keystrokes(lines.graphemes, errors))


def _reason(lines: Lines, row: int) -> str:
    errors = lines["expected_errors"][row]
    return f"about {errors:.1f} errors for {keystrokes(lines.graphemes[row], errors):.0f} keystrokes"


def _choose(lines: Lines, count: int, context: Context, seed: str) -> list[Pick]:
    worth = WorthPerKeystroke(lines, context, seed)
    picks: list[Pick] = []
    first = 0.0
    for line, gain in chosen(worth, [lines.pages, lines["writer"]], count):
        first = first or gain
        priority = gain / first if lines.graphemes[line] > 0 and first > 0 else EMPTY
        picks.append(Pick(str(lines.ids[line]), float(priority), _why(lines, line, worth)))
    return picks


def _why(lines: Lines, line: int, worth: WorthPerKeystroke) -> str:
    """What speaks for the line most, in words."""
    share = worth.coverage.stands_for(line)
    if worth.trust == 0:
        return f"typical of lines like it, {share:.1%} of what is open, none labelled yet"
    rare = worth.kinds.rare(line)[:_WORTH_NAMING]
    seldom = f", characters rarely labelled: {' '.join(rare)}" if rare else ""
    return f"{_reason(lines, line)}, stands for {share:.1%} of what is open{seldom}"


RECTO = Strategy(
    "recto",
    _score,
    _reason,
    needs=frozenset({"expected_errors"}),
    batch=Batch(
        _choose,
        needs=frozenset({"expected_errors", "embedding", "text", "doubted", "writer", "lot"}),
        candidates=_CANDIDATES,
        sample=_SAMPLE,
    ),
)
