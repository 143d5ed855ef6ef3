"""Whose hand a page is in; unknown of all that came before."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("pages", sa.Column("writer", sa.String, nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("pages", "writer")
