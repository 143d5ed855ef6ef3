"""Collections in the pool: settings, champion, and where their rounds stand."""

from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from schemas.collections import CollectionSettings
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
            "insert into collections (name, version, settings) values (?, ?, ?)"
            " on conflict (name) do update set version = excluded.version, settings = excluded.settings"
            " where excluded.version > collections.version",
            [name, version, settings.model_dump_json()],
        )

    def touch(self, name: str) -> None:
        """Something changed: look at the next tick what is due. Its settings may still be on their way."""
        self._database.execute(
            "insert into collections (name, version, settings) values (?, 0, ?)"
            " on conflict (name) do update set is_touched = true",
            [name, CollectionSettings().model_dump_json()],
        )

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
            "select version, settings, generation, selections, is_judged, held_out_cer, promoted_at, arrived_at"
            " from collections where name = ?",
            [name],
        )
        if row is None:
            raise LookupError(f"the pool has no collection {name}")
        return Collection(name, row[0], CollectionSettings.model_validate_json(row[1]), *row[2:])

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

    def selected(self, name: str, number: int) -> None:
        """Batch `number` was asked for."""
        self._database.execute(
            "update collections set selections = greatest(selections, ?), is_judged = false where name = ?",
            [number, name],
        )

    def page_arrived(self, name: str, at: datetime) -> None:
        """A page was read for the first time."""
        self._database.execute("update collections set arrived_at = ? where name = ?", [at, name])
