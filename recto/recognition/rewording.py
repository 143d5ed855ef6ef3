"""A batch's graphemes and rivals after the language had its say: some replaced, dropped or added, all weighed anew."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recto.recognition.best_path import Spots
from recto.recognition.language.character_model import ORDER
from recto.recognition.language.language import Language
from recto.recognition.rivals import Rivals
from recto.recognition.wording import NOTHING, open_places, worded

_NEVER = 1e-30
_ALL_BUT_RULED_OUT = 0.003


class Chain(NamedTuple):
    """The graphemes of a batch's lines, what could stand instead of each, and what could be missing after each."""

    spots: Spots
    instead: Rivals
    missed: Rivals


def reworded(chain: Chain, names: Sequence[str], language: Language) -> Chain:
    """The chain as the language would have it; `names` are the graphemes of classes 1 and up."""
    changes = _Changes(chain, names, language)
    ends = np.searchsorted(chain.spots.line, np.unique(chain.spots.line), side="right").tolist()
    for start, end in pairwise([0, *ends]):
        changes.reword(slice(start, end))
    return changes.assembled()


class _Changes:
    """What becomes of a chain, gathered line by line."""

    def __init__(self, chain: Chain, names: Sequence[str], language: Language) -> None:
        self._chain = Chain(chain.spots, _copy(chain.instead), _copy(chain.missed))
        self._names, self._language = names, language
        self._dropped: list[int] = []
        self._added: list[tuple[int, int]] = []

    def reword(self, mine: slice) -> None:
        """Settle the open places of one line."""
        spots, instead, missed = self._chain
        places = open_places(instead.of(mine), missed.of(mine), self._names)
        if not places:
            return
        texts = [each for number in spots.classes[mine].tolist() for each in (self._names[number - 1], "")]
        chosen = worded(texts, places, self._language)
        for place, choice in zip(places, chosen, strict=True):
            texts[place.number] = next(text for option, text, _ in place.options if option == choice)
        for place, choice in zip(places, chosen, strict=True):
            at, is_gap = mine.start + place.number // 2, bool(place.number % 2)
            self._weigh(missed if is_gap else instead, at, texts, place.number)
            if is_gap:
                self._added += [(at, choice)] if choice != NOTHING else []
            else:
                self._dropped += [at] if choice == NOTHING else []
                _bring_first(instead, at, max(choice, 0))

    def _weigh(self, rivals: Rivals, at: int, texts: Sequence[str], number: int) -> None:
        """Multiply the mass of all that could stand in a place by how well it goes with what stands around it."""
        before = " " + "".join(texts[max(0, number - 2 * ORDER) : number])
        after = "".join(texts[number + 1 : number + 2 * ORDER])[: ORDER - 1]
        weigh, bonus = self._language.weigh, self._language.bonus
        nothing = weigh(before, after)
        # What the image all but rules out is not worth a question: it counts as unlikely as the unlikeliest.
        asked = np.flatnonzero(rivals.mass[:, at] >= _ALL_BUT_RULED_OUT * rivals.mass[:, at].max())
        options = [self._names[each - 1] for each in rivals.classes[asked, at].tolist()]
        said = [weigh(before, text + after) + bonus for text in options]
        highest = max(*said, nothing)
        factors = np.full(len(rivals.mass), math.exp(min(said) - highest))
        factors[asked] = [math.exp(each - highest) for each in said]
        rivals.mass[:, at] = rivals.mass[:, at] * factors + _NEVER
        rivals.nothing[at] = rivals.nothing[at] * math.exp(nothing - highest) + _NEVER

    def assembled(self) -> Chain:
        """The chain without what was dropped and with what was added, in order."""
        spots, instead, missed = self._chain
        for at in self._dropped:
            if at and spots.line[at - 1] == spots.line[at]:
                _set(missed, at - 1, instead, at)
        kept = np.setdiff1d(np.arange(len(spots)), self._dropped)
        new = [_added(self._chain, at, candidate) for at, candidate in self._added]
        order = np.argsort(np.concatenate([kept, [at + 0.5 for at, _ in self._added]]), kind="stable")
        return _in_order(_joined([_in_order(self._chain, kept), *new]), order)


def _bring_first(rivals: Rivals, at: int, candidate: int) -> None:
    """What was chosen comes first, the others by falling mass."""
    mass = rivals.mass[:, at].copy()
    mass[candidate] = np.inf
    order = np.argsort(-mass, kind="stable")
    rivals.classes[:, at], rivals.mass[:, at] = rivals.classes[order, at], rivals.mass[order, at]


def _added(chain: Chain, at: int, candidate: int) -> Chain:
    """An added grapheme as a chain of its own: it stands in the middle of its gap, and after it nothing is missed."""
    spots = chain.spots
    [rivals] = _in_order(chain, np.array([at]))[2:]
    _bring_first(rivals, 0, candidate)
    is_last = at + 1 == len(spots) or spots.line[at + 1] != spots.line[at]
    end = spots.last[at] + 2 if is_last else spots.first[at + 1]
    frame = np.array([(spots.last[at] + end) // 2])
    sure = Rivals(rivals.classes.copy(), np.full_like(rivals.mass, _NEVER), np.ones_like(rivals.nothing))
    return Chain(Spots(spots.line[[at]], frame, frame, rivals.classes[0]), rivals, sure)


def _joined(chains: Sequence[Chain]) -> Chain:
    def together(parts: Sequence[Any]) -> Any:
        return type(parts[0])(*(np.concatenate(each, axis=-1) for each in zip(*parts, strict=True)))

    return Chain(*(together(parts) for parts in zip(*chains, strict=True)))


def _in_order(chain: Chain, order: NDArray[Any]) -> Chain:
    """The graphemes at these places, in their order."""
    return Chain(
        Spots(*(each[order] for each in chain.spots)),
        *(
            Rivals(each.classes[:, order], each.mass[:, order], each.nothing[order])
            for each in (chain.instead, chain.missed)
        ),
    )


def _set(into: Rivals, at: int, of: Rivals, where: int) -> None:
    into.classes[:, at], into.mass[:, at] = of.classes[:, where], of.mass[:, where]
    into.nothing[at] = of.nothing[where]


def _copy(rivals: Rivals) -> Rivals:
    return Rivals(rivals.classes.copy(), rivals.mass.copy(), rivals.nothing.copy())
