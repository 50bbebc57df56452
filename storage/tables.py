"""Decides what is kept, in which tables, under which constraints.

Three groups that never meet: who is being asked now (`interviews`, `outbox`: sealed, under keys that lie outside), who
took part (`participations`, by a keyed hash), and what was answered (`responses`, a row each, without any time finer
than a week). What knows both an address and answers is sealed, and goes when the batch is mixed that it waits for.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

from storage.columns import Id, in_all, metadata, names_in_all, one_of
from storage.registry_tables import agencies, offices, services
from surveys.coding import DISPOSITIONS, WITH_ANSWERS

CODE = 20
"""Characters of the longest code that a questionnaire can have (surveys/item.py)."""

OPEN = 0
"""The slot of an interview in progress; above it stand those that have ended, below it those that were put aside."""

NOWHERE = 0
"""What stands for the message of a question that was given up: the channel numbers from 1."""


# What is asked

questionnaires = Table(
    "questionnaires",
    metadata,
    Column(
        "fingerprint", String(64), primary_key=True, comment="SHA-256 of what a respondent can see and do"
    ),
    Column(
        "number", Integer, nullable=False, unique=True, comment="what a response is kept under, in two bytes"
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
    *names_in_all(),
    Column("questionnaire", ForeignKey("questionnaires.fingerprint"), nullable=False),
    Column("panel", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date),
    Column("closed_on", Date),
    Column("target", Integer, comment="complete responses that are hoped for"),
    Column("results_on", Date, comment="when its results are to be public"),
    *in_all("results_where", 200),
    *in_all("contact", 200),
    Column("forgotten_on", Date, comment="its key was destroyed: nobody can tell any more who took part"),
    Column(
        "archived",
        String(64),
        comment="SHA-256 of what its archive holds; none while rows have changed since",
    ),
    one_of("panel", "citizens", "cso"),
    one_of("state", "draft", "open", "paused", "closed"),
)

routes = Table(
    "routes",
    metadata,
    Column("id", String(32), primary_key=True, comment="the payload of the link"),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("service", ForeignKey(services.c.code), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("office", ForeignKey(offices.c.code), comment="where the poster hangs"),
    UniqueConstraint("campaign", "service", "kind", "office"),
    one_of("kind", "qr", "link", "token", "invitation", "panel", "web", "trial"),
)

EVERYWHERE = routes.c.office.is_(literal_column("NULL"))
"""A route of no office: written out, as with HAS_ENDED below."""

Index(
    "ix_routes_everywhere",
    routes.c.campaign,
    routes.c.service,
    routes.c.kind,
    unique=True,
    sqlite_where=EVERYWHERE,
    postgresql_where=EVERYWHERE,
)

tokens = Table(
    "tokens",
    metadata,
    Column("token", LargeBinary(32), primary_key=True, comment="SHA-256 of the link's secret"),
    Column("route", ForeignKey("routes.id"), nullable=False, index=True),
    Column("expires", Integer, nullable=False, comment="its last day, since 1970"),
    Column("used", Boolean, nullable=False, comment="somebody has begun with it"),
    sqlite_with_rowid=False,
)

# Who is being asked now

interviews = Table(
    "interviews",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False, comment="random: 63 bits"),
    Column("person", Id, nullable=False, comment="HMAC under a week's key of channel and address"),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False),
    Column(
        "slot",
        Id,
        nullable=False,
        comment="0 while it is open, its id once it has ended, less than 0 put aside: one open of each person",
    ),
    Column("turn", Integer, nullable=False, comment="of the present question"),
    Column("message", Id, comment="the message that shows the present question"),
    Column("day", Integer, nullable=False, comment="of the key that it is sealed under, since 1970"),
    Column("marked", Boolean, nullable=False, comment="its participation is written, its response not yet"),
    Column("sealed", LargeBinary, nullable=False, comment="address, route, answers, cursor: the whole state"),
    UniqueConstraint("person", "campaign", "slot"),
    postgresql_with={"fillfactor": 50},  # every turn writes its row anew
)

HAS_ENDED = interviews.c.slot > literal_column("0")
"""Written out, so that both databases see that the index below is meant."""

Index("ix_interviews_ended", interviews.c.campaign, sqlite_where=HAS_ENDED, postgresql_where=HAS_ENDED)

updates = Table(
    "updates",
    metadata,
    Column("bot", Id, primary_key=True, autoincrement=False),
    Column("update", Id, primary_key=True, autoincrement=False, comment="a repeated update meets this key"),
    Column("hour", Integer, nullable=False, index=True, comment="since 1970: forgotten after two days"),
    sqlite_with_rowid=False,
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("bot", Id, primary_key=True, autoincrement=False),
    Column("update", Id, primary_key=True, autoincrement=False),
    Column("reason", String(200), nullable=False),
    Column("day", Date, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("bot", Id, primary_key=True, autoincrement=False),
    Column(
        "update",
        Id,
        primary_key=True,
        autoincrement=False,
        comment="one row holds all that a turn has to show",
    ),
    Column("day", Integer, nullable=False, comment="of the key that it is sealed under"),
    Column("created", Integer, nullable=False, comment="seconds since 1970"),
    Column("owner", Id, nullable=False, comment="the process that shows it"),
    Column(
        "leased_until",
        Integer,
        nullable=False,
        comment="seconds since 1970; then another process may show it",
    ),
    Column("failed", String(200), comment="why it was given up, and by then emptied; nothing while it waits"),
    Column("sealed", LargeBinary, nullable=False, comment="address, interview, messages to change, shows"),
    sqlite_with_rowid=False,
)

polls = Table(
    "polls",
    metadata,
    Column("bot", Id, primary_key=True, autoincrement=False),
    Column("taken", Id, nullable=False, comment="seconds since 1970: when it could be heard last, roughly"),
)

# Who took part

participations = Table(
    "participations",
    metadata,
    Column("campaign", ForeignKey("campaigns.id"), primary_key=True),
    Column(
        "person",
        String(64),
        primary_key=True,
        comment="HMAC-SHA256(key of the campaign; channel, address, service)",
    ),
    Column(
        "disposition",
        String(10),
        nullable=False,
        comment="complete: answers are in, of a partial interview too, which alone in its batch would be known",
    ),
    one_of("disposition", *DISPOSITIONS),
    sqlite_with_rowid=False,
)

# What was answered

responses = Table(
    "responses",
    metadata,
    Column("id", LargeBinary(16), nullable=False, comment="random: 128 bits"),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False),
    Column("agency", ForeignKey(agencies.c.code), nullable=False),
    Column("service", ForeignKey(services.c.code), nullable=False),
    Column("office", String(CODE)),
    Column("route", String(12), nullable=False, comment="the kind of route"),
    Column("mode", String(12), nullable=False),
    Column("panel", String(10), nullable=False),
    Column("region", String(CODE)),
    Column("language", String(3), nullable=False),
    Column("disposition", String(10), nullable=False),
    Column("week", Integer, comment="ISO year and week of the fieldwork, 202648; no finer time is kept"),
    Column("duration", Integer, nullable=False, comment="class of active seconds for each answered item"),
    Column("flags", Integer, nullable=False, comment="bits of quality flags"),
    Column(
        "withdrawal", LargeBinary(32), comment="SHA-256 of the receipt's secret; only its holder has that"
    ),
    Column("version", ForeignKey("questionnaires.number"), nullable=False),
    Column("answers", LargeBinary, nullable=False, comment="a byte for each option of the version"),
    Column("beside", JSON(none_as_null=True), comment="numbers, days, words, codes from outside the version"),
    PrimaryKeyConstraint("campaign", "id"),  # a campaign is read whole, and needs no index of its own
    one_of("disposition", *WITH_ANSWERS),
    one_of("panel", "citizens", "cso"),
    sqlite_with_rowid=False,
)

imports = Table(
    "imports",
    metadata,
    Column("sha256", String(64), primary_key=True, comment="of the file: it cannot be imported twice"),
    Column("campaign", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("mode", String(12), nullable=False),
    Column("day", Date, nullable=False),
    Column("rows", Integer, nullable=False, comment="responses that are in so far"),
    Column("complete", Boolean, nullable=False, comment="until then its responses count for nothing"),
    Column("first", LargeBinary(16), nullable=False, comment="its responses are those with ids from here"),
    Column("last", LargeBinary(16), nullable=False, comment="to here"),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("withdrawal", LargeBinary(32), primary_key=True, comment="the hash of a receipt, nothing else"),
    Column("applied", Boolean, nullable=False, comment="no response has it any more"),
    sqlite_with_rowid=False,
)

# What was published of it

releases = Table(
    "releases",
    metadata,
    Column("campaign", ForeignKey("campaigns.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="from 1, in order"),
    Column("day", Date, nullable=False),
    Column("closing", Boolean, nullable=False, comment="made after the close, with all tables"),
    Column("method", String(40), nullable=False),
    Column("sha256", String(64), nullable=False, comment="of the text that is published"),
    Column("published", Text, nullable=False, comment="all tables, as canonical JSON"),
    Column(
        "ledger", Text, nullable=False, comment="JSON: what the next release must protect; never published"
    ),
)

# What happened, without anybody

counters = Table(
    "counters",
    metadata,
    Column("campaign", ForeignKey("campaigns.id"), primary_key=True),
    *(Column(name, String(40), primary_key=True) for name in ("service", "route")),
    Column("day", Integer, primary_key=True, comment="since 1970"),
    Column("hour", Integer, primary_key=True, comment="of the day, UTC"),
    *(Column(name, String(40), primary_key=True) for name in ("step", "item")),
    Column("n", BigInteger, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
