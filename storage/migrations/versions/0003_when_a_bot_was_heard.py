"""When a bot was heard last

Why: people who answer while a bot is away press buttons that Telegram forgets. Whoever comes back must know since when
it could not be heard, also in a new process on another machine, and also after a restore: so it stands in the database,
beside the interviews that it is about. It says nothing of anybody.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "polls",
        sa.Column("bot", number, autoincrement=False, nullable=False),
        sa.Column(
            "taken",
            number,
            nullable=False,
            comment="seconds since 1970: when it could be heard last, roughly",
        ),
        sa.PrimaryKeyConstraint("bot", name=op.f("pk_polls")),
    )
