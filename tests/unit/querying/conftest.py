"""Lines with any evidence, as tables."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from recto.querying.lines import Lines


def some_lines(count: int, *, pages: Sequence[int] | None = None, **columns: Any) -> Lines:
    """Lines that differ in nothing but what `columns` says: one number for all, or one for each."""
    chosen = {"confidence": 0.8, "margin": 1.0, "entropy": 0.3, "expected_errors": 2.0, **columns}
    graphemes = chosen.pop("graphemes", 20)
    return Lines(
        ids=np.array([f"page/l{i:05}" for i in range(count)], dtype=np.object_),
        pages=np.asarray(np.zeros(count) if pages is None else pages, dtype=np.int64),
        graphemes=np.broadcast_to(np.asarray(graphemes, dtype=np.int64), count).copy(),
        **{name: np.broadcast_to(np.asarray(v, float), count).copy() for name, v in chosen.items()},
    )


_EVIDENCE = st.tuples(
    st.floats(0, 1),  # confidence
    st.floats(0, 1e6) | st.just(float("inf")),  # margin: infinite where there is no second reading
    st.floats(0, 20),  # entropy
    st.floats(0, 500),  # expected errors
    st.integers(0, 300),  # graphemes
    st.integers(0, 8),  # page
)


@st.composite
def pools(draw: st.DrawFn, min_size: int = 0) -> Lines:
    """Any pool of lines."""
    rows = draw(st.lists(_EVIDENCE, min_size=min_size, max_size=60))
    confidence, margin, entropy, errors, graphemes, pages = zip(*rows, strict=True) if rows else ([],) * 6
    return some_lines(
        len(rows),
        pages=list(pages),
        confidence=list(confidence),
        margin=list(margin),
        entropy=list(entropy),
        expected_errors=list(errors),
        graphemes=list(graphemes),
    )
