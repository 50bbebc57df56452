"""Decides what is kept, in which tables, under which constraints.

Three groups that never meet: who is being asked now (`respondents`, `interviews`, `interview_answers`, `outbox`), who
took part (`participations`, by a keyed hash), and what was answered (`pool`, `responses`, `answers`, `counts`). Only an
interview in progress knows both an address and answers, and completion erases it.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from surveys.coding import DISPOSITIONS, LANGUAGES, WITH_ANSWERS

CODE = 20
"""Characters of the longest code that a questionnaire can have (surveys/item.py)."""
STRATUM = 4 * CODE + 3
"""Characters of four codes with a bar between them."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _names() -> list[Column[str]]:
    return [Column(language, String(200), nullable=False) for language in LANGUAGES]


# The registry

regions = Table(
    "regions",
    metadata,
    Column("code", String(8), primary_key=True, comment="ISO 3166-2"),
    Column("kato", String(9), nullable=False, unique=True),
    *_names(),
)

agencies = Table(
    "agencies",
    metadata,
    Column("code", String(20), primary_key=True),
    *_names(),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("predecessor", ForeignKey("agencies.code")),
)

services = Table(
    "services",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("agency", ForeignKey("agencies.code"), nullable=False, index=True),
    *_names(),
)

offices = Table(
    "offices",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("agency", ForeignKey("agencies.code"), nullable=False, index=True),
    Column("region", ForeignKey("regions.code")),
    *_names(),
)

# What is asked

questionnaires = Table(
    "questionnaires",
    metadata,
    Column(
        "fingerprint", String(64), primary_key=True, comment="SHA-256 of what a respondent can see and do"
    ),
    Column("id", String(40), nullable=False, index=True),
    Column("yaml", Text, nullable=False, comment="the exact file that was published"),
    Column("resolved", JSON, nullable=False, comment="with scales and core items filled in"),
    Column("published_on", Date, nullable=False),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String(40), primary_key=True),
    *_names(),
    Column("questionnaire", ForeignKey("questionnaires.fingerprint"), nullable=False),
    Column("panel", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date),
    _one_of("panel", "citizens", "cso"),
    _one_of("state", "draft", "open", "paused", "closed"),
)

routes = Table(
    "routes",
    metadata,
    Column("id", String(32), primary_key=True, comment="the payload of the link"),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("service", ForeignKey("services.code"), nullable=False),
    Column("kind", String(12), nullable=False),
    UniqueConstraint("campaign", "service", "kind"),
    _one_of("kind", "qr", "link", "token", "invitation", "trial"),
)

# Who is being asked now

respondents = Table(
    "respondents",
    metadata,
    Column("address", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(3), nullable=False),
)

interviews = Table(
    "interviews",
    metadata,
    Column("id", String(11), primary_key=True, comment="random: 64 bits"),
    Column("address", BigInteger, nullable=False, index=True),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("route", ForeignKey("routes.id"), nullable=False),
    Column("language", String(3)),
    Column("stage", String(10), nullable=False),
    Column("cursor", String(40)),
    Column("turn", Integer, nullable=False),
    Column("page", Integer, nullable=False),
    Column("draft", JSON, nullable=False),
    Column("last", String(40), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("message", BigInteger, comment="the message that shows the present question"),
    Column("touched_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("address", "campaign"),
    _one_of("stage", "language", "consent", "asking", "specifying"),
)

interview_answers = Table(
    "interview_answers",
    metadata,
    Column("interview", ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
    Column("item", String(40), primary_key=True),
    Column("answer", JSON, nullable=False),
    sqlite_with_rowid=False,
)

updates = Table(
    "updates",
    metadata,
    Column(
        "id", BigInteger, primary_key=True, autoincrement=False, comment="a repeated update meets this key"
    ),
    Column("day", Date, nullable=False, index=True),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("update", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", String(200), nullable=False),
    Column("day", Date, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("address", BigInteger, nullable=False),
    Column("place", Integer, nullable=False, comment="order within one turn"),
    Column("interview", String(11)),
    Column("turn", Integer, comment="of the question that it shows, if it shows one"),
    Column("message", BigInteger, comment="the message to change, where it was known at the commit"),
    Column("show", JSON, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("failed", String(200), comment="why it was given up, and by then emptied; nothing while it waits"),
)

# Who took part

participations = Table(
    "participations",
    metadata,
    Column("campaign", ForeignKey("campaigns.id"), primary_key=True),
    Column("person", String(64), primary_key=True, comment="HMAC-SHA256(key of the campaign, address)"),
    Column("disposition", String(10), nullable=False),
    Column("day", Date, nullable=False),
    _one_of("disposition", *DISPOSITIONS),
    sqlite_with_rowid=False,
)

# What was answered

pool = Table(
    "pool",
    metadata,
    Column("id", String(32), primary_key=True, comment="random: 128 bits"),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("route", ForeignKey("routes.id"), nullable=False),
    Column("language", String(3), nullable=False),
    Column("disposition", String(10), nullable=False),
    Column("seed", BigInteger, comment="of a trial only: elsewhere it would lead back to the interview"),
    Column("answers", JSON, nullable=False, comment="waits here for a batch; then a row per answer"),
    sqlite_with_rowid=False,
)

responses = Table(
    "responses",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("agency", ForeignKey("agencies.code"), nullable=False),
    Column("service", ForeignKey("services.code"), nullable=False),
    Column("route", String(12), nullable=False, comment="the kind of route"),
    Column("language", String(3), nullable=False),
    Column("disposition", String(10), nullable=False),
    Column("region", String(CODE), nullable=False),
    Column(
        "stratum", String(STRATUM), nullable=False, comment="sex|age|settlement|disability, - for unknown"
    ),
    Column("folded", Boolean, nullable=False, comment="counted in the cube"),
    _one_of("disposition", *WITH_ANSWERS),
    sqlite_with_rowid=False,
)

Index(
    "ix_responses_to_fold",
    responses.c.campaign,
    sqlite_where=responses.c.folded.is_(False),
    postgresql_where=responses.c.folded.is_(False),
)

answers = Table(
    "answers",
    metadata,
    Column("response", ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True),
    Column("item", String(40), primary_key=True),
    Column(
        "code", String(CODE), primary_key=True, comment="a code; `skip`; `number` or `text` beside the value"
    ),
    Column("number", String(24)),
    Column("text", Text),
    sqlite_with_rowid=False,
)

counts = Table(
    "counts",
    metadata,
    *(
        Column(name, String(STRATUM), primary_key=True)
        for name in ("campaign", "agency", "service", "route", "region", "stratum", "item", "code")
    ),
    Column("n", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
