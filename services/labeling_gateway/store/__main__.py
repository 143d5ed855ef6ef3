"""Brings the gateway's database up to date, and ends: `python -m services.labeling_gateway.store`.

Every gateway does so at its start. This is for doing it before the first of a new version starts; and, with the
revision that an earlier version ends at (`store/migrations/versions`), for going back to that version.
"""

import sys

from recto.runtime.mistakes import mistakes_told
from recto.runtime.settings import load
from services.labeling_gateway.settings import Settings
from services.labeling_gateway.store.database import Database


def main(*revision: str) -> None:
    """Up to date, or back to a revision."""
    database = Database(load(Settings).database)
    if revision:
        database.go_back(revision[0])
    else:
        database.migrate()


if __name__ == "__main__":
    with mistakes_told("recto migrations"):
        main(*sys.argv[1:])
