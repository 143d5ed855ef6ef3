"""How answers become labels: two keyings, adjudication, known lines, answers set aside, declines, flags."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Integer, String

revision = "0044"
down_revision = "0010"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_WORD = String(20)

_INDICES = (
    ("ix_tasks_of_stage", "tasks", ["state", "stage", "priority", "id"]),
    ("ix_leases_of_person", "leases", ["person"]),
    ("ix_answers_of_label", "answers", ["label_id"]),
    ("ix_declines_of_line", "declines", ["line_id"]),
    ("ix_gold_collection", "gold", ["collection"]),
    ("ix_flags_of_collection", "flags", ["collection", "resolved_at"]),
)

_DECLINES = """
insert into declines (task_id, epoch, line_id, reason, declined_at)
select a.task_id, 0, t.line_id, coalesce(a.reason, a.outcome), a.answered_at
from answers a join tasks t on t.id = a.task_id where a.label_id is null
"""
_ENDED = "update answers set ended = 'decline' where label_id is null"
_VERDICTS = """
update answers set verdicts = (
    select count(*) from verdicts v join tasks t on t.collection = v.collection
    where t.id = answers.task_id and v.decided_at <= answers.answered_at
)
"""
_SETTLED = """
update tasks set state = 'settled' where state = 'withdrawn' and line_id in (
    select id from lines where label_id is not null or declined is not null
)
"""
_SET_ASIDE = """
update answers set set_aside = 'the label was withdrawn'
where label_id in (select id from labels where withdrawn_at is not null)
"""
_REOPENED = """
update tasks set state = 'open', leased_until = null where state = 'answered' and line_id in (
    select id from lines where label_id is null and declined is null
)
"""
_ASKED = """
update lines set asked_task = (select min(id) from tasks where tasks.line_id = lines.id and tasks.state = 'open'),
    state = case when accepted is null then 'asked' else state end
where label_id is null and declined is null
    and id in (select line_id from tasks where state = 'open')
"""
FROM_BEFORE = (_DECLINES, _ENDED, _VERDICTS, _SETTLED, _SET_ASIDE, _REOPENED, _ASKED)
"""What the rows of before mean now. Lines whose label was withdrawn are asked for again: until now they were not."""


def upgrade() -> None:
    """Add columns and tables, and say of what is there what it means now."""
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    _make_declines()
    _make_gold()
    _make_flags()
    for name, table, columns_of in _INDICES:
        op.create_index(name, table, columns_of)
    for statement in FROM_BEFORE:
        op.execute(statement)


def downgrade() -> None:
    """Drop them. Tasks that somebody has taken up meanwhile stay as they are."""
    op.execute("update tasks set state = 'withdrawn' where state = 'settled' or gold_for is not null")
    for name, table, _ in reversed(_INDICES):
        op.drop_index(name, table)
    for table in ("flags", "gold", "declines"):
        op.drop_table(table)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)


def _added() -> dict[str, tuple[Column[Any], ...]]:
    return {
        "tasks": (
            Column("keyings", Integer, nullable=False, server_default="1"),
            Column("stage", _WORD, nullable=False, server_default="first"),
            Column("gold_for", String),
        ),
        "leases": (
            Column("work", _WORD, nullable=False, server_default="key"),
            Column("draft", String),
        ),
        "answers": (
            Column("work", _WORD, nullable=False, server_default="key"),
            Column("ended", _WORD, nullable=False, server_default="label"),
            Column("set_aside", String),
            Column("truth", String),
            Column("verdicts", Integer, nullable=False, server_default="0"),
        ),
        "labels": (
            Column("withdrawn_reason", String),
            Column("prefill", String),
            Column("is_partial", sa.Boolean, nullable=False, server_default=sa.false()),
        ),
    }


def _make_declines() -> None:
    op.create_table(
        "declines",
        Column("task_id", String, nullable=False),
        Column("epoch", Integer, nullable=False),
        Column("line_id", String, nullable=False),
        Column("reason", String, nullable=False),
        Column("declined_at", _TIME, nullable=False),
        Column("withdrawn_at", _TIME),
        sa.PrimaryKeyConstraint("task_id", "epoch"),
    )


def _make_gold() -> None:
    op.create_table(
        "gold",
        *(Column(name, String, nullable=False) for name in ("line_id", "collection", "label_id")),
        *(Column(name, String, nullable=False) for name in ("text", "marked_by")),
        Column("script", _WORD),
        Column("marked_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("line_id"),
    )


def _make_flags() -> None:
    op.create_table(
        "flags",
        Column("task_id", String, nullable=False),
        Column("epoch", Integer, nullable=False),
        *(Column(name, String, nullable=False) for name in ("collection", "person", "note")),
        Column("raised_at", _TIME, nullable=False),
        Column("resolved_at", _TIME),
        Column("resolved_by", String),
        Column("resolution", String),
        sa.PrimaryKeyConstraint("task_id", "epoch"),
    )
