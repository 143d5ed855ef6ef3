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
    settings: CollectionSettings
    generation: int
    selections: int
    is_judged: bool
    held_out_cer: float | None
    promoted_at: datetime | None
    arrived_at: datetime | None


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

    def get(self, name: str) -> Collection | None:
        """The collection, or None if it was never configured."""
        row = only(
            self._database,
            "select settings, generation, selections, is_judged, held_out_cer, promoted_at, arrived_at"
            " from collections where name = ?",
            [name],
        )
        return Collection(name, CollectionSettings.model_validate_json(row[0]), *row[1:]) if row else None

    def names(self) -> list[str]:
        """All collections."""
        return [name for (name,) in self._database.execute("select name from collections").fetchall()]

    def crown(self, name: str, version: str, generation: int, cer: float | None, at: datetime) -> bool:
        """A new champion. False if a newer one is known already."""
        known = only(self._database, "select generation from collections where name = ?", [name])
        if known is None or known[0] > generation:
            return False
        self._database.execute(
            "update collections set champion = ?, generation = ?, held_out_cer = ?, promoted_at = ? where name = ?",
            [version, generation, cer, at, name],
        )
        return True

    def judge(self, name: str, rounds: int, cer: float | None) -> None:
        """The trainer has given its verdict of round `rounds`; `cer` is the champion's from now on."""
        self._database.execute(
            "update collections set verdicts = ?, is_judged = true, held_out_cer = ? where name = ? and verdicts < ?",
            [rounds, cer, name, rounds],
        )

    def selected(self, name: str) -> None:
        """A batch was asked for."""
        self._database.execute(
            "update collections set selections = selections + 1, is_judged = false where name = ?", [name]
        )

    def page_arrived(self, name: str, at: datetime) -> None:
        """A page was read for the first time."""
        self._database.execute("update collections set arrived_at = ? where name = ?", [at, name])
