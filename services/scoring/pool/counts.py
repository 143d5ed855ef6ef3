"""How many lines of the pool are in which state, and what they have cost people."""

from duckdb import DuckDBPyConnection

from recto.querying.budget import Spent
from services.scoring.pool.rows import only


class Counts:
    """Counts over the pool's table of lines."""

    def __init__(self, database: DuckDBPyConnection) -> None:
        self._database = database

    def lines(self, collection: str) -> dict[str, int]:
        """Lines by state."""
        return dict(
            self._database.execute(
                "select state, count(*) from lines where collection = ? and not is_gone group by 1",
                [collection],
            ).fetchall()
        )

    def round(self, collection: str) -> tuple[int, int, int, bool]:
        """Training lines asked and not answered; labels since the last verdict; held-out lines asked; any judge.

        There is one once a held-out line is answered, or a training was judged without.
        """
        row = only(
            self._database,
            """
            select count(*) filter (state = 'asked' and purpose = 'training'),
                count(*) filter (state = 'labelled' and purpose is distinct from 'held-out'
                    and labelled_at > coalesce(c.judged_at, '-infinity')),
                count(*) filter (purpose = 'held-out'),
                coalesce(bool_or((purpose = 'held-out' and state = 'labelled') or c.judged_at is not null), false)
            from lines l join collections c on c.name = l.collection where l.collection = ? and not is_gone
            """,
            [collection],
        )
        return row or (0, 0, 0, False)

    def spent(self, collection: str) -> Spent:
        """What was asked of people, lines that are gone included. Those not answered yet count as they were read."""
        row = only(
            self._database,
            """
            select count(*), sum(coalesce(length(truth), graphemes, 0))::bigint,
                count(*) filter (state = 'labelled' and seconds is not null),
                sum(seconds) filter (state = 'labelled')
            from lines where collection = ? and purpose is not null
            """,
            [collection],
        )
        return Spent(*(value or 0 for value in row)) if row else Spent()
