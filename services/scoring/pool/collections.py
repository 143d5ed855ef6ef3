"""Collections in the pool: settings, champion, and where their rounds stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection

from schemas.collections import CollectionSettings
from schemas.progress import AcceptanceBounded, AskingReviewed
from services.scoring.pool.rows import only


@dataclass(frozen=True)
class Collection:
    """One collection as the pool knows it."""

    name: str
    version: int
    settings: CollectionSettings
    generation: int
    selections: int
    is_judged: bool
    held_out_cer: float | None
    promoted_at: datetime | None
    arrived_at: datetime | None
    verdicts: int
    """The last training that was judged."""
    weighed: str | None
    """Of which pages it was looked what may be accepted, since readings or the bound have last changed."""
    bound: AcceptanceBounded | None
    review: AskingReviewed | None

    @property
    def is_configured(self) -> bool:
        """Whether its settings are known; until then they are the defaults."""
        return self.version > 0


class Collections:
    """The pool's table of collections."""

    def __init__(self, database: DuckDBPyConnection) -> None:
        self._database = database

    def configure(self, name: str, version: int, settings: CollectionSettings) -> None:
        """Take new settings; an older version changes nothing."""
        self._database.execute(
            "insert into collections (name, version, settings, is_inbox) values (?, ?, ?, ?)"
            " on conflict (name) do update set version = excluded.version, settings = excluded.settings,"
            " is_inbox = excluded.is_inbox where excluded.version > collections.version",
            [name, version, settings.model_dump_json(), settings.inbox],
        )

    def touch(self, name: str) -> None:
        """Something changed: look at the next tick what is due. Its settings may still be on their way."""
        # Every event asks for this, and mostly there is nothing to write.
        match only(self._database, "select is_touched from collections where name = ?", [name]):
            case None:
                self.configure(name, 0, CollectionSettings())
            case (False,):
                self._database.execute("update collections set is_touched = true where name = ?", [name])

    def touch_all(self) -> None:
        """Look at all of them, as after a start."""
        self._database.execute("update collections set is_touched = true")

    def rest(self, name: str) -> None:
        """Nothing is due until something changes."""
        self._database.execute("update collections set is_touched = false where name = ?", [name])

    def touched(self) -> list[str]:
        """Configured collections in which something may be due."""
        rows = self._database.execute(
            "select name from collections where is_touched and version > 0 order by name"
        ).fetchall()
        return [name for (name,) in rows]

    def get(self, name: str) -> Collection:
        """The collection. It must have been touched or configured before."""
        row = only(
            self._database,
            "select version, settings, generation, selections, is_judged, held_out_cer, promoted_at, arrived_at,"
            " verdicts, weighed, bound, review from collections where name = ?",
            [name],
        )
        if row is None:
            raise LookupError(f"the pool has no collection {name}")
        version, settings, *standing, bound, review = row
        values: list[Any] = [
            name,
            version,
            CollectionSettings.model_validate_json(settings),
            *standing,
            AcceptanceBounded.model_validate_json(bound) if bound else None,
            AskingReviewed.model_validate_json(review) if review else None,
        ]
        return Collection(*values)

    def crown(self, name: str, version: str, generation: int, cer: float | None, at: datetime) -> bool:
        """A new champion. False if it is not the newest that is known; one that is known changes nothing."""
        known = self.get(name).generation
        if known < generation:
            self._database.execute(
                "update collections set champion = ?, generation = ?, held_out_cer = ?, promoted_at = ?"
                " where name = ?",
                [version, generation, cer, at, name],
            )
        return known <= generation

    def judge(self, name: str, rounds: int, cer: float | None, at: datetime) -> None:
        """The trainer has given its verdict of round `rounds`; `cer` is the champion's from now on."""
        self._database.execute(
            "update collections set verdicts = ?, judged_at = ?, is_judged = true, held_out_cer = ?"
            " where name = ? and verdicts < ?",
            [rounds, at, cer, name, rounds],
        )

    def bind(self, bound: AcceptanceBounded) -> None:
        """This may be accepted from now on; one that is known, or older, changes nothing."""
        known = self.get(bound.collection).bound
        if known is None or known.number < bound.number:
            self._database.execute(
                "update collections set bound = ?, weighed = null where name = ?",
                [bound.model_dump_json(), bound.collection],
            )

    def review(self, review: AskingReviewed) -> None:
        """So it stands with asking from now on; what is known, or older, changes nothing."""
        known = self.get(review.collection).review
        if known is None or known.number < review.number:
            self._database.execute(
                "update collections set review = ? where name = ?",
                [review.model_dump_json(), review.collection],
            )

    def unweigh(self, name: str) -> None:
        """Look again what may be accepted: readings have changed."""
        self._database.execute(
            "update collections set weighed = null where name = ? and weighed is not null", [name]
        )

    def weigh(self, name: str, pages: str) -> None:
        """It was looked what may be accepted of these pages."""
        self._database.execute("update collections set weighed = ? where name = ?", [pages, name])

    def selected(self, name: str, number: int) -> None:
        """Batch `number` was asked for."""
        self._database.execute(
            "update collections set selections = greatest(selections, ?), is_judged = false where name = ?",
            [number, name],
        )

    def page_arrived(self, name: str, at: datetime) -> None:
        """A page was read for the first time."""
        self._database.execute("update collections set arrived_at = ? where name = ?", [at, name])
