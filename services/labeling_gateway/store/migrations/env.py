"""Alembic's way in: runs the migrations on the connection that Database.migrate hands over."""

from alembic import context

from services.labeling_gateway.store import document_tables, people_tables, queue_tables
from services.labeling_gateway.store.base import Base

TABLES = (document_tables, people_tables, queue_tables)
"""The modules that declare tables: a model is known once its module is imported."""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
