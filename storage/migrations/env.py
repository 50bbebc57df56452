"""Runs the migrations on the connection that storage/schema.py hands over, with what it gives them from outside."""

from alembic import context

from storage.tables import responses

given = context.config.attributes
connection = given["connection"]
context.configure(
    connection=connection,
    target_metadata=responses.metadata,
    render_as_batch=True,
    outside=given.get("outside"),
)
with context.begin_transaction():
    context.run_migrations()
