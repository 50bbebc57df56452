"""The first tables

Why: who is being asked now, who took part and what was answered are kept from the first day in tables that no key
joins; a schema that joined them could not be mended later, since backups of it would exist.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _registry()
    _what_is_asked()
    _who_is_being_asked()
    _what_came_and_goes()
    _who_took_part()
    _what_was_answered()


def _registry() -> None:
    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=8), nullable=False, comment="ISO 3166-2"),
        sa.Column("kato", sa.String(length=9), nullable=False),
        sa.Column("kk", sa.String(length=200), nullable=False),
        sa.Column("ru", sa.String(length=200), nullable=False),
        sa.Column("en", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
        sa.UniqueConstraint("kato", name=op.f("uq_regions_kato")),
    )
    op.create_table(
        "agencies",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kk", sa.String(length=200), nullable=False),
        sa.Column("ru", sa.String(length=200), nullable=False),
        sa.Column("en", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("predecessor", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["predecessor"], ["agencies.code"], name=op.f("fk_agencies_predecessor")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agencies")),
    )
    op.create_table(
        "services",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("agency", sa.String(length=20), nullable=False),
        sa.Column("kk", sa.String(length=200), nullable=False),
        sa.Column("ru", sa.String(length=200), nullable=False),
        sa.Column("en", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agencies.code"], name=op.f("fk_services_agency")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_services")),
    )
    op.create_index(op.f("ix_services_agency"), "services", ["agency"], unique=False)
    op.create_table(
        "offices",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("agency", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=True),
        sa.Column("kk", sa.String(length=200), nullable=False),
        sa.Column("ru", sa.String(length=200), nullable=False),
        sa.Column("en", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agencies.code"], name=op.f("fk_offices_agency")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_offices_region")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_offices")),
    )
    op.create_index(op.f("ix_offices_agency"), "offices", ["agency"], unique=False)


def _what_is_asked() -> None:
    op.create_table(
        "questionnaires",
        sa.Column(
            "fingerprint",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of what a respondent can see and do",
        ),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("yaml", sa.Text(), nullable=False, comment="the exact file that was published"),
        sa.Column("resolved", sa.JSON(), nullable=False, comment="with scales and core items filled in"),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_questionnaires")),
    )
    op.create_index(op.f("ix_questionnaires_id"), "questionnaires", ["id"], unique=False)
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kk", sa.String(length=200), nullable=False),
        sa.Column("ru", sa.String(length=200), nullable=False),
        sa.Column("en", sa.String(length=200), nullable=False),
        sa.Column("questionnaire", sa.String(length=64), nullable=False),
        sa.Column("panel", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.CheckConstraint("panel IN ('citizens', 'cso')", name=op.f("ck_campaigns_panel")),
        sa.CheckConstraint("state IN ('draft', 'open', 'paused', 'closed')", name=op.f("ck_campaigns_state")),
        sa.ForeignKeyConstraint(
            ["questionnaire"], ["questionnaires.fingerprint"], name=op.f("fk_campaigns_questionnaire")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "routes",
        sa.Column("id", sa.String(length=32), nullable=False, comment="the payload of the link"),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "kind IN ('qr', 'link', 'token', 'invitation', 'trial')", name=op.f("ck_routes_kind")
        ),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_routes_campaign")),
        sa.ForeignKeyConstraint(["service"], ["services.code"], name=op.f("fk_routes_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routes")),
        sa.UniqueConstraint("campaign", "service", "kind", name=op.f("uq_routes_campaign_service_kind")),
    )
    op.create_index(op.f("ix_routes_campaign"), "routes", ["campaign"], unique=False)


def _who_is_being_asked() -> None:
    op.create_table(
        "respondents",
        sa.Column("address", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_respondents")),
    )
    op.create_table(
        "interviews",
        sa.Column("id", sa.String(length=11), nullable=False, comment="random: 64 bits"),
        sa.Column("address", sa.BigInteger(), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=True),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("cursor", sa.String(length=40), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("last", sa.String(length=40), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column(
            "message", sa.BigInteger(), nullable=True, comment="the message that shows the present question"
        ),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stage IN ('language', 'consent', 'asking', 'specifying')", name=op.f("ck_interviews_stage")
        ),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_interviews_campaign")),
        sa.ForeignKeyConstraint(["route"], ["routes.id"], name=op.f("fk_interviews_route")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
        sa.UniqueConstraint("address", "campaign", name=op.f("uq_interviews_address_campaign")),
    )
    op.create_index(op.f("ix_interviews_address"), "interviews", ["address"], unique=False)
    op.create_index(op.f("ix_interviews_campaign"), "interviews", ["campaign"], unique=False)
    op.create_table(
        "interview_answers",
        sa.Column("interview", sa.String(length=11), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview"], ["interviews.id"], name=op.f("fk_interview_answers_interview"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("interview", "item", name=op.f("pk_interview_answers")),
        sqlite_with_rowid=False,
    )


def _what_came_and_goes() -> None:
    op.create_table(
        "updates",
        sa.Column(
            "id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="a repeated update meets this key",
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_updates")),
    )
    op.create_index(op.f("ix_updates_day"), "updates", ["day"], unique=False)
    op.create_table(
        "dead_letters",
        sa.Column("update", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("update", name=op.f("pk_dead_letters")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("address", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="order within one turn"),
        sa.Column("interview", sa.String(length=11), nullable=True),
        sa.Column(
            "turn", sa.Integer(), nullable=True, comment="of the question that it shows, if it shows one"
        ),
        sa.Column(
            "message",
            sa.BigInteger(),
            nullable=True,
            comment="the message to change, where it was known at the commit",
        ),
        sa.Column("show", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "failed",
            sa.String(length=200),
            nullable=True,
            comment="why it was given up, and by then emptied; nothing while it waits",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )


def _who_took_part() -> None:
    op.create_table(
        "participations",
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column(
            "person",
            sa.String(length=64),
            nullable=False,
            comment="HMAC-SHA256(key of the campaign, address)",
        ),
        sa.Column("disposition", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "disposition IN ('complete', 'partial', 'refused', 'break_off')",
            name=op.f("ck_participations_disposition"),
        ),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_participations_campaign")),
        sa.PrimaryKeyConstraint("campaign", "person", name=op.f("pk_participations")),
        sqlite_with_rowid=False,
    )


def _what_was_answered() -> None:
    op.create_table(
        "pool",
        sa.Column("id", sa.String(length=32), nullable=False, comment="random: 128 bits"),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("disposition", sa.String(length=10), nullable=False),
        sa.Column(
            "seed",
            sa.BigInteger(),
            nullable=True,
            comment="of a trial only: elsewhere it would lead back to the interview",
        ),
        sa.Column(
            "answers", sa.JSON(), nullable=False, comment="waits here for a batch; then a row per answer"
        ),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_pool_campaign")),
        sa.ForeignKeyConstraint(["route"], ["routes.id"], name=op.f("fk_pool_route")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_pool_campaign"), "pool", ["campaign"], unique=False)
    op.create_table(
        "responses",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=20), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("route", sa.String(length=12), nullable=False, comment="the kind of route"),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("disposition", sa.String(length=10), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column(
            "stratum",
            sa.String(length=83),
            nullable=False,
            comment="sex|age|settlement|disability, - for unknown",
        ),
        sa.Column("folded", sa.Boolean(), nullable=False, comment="counted in the cube"),
        sa.CheckConstraint("disposition IN ('complete', 'partial')", name=op.f("ck_responses_disposition")),
        sa.ForeignKeyConstraint(["agency"], ["agencies.code"], name=op.f("fk_responses_agency")),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_responses_campaign")),
        sa.ForeignKeyConstraint(["service"], ["services.code"], name=op.f("fk_responses_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_responses_campaign"), "responses", ["campaign"], unique=False)
    op.create_index(
        "ix_responses_to_fold",
        "responses",
        ["campaign"],
        unique=False,
        sqlite_where=sa.text("folded IS 0"),
        postgresql_where=sa.text("folded IS false"),
    )
    op.create_table(
        "answers",
        sa.Column("response", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column(
            "code",
            sa.String(length=20),
            nullable=False,
            comment="a code; `skip`; `number` or `text` beside the value",
        ),
        sa.Column("number", sa.String(length=24), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["response"], ["responses.id"], name=op.f("fk_answers_response"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("response", "item", "code", name=op.f("pk_answers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counts",
        sa.Column("campaign", sa.String(length=83), nullable=False),
        sa.Column("agency", sa.String(length=83), nullable=False),
        sa.Column("service", sa.String(length=83), nullable=False),
        sa.Column("route", sa.String(length=83), nullable=False),
        sa.Column("region", sa.String(length=83), nullable=False),
        sa.Column("stratum", sa.String(length=83), nullable=False),
        sa.Column("item", sa.String(length=83), nullable=False),
        sa.Column("code", sa.String(length=83), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "campaign",
            "agency",
            "service",
            "route",
            "region",
            "stratum",
            "item",
            "code",
            name=op.f("pk_counts"),
        ),
        sqlite_with_rowid=False,
    )
