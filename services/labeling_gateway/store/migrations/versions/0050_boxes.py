"""By which of its lines a page counts, and which lines are gone; none was drawn anew before."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0044"
branch_labels = None
depends_on = None

_COUNTED = (("ix_lines_of_document", "document_id"), ("ix_lines_of_collection", "collection"))


def upgrade() -> None:
    """Add the columns, and count by the index alone as before."""
    op.add_column("pages", sa.Column("revision", sa.Integer, nullable=False, server_default="0"))
    op.add_column("lines", sa.Column("is_gone", sa.Boolean, nullable=False, server_default=sa.false()))
    for index, column in _COUNTED:
        op.drop_index(index, "lines")
        op.create_index(index, "lines", [column, "is_gone", "state"])
    op.create_index("ix_tasks_of_page", "tasks", ["page_id", "state"])


def downgrade() -> None:
    """Drop them; lines that are gone would be back, so their rows go too."""
    op.drop_index("ix_tasks_of_page", "tasks")
    op.execute(sa.text("delete from lines where is_gone"))
    for index, column in _COUNTED:
        op.drop_index(index, "lines")
        op.create_index(index, "lines", [column, "state"])
    op.drop_column("lines", "is_gone")
    op.drop_column("pages", "revision")
