"""Releases: what was published of a campaign, and what the next one must not give away

Why: figures that anybody may ask for at any moment give people away by subtraction, in time and between tables. So all
tables are made together, seldom, and kept as they were published; the ledger beside them holds the counts of all cells,
also of those that were hidden. Both are counts: no row of anybody, no address.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="from 1, in order"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closing", sa.Boolean(), nullable=False, comment="made after the close, with all tables"),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the text that is published"),
        sa.Column("published", sa.Text(), nullable=False, comment="all tables, as canonical JSON"),
        sa.Column(
            "ledger",
            sa.Text(),
            nullable=False,
            comment="JSON: what the next release must protect; never published",
        ),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_releases_campaign")),
        sa.PrimaryKeyConstraint("campaign", "number", name=op.f("pk_releases")),
    )
