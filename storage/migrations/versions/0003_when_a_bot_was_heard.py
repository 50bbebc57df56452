"""When a bot was heard last; room in the pages of open interviews

Why: people who answer while a bot is away press buttons that Telegram forgets. Whoever comes back must know since when
it could not be heard, also in a new process on another machine, and also after a restore: so it stands in the database,
beside the interviews that it is about. It says nothing of anybody.

Every turn writes its interview anew. Half a page left free lets PostgreSQL put the new version beside the old one
(a HOT update), which spares both indexes: a quarter of the server's work for an answer. Pages fill so from now on.
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
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE interviews SET (fillfactor = 50)")
