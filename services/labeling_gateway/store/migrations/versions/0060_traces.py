"""Which trace a task and an event in the outbox belong to; of those that are here it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0052"
branch_labels = None
depends_on = None

_TABLES = ("tasks", "outbox")


def upgrade() -> None:
    """Add the columns."""
    for table in _TABLES:
        op.add_column(table, sa.Column("traceparent", sa.String))


def downgrade() -> None:
    """Drop them: traces end at the gateway again."""
    for table in _TABLES:
        op.drop_column(table, "traceparent")
