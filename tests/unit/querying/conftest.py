"""Lines with any evidence, as tables."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from recto.querying.bounds import Found
from recto.querying.chance import lot
from recto.querying.deriving import Answered
from recto.querying.embeddings import SIZE
from recto.querying.lines import Lines

_USUAL = {
    "confidence": 0.8,
    "margin": 1.0,
    "entropy": 0.3,
    "expected_errors": 2.0,
    "disagreement": 0.0,
    "edit_disagreement": 0.0,
    "least_confidence": 0.5,
    "height": 40.0,
    "pitch": 0.5,
}


def some_lines(count: int, *, pages: Sequence[int] | None = None, **columns: Any) -> Lines:
    """Lines that differ in nothing but what `columns` says: one number for all, or one for each."""
    ids = [f"page/l{i:05}" for i in range(count)]
    chosen = {**_USUAL, **columns}
    graphemes = chosen.pop("graphemes", 20)
    texts = {
        name: list(chosen.pop(name, [text] * count)) for name, text in (("text", "ein"), ("doubted", "e"))
    }
    embedding = chosen.pop("embedding", np.zeros((count, SIZE), np.int8))
    on_pages = np.asarray(np.zeros(count) if pages is None else pages, dtype=np.int64)
    writer = np.asarray(chosen.pop("writer", on_pages), dtype=np.int64)
    return Lines(
        ids=np.array(ids, dtype=np.object_),
        pages=on_pages,
        graphemes=np.broadcast_to(np.asarray(graphemes, dtype=np.int64), count).copy(),
        columns={
            **{name: np.broadcast_to(np.asarray(v, np.float32), count).copy() for name, v in chosen.items()},
            **{name: np.array([*values, None], object)[:-1] for name, values in texts.items()},
            "embedding": np.asarray(embedding, np.int8).reshape(count, SIZE),
            "writer": writer,
            "lot": np.array([lot(name) for name in ids], np.uint32),
        },
    )


_EVIDENCE = st.tuples(
    st.floats(0, 1, width=32),  # confidence
    st.floats(0, 2**20, width=32)
    | st.just(float("inf")),  # margin: infinite where there is no second reading
    st.floats(0, 16, width=32),  # entropy
    st.floats(0, 512, width=32),  # expected errors
    st.integers(0, 300),  # graphemes
    st.integers(0, 8),  # page
    st.text("abcſ ", max_size=9),
    st.integers(0, 2**32 - 1),  # what it looks like
)


@st.composite
def pools(draw: st.DrawFn, min_size: int = 0) -> Lines:
    """Any pool of lines."""
    rows = draw(st.lists(_EVIDENCE, min_size=min_size, max_size=60))
    confidence, margin, entropy, errors, graphemes, pages, texts, looks = (
        zip(*rows, strict=True) if rows else ([],) * 8
    )
    return some_lines(
        len(rows),
        pages=list(pages),
        confidence=list(confidence),
        margin=list(margin),
        entropy=list(entropy),
        expected_errors=list(errors),
        graphemes=list(graphemes),
        text=texts,
        doubted=[text[:2] for text in texts],
        embedding=[look(seed) for seed in looks],
        writer=[page // 3 for page in pages],
    )


def look(seed: int) -> Any:
    """An embedding; of seed 0, none."""
    random = np.random.default_rng(seed)
    return random.integers(-127, 128, SIZE) if seed else np.zeros(SIZE)


def answered(lines: Lines, errors: Any, lengths: Any = None) -> Answered:
    """The same lines with what answers found."""
    truth = lines.graphemes if lengths is None else lengths
    return Answered(lines, Found(np.asarray(errors, float), np.asarray(truth, float), lines.pages))
