"""Files of other channels that were imported

Why: the national survey pools what was asked on paper, by telephone and on portals. A file is known by its SHA-256, so
that it cannot come in twice; its responses by a range of ids, so that they can be taken out again, and count only once
all of them are in. `responses` is not touched: nobody who answered the bot has anything in this table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column(
            "sha256", sa.String(length=64), nullable=False, comment="of the file: it cannot be imported twice"
        ),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False, comment="responses that are in so far"),
        sa.Column(
            "complete", sa.Boolean(), nullable=False, comment="until then its responses count for nothing"
        ),
        sa.Column(
            "first",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="its responses are those with ids from here",
        ),
        sa.Column("last", sa.LargeBinary(length=16), nullable=False, comment="to here"),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_imports_campaign")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_campaign"), "imports", ["campaign"], unique=False)
