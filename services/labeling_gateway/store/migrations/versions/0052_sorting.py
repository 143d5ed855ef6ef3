"""Documents that people put out of an inbox into a collection; none was before, and no file's hash is known."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_COLUMNS = ("sha256", "moved_into", "moved_to")


def upgrade() -> None:
    """Add the columns."""
    for name in _COLUMNS:
        op.add_column("documents", sa.Column(name, sa.String))


def downgrade() -> None:
    """Drop them; what was put into a collection is there, and in its inbox without lines."""
    for name in _COLUMNS:
        op.drop_column("documents", name)
