"""Where collections stand, by scoring's account."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "standings",
        sa.Column("collection", sa.String, primary_key=True),
        sa.Column("bound", sa.JSON),
        sa.Column("review", sa.JSON),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("standings")
