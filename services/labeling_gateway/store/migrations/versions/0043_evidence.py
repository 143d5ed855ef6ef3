"""Where the evidence of a verdict lies; not known of earlier ones."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("verdicts", sa.Column("evidence", sa.JSON, nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("verdicts", "evidence")
