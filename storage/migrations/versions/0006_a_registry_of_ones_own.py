"""A registry of one's own, campaigns that run by a plan, routes by office and by token

Why: a ministry brings its own bodies, services and offices, which come and go; a campaign promises its respondents
when and where its results stand and whom to ask, and ends by itself; a poster hangs in one office; a link sent by an
agency works once. `tokens` knows neither a person nor an answer: the hash of a link's secret, and whether it was used.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = "kind IN ('qr', 'link', 'token', 'invitation', 'panel', 'web', 'trial')"


def _in_all(beginning: str, length: int) -> list[sa.Column[Any]]:
    return [sa.Column(f"{beginning}_{language}", sa.String(length=length)) for language in ("kk", "ru", "en")]


def _checked() -> sa.Column[Any]:
    return sa.Column(
        "kk_checked",
        sa.Boolean(),
        server_default=sa.false(),
        nullable=False,
        comment="the Kazakh name was read by a native speaker or stands in a public source",
    )


def upgrade() -> None:
    with op.batch_alter_table("agencies") as table:
        table.add_column(sa.Column("kind", sa.String(length=8), server_default="central", nullable=False))
        table.add_column(sa.Column("region", sa.String(length=8), comment="of a local executive body"))
        for column in (*_in_all("short", 60), _checked()):
            table.add_column(column)
        table.create_check_constraint(op.f("ck_agencies_kind"), "kind IN ('central', 'local', 'other')")
        table.create_foreign_key(op.f("fk_agencies_region"), "regions", ["region"], ["code"])
    with op.batch_alter_table("services") as table:
        for column in (*_in_all("short", 60), _checked(), *_validity()):
            table.add_column(column)
        table.add_column(
            sa.Column("clients", sa.BigInteger(), comment="people served in a year, as the body says")
        )
        table.create_foreign_key(op.f("fk_services_predecessor"), "services", ["predecessor"], ["code"])
    with op.batch_alter_table("offices") as table:
        for column in (*_in_all("short", 60), _checked(), *_validity()):
            table.add_column(column)
        table.create_foreign_key(op.f("fk_offices_predecessor"), "offices", ["predecessor"], ["code"])
    with op.batch_alter_table("campaigns") as table:
        table.add_column(sa.Column("target", sa.Integer(), comment="complete responses that are hoped for"))
        table.add_column(sa.Column("results_on", sa.Date(), comment="when its results are to be public"))
        for column in (*_in_all("results_where", 200), *_in_all("contact", 200)):
            table.add_column(column)
    with op.batch_alter_table("routes") as table:
        table.add_column(sa.Column("office", sa.String(length=20), comment="where the poster hangs"))
        table.create_foreign_key(op.f("fk_routes_office"), "offices", ["office"], ["code"])
        table.drop_constraint(op.f("ck_routes_kind"), type_="check")
        table.create_check_constraint(op.f("ck_routes_kind"), KINDS)
        table.drop_constraint(op.f("uq_routes_campaign_service_kind"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_routes_campaign_service_kind_office"), ["campaign", "service", "kind", "office"]
        )
        table.create_index(
            op.f("ix_routes_everywhere"),
            ["campaign", "service", "kind"],
            unique=True,
            sqlite_where=sa.text("office IS NULL"),
            postgresql_where=sa.text("office IS NULL"),
        )
    op.create_table(
        "tokens",
        sa.Column("token", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 of the link's secret"),
        sa.Column("route", sa.String(length=32), nullable=False),
        sa.Column("expires", sa.Integer(), nullable=False, comment="its last day, since 1970"),
        sa.Column("used", sa.Boolean(), nullable=False, comment="somebody has begun with it"),
        sa.ForeignKeyConstraint(["route"], ["routes.id"], name=op.f("fk_tokens_route")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_tokens")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_tokens_route"), "tokens", ["route"], unique=False)


def _validity() -> list[sa.Column[Any]]:
    return [
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("predecessor", sa.String(length=20)),
    ]
