"""Which collections are open to a person. All were, and stay so."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("people", sa.Column("collections", sa.JSON, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drop it: everything is open to everybody again."""
    op.drop_column("people", "collections")
