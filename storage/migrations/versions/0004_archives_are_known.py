"""A campaign knows the content of its archive

Why: figures of a closed campaign come from a file that is written from its rows. Whatever changes the rows forgets the
archive in the same transaction, so that no figure ever holds an answer that was withdrawn.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "campaigns",
        sa.Column(
            "archived",
            sa.String(length=64),
            nullable=True,
            comment="SHA-256 of what its archive holds; none while rows have changed since",
        ),
    )
