"""A pool of drawn evidence, as large as one likes: what scoring would have kept of so many lines."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from schemas.collections import CollectionSettings
from services.scoring.pool.pool import Pool

COLLECTION = "synthetic"
_LINES_AT_ONCE = 1_000_000
_LINES_OF_A_PAGE, _PAGES_OF_A_DOCUMENT = 30, 40
_LOOKS = 5_000
"""Embeddings come in so many clusters: half of an embedding is its cluster's."""

_PAGES = f"""
insert into pages (page_id, page, document_id, collection, number, arrival, is_held_out, readings)
select 'p' || i, i, 'd' || (i // {_PAGES_OF_A_DOCUMENT}), '{COLLECTION}', 1 + i % {_PAGES_OF_A_DOCUMENT}, i,
    hash(i) % 100 < 15, '{{}}'
from range(?) as pages(i)
"""  # noqa: S608
_LINES = f"""
insert into lines by name
select md5(i::varchar)[:24] || '/' || (i % {_LINES_OF_A_PAGE}) as line_id,
    'p' || (i // {_LINES_OF_A_PAGE}) as page_id,
    'd' || (i // {_LINES_OF_A_PAGE * _PAGES_OF_A_DOCUMENT}) as document_id,
    '{COLLECTION}' as collection, 'open' as state, 1 as generation, 'synthetic-1' as model_version,
    'a line of drawn evidence, ' || (i % 1000) as text,
    (i // {_LINES_OF_A_PAGE})::bigint as page, (hash(i) >> 32)::uinteger as lot,
    1 - doubt * doubt / 2 as confidence, -ln(doubt + 1e-6) as margin, doubt as entropy,
    10 * doubt * doubt * other as expected_errors, doubt * other as disagreement, 0 as edit_disagreement,
    1 - doubt as least_confidence, 30 + 20 * other as height, 0.4 + 0.2 * other as pitch,
    (10 + 60 * other)::integer as graphemes, substr('evidence', 1, (6 * doubt)::integer) as doubted,
    unhex(md5(((i // {_LINES_OF_A_PAGE}) % {_LOOKS})::varchar) || md5(i::varchar)) as embedding,
    '{{}}' as image, '{{}}' as readings
from (select i, random() as doubt, random() as other from range(?, ?) as lines(i))
"""  # noqa: S608


def fill(path: Path, lines: int, tell: Callable[[float], None]) -> None:
    """Make a pool with one collection, COLLECTION, of so many open lines; `tell` hears what share is there."""
    pool = Pool(path)
    pool.collections.configure(COLLECTION, 1, CollectionSettings())
    pool.close()
    with duckdb.connect(path) as database:
        database.execute("set preserve_insertion_order = false")
        database.execute("select setseed(0.5)")
        database.execute(_PAGES, [lines // _LINES_OF_A_PAGE + 1])
        for start in range(0, lines, _LINES_AT_ONCE):
            database.execute(_LINES, [start, min(start + _LINES_AT_ONCE, lines)])
            tell(min(1.0, (start + _LINES_AT_ONCE) / lines))
