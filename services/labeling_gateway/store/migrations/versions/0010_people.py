"""People, the keys that let them in, and what of a line decides who may have it."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Boolean, Column, String

from recto.documents.personal_data import personal_data
from recto.documents.scripts import dominant_script

revision = "0010"
down_revision = "0043"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_WORD = String(20)
_ROWS = 1000

_LINES = sa.table("lines", *(sa.column(name) for name in ("id", "reading", "accepted", "label", "personal")))
_TASKS = sa.table("tasks", *(sa.column(name) for name in ("id", "line_id", "text", "script")))


def upgrade() -> None:
    """Make the tables, and look through the lines and tasks that are there."""
    _make_people()
    _make_keys()
    _make_sign_ins()
    op.add_column("lines", Column("personal", Boolean, nullable=False, server_default=sa.false()))
    op.add_column("tasks", Column("script", _WORD, nullable=True))
    _look_through_lines()
    _look_through_tasks()


def downgrade() -> None:
    """Drop what was made."""
    op.drop_column("tasks", "script")
    op.drop_column("lines", "personal")
    for table in ("sign_ins", "keys", "people"):
        op.drop_table(table)


def _make_people() -> None:
    op.create_table(
        "people",
        Column("id", String, nullable=False),
        Column("name", String, nullable=False),
        Column("role", _WORD, nullable=False),
        Column("skills", sa.JSON, nullable=False),
        Column("cleared", Boolean, nullable=False),
        Column("active", Boolean, nullable=False),
        Column("subject", String, nullable=True),
        Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject"),
    )


def _make_keys() -> None:
    op.create_table(
        "keys",
        Column("hash", String, nullable=False),
        Column("id", String, nullable=False),
        Column("kind", _WORD, nullable=False),
        Column("person_id", String, nullable=False),
        Column("name", String, nullable=False),
        Column("created_at", _TIME, nullable=False),
        *(Column(name, _TIME, nullable=True) for name in ("expires_at", "used_at", "ended_at")),
        sa.PrimaryKeyConstraint("hash"),
        sa.UniqueConstraint("id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"]),
    )
    op.create_index("ix_keys_of_person", "keys", ["person_id", "kind"])


def _make_sign_ins() -> None:
    op.create_table(
        "sign_ins",
        *(Column(name, String, nullable=False) for name in ("state", "nonce", "verifier", "onward")),
        Column("started_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("state"),
    )
    op.create_index("ix_sign_ins_started_at", "sign_ins", ["started_at"])


def _look_through_lines() -> None:
    for rows in _in_turn(_LINES, "reading", "accepted", "label"):
        for name, *texts in rows:
            if any(personal_data(text) for text in texts if text):
                _mark(name)


def _look_through_tasks() -> None:
    for rows in _in_turn(_TASKS, "line_id", "text"):
        for name, line, text in rows:
            script = dominant_script(text)
            op.execute(sa.update(_TASKS).where(_TASKS.c.id == name).values(script=script))
            if personal_data(text):
                _mark(line)


def _mark(line: str) -> None:
    op.execute(sa.update(_LINES).where(_LINES.c.id == line).values(personal=sa.true()))


def _in_turn(table: sa.TableClause, *columns: str) -> Iterator[list[tuple[str, ...]]]:
    """All rows by id, some at a time: a table may hold more than memory does."""
    last = ""
    while True:
        query = sa.select(table.c.id, *(table.c[name] for name in columns)).where(table.c.id > last)
        rows = [tuple(row) for row in op.get_bind().execute(query.order_by(table.c.id).limit(_ROWS))]
        if not rows:
            return
        yield rows
        last = rows[-1][0]
