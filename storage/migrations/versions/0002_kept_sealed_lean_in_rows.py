"""What is kept: sealed, lean, in rows

Why: a copy of the database must link nobody. Whatever knows an address or an unfinished answer is sealed under a key
that lies outside; people are looked up by a hash. A response is one row of bytes instead of a row for each answer and
a cube of counts, which was microdata too and larger. Keys are whole numbers, the outbox has one row a turn.

Nothing is lost without a word: open interviews, what waits to be shown, dead letters, participations, responses and
what waited for a batch are carried over (storage/migrations/from_0001), or the upgrade is refused. By decision these
go: the language of people who are in no interview, on what day somebody took part, updates older than two days, and
the cube, which the rows give again. On what day a campaign was closed nobody noted: it counts as closed today, so
that its key lives for the time that the manual promises.

What is unknown of old rows says so: week and receipt are empty, the class of duration is 0.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.database import StorageError
from storage.migrations.from_0001 import people, responses
from storage.migrations.outside import Outside

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REPLACED = ("interviews", "updates", "dead_letters", "outbox", "participations", "responses")
"""Tables that are made anew under the same name."""
_GOING = ("interview_answers", "respondents", "answers", "counts", "pool")
"""Tables that have no successor of their name; some are children of those above."""
_OF_PEOPLE = ("interviews", "updates", "dead_letters", "outbox", "responses", "pool", "participations")


def upgrade() -> None:
    connection = op.get_bind()
    outside: Outside | None = op.get_context().opts["outside"]
    if missing := {*_REPLACED, *_GOING, "questionnaires", "campaigns"} - set(
        sa.inspect(connection).get_table_names()
    ):
        raise StorageError(
            f"the database says that it has schema 0001, but lacks {', '.join(sorted(missing))}: restore a backup"
        )
    if outside is None and any(_filled(connection, table) for table in _OF_PEOPLE):
        raise StorageError(
            "this upgrade seals what is kept of people: it needs the folder of keys, the day and a source of chance"
        )
    for table in _REPLACED:
        _set_aside(connection, table)
    _number_questionnaires(connection)
    _say_when_campaigns_ended(connection, outside)
    new = {"interviews": _interviews(), **_what_comes_and_goes(), "participations": _participations()}
    staged, new["responses"] = _responses("staged_responses", []), _responses_for_good()
    _withdrawals_and_counters()
    if outside is not None:
        people.carry_interviews(connection, new["interviews"], outside)
        people.carry_outbox(connection, new["outbox"], outside)
        people.carry_updates(connection, new["updates"], outside)
        people.carry_dead_letters(connection, new["dead_letters"], outside)
        people.carry_participations(connection, new["participations"])
        responses.carry_responses(connection, new["responses"], staged, outside)
    for table in (*_GOING, *(f"old_{table}" for table in _REPLACED), "staged_responses"):
        op.drop_table(table)


def _filled(connection: sa.Connection, table: str) -> bool:
    return connection.scalar(sa.select(sa.literal(1)).select_from(sa.table(table)).limit(1)) is not None


def _set_aside(connection: sa.Connection, table: str) -> None:
    """Renames a table and what stands in the way of the new one's names: indexes, and constraints that are indexes."""
    inspector = sa.inspect(connection)
    indexes = [
        index["name"] for index in inspector.get_indexes(table) if "duplicates_constraint" not in index
    ]
    keys = [inspector.get_pk_constraint(table)["name"]]
    keys += [unique["name"] for unique in inspector.get_unique_constraints(table)]
    if connection.dialect.name == "sqlite":  # where an index cannot be renamed
        for name in indexes:
            op.drop_index(str(name), table)
    else:
        for name in indexes:
            op.execute(f"ALTER INDEX {name} RENAME TO old_{name}")
        for name in keys:
            op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {name} TO old_{name}")
    op.rename_table(table, f"old_{table}")


def _number_questionnaires(connection: sa.Connection) -> None:
    """1 to n in the order in which they were published.

    SQLite cannot add such a column: there the table is made anew under its name, so that what refers to it still does.
    """
    columns = (
        sa.Column(
            "fingerprint",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of what a respondent can see and do",
        ),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="what a response is kept under, in two bytes"
        ),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("yaml", sa.Text(), nullable=False, comment="the exact file that was published"),
        sa.Column("resolved", sa.JSON(), nullable=False, comment="with scales and core items filled in"),
        sa.Column("published_on", sa.Date(), nullable=False),
    )
    known = sa.table("questionnaires", *(sa.column(column.name, column.type) for column in columns))
    kept = sa.select(*(known.c[column.name] for column in columns if column.name != "number"))
    rows = connection.execute(kept.order_by(known.c.published_on, known.c.fingerprint)).mappings().all()
    numbered = [{**row, "number": number} for number, row in enumerate(rows, start=1)]
    if connection.dialect.name == "sqlite":
        op.drop_table("questionnaires")
        op.create_table(
            "questionnaires",
            *columns,
            sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_questionnaires")),
            sa.UniqueConstraint("number", name=op.f("uq_questionnaires_number")),
        )
        op.create_index(op.f("ix_questionnaires_id"), "questionnaires", ["id"], unique=False)
        for row in numbered:
            connection.execute(known.insert(), row)
        return
    op.add_column("questionnaires", sa.Column("number", sa.Integer(), comment=columns[1].comment))
    for row in numbered:
        same = known.c.fingerprint == row["fingerprint"]
        connection.execute(known.update().where(same).values(number=row["number"]))
    op.alter_column("questionnaires", "number", nullable=False)
    op.create_unique_constraint(op.f("uq_questionnaires_number"), "questionnaires", ["number"])


def _say_when_campaigns_ended(connection: sa.Connection, outside: Outside | None) -> None:
    op.add_column("campaigns", sa.Column("closed_on", sa.Date()))
    forgotten = "its key was destroyed: nobody can tell any more who took part"
    op.add_column("campaigns", sa.Column("forgotten_on", sa.Date(), comment=forgotten))
    if outside is not None:
        campaigns = sa.table("campaigns", sa.column("state"), sa.column("closed_on", sa.Date))
        ended = campaigns.update().where(campaigns.c.state == "closed")
        connection.execute(ended.values(closed_on=outside.today))


def _number() -> Any:
    """64 bits; on SQLite only INTEGER is the row's own number."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str, comment: str | None = None) -> sa.Column[int]:
    return sa.Column(name, _number(), autoincrement=False, nullable=False, comment=comment)


def _interviews() -> sa.Table:
    made = op.create_table(
        "interviews",
        _key("id", "random: 63 bits"),
        sa.Column(
            "person", _number(), nullable=False, comment="HMAC under a week's key of channel and address"
        ),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column(
            "slot",
            _number(),
            nullable=False,
            comment="0 while it is open, its id once it has ended, less than 0 put aside: one open of each person",
        ),
        sa.Column("turn", sa.Integer(), nullable=False, comment="of the present question"),
        sa.Column("message", _number(), nullable=True, comment="the message that shows the present question"),
        sa.Column(
            "day", sa.Integer(), nullable=False, comment="of the key that it is sealed under, since 1970"
        ),
        sa.Column(
            "marked",
            sa.Boolean(),
            nullable=False,
            comment="its participation is written, its response not yet",
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="address, route, answers, cursor: the whole state",
        ),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_interviews_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
        sa.UniqueConstraint("person", "campaign", "slot", name=op.f("uq_interviews_person_campaign_slot")),
    )
    op.create_index(
        "ix_interviews_ended",
        "interviews",
        ["campaign"],
        unique=False,
        sqlite_where=sa.text("slot > 0"),
        postgresql_where=sa.text("slot > 0"),
    )
    return made


def _what_comes_and_goes() -> dict[str, sa.Table]:
    updates = op.create_table(
        "updates",
        _key("bot"),
        _key("update", "a repeated update meets this key"),
        sa.Column("hour", sa.Integer(), nullable=False, comment="since 1970: forgotten after two days"),
        sa.PrimaryKeyConstraint("bot", "update", name=op.f("pk_updates")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_updates_hour"), "updates", ["hour"], unique=False)
    dead_letters = op.create_table(
        "dead_letters",
        _key("bot"),
        _key("update"),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("bot", "update", name=op.f("pk_dead_letters")),
    )
    outbox = op.create_table(
        "outbox",
        _key("bot"),
        _key("update", "one row holds all that a turn has to show"),
        sa.Column("day", sa.Integer(), nullable=False, comment="of the key that it is sealed under"),
        sa.Column("created", sa.Integer(), nullable=False, comment="seconds since 1970"),
        sa.Column("owner", _number(), nullable=False, comment="the process that shows it"),
        sa.Column(
            "leased_until",
            sa.Integer(),
            nullable=False,
            comment="seconds since 1970; then another process may show it",
        ),
        sa.Column(
            "failed",
            sa.String(length=200),
            nullable=True,
            comment="why it was given up, and by then emptied; nothing while it waits",
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="address, interview, messages to change, shows",
        ),
        sa.PrimaryKeyConstraint("bot", "update", name=op.f("pk_outbox")),
        sqlite_with_rowid=False,
    )
    return {"updates": updates, "dead_letters": dead_letters, "outbox": outbox}


def _participations() -> sa.Table:
    return op.create_table(
        "participations",
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column(
            "person",
            sa.String(length=64),
            nullable=False,
            comment="HMAC-SHA256(key of the campaign; channel, address, service)",
        ),
        sa.Column(
            "disposition",
            sa.String(length=10),
            nullable=False,
            comment="complete: answers are in, of a partial interview too, which alone in its batch would be known",
        ),
        sa.CheckConstraint(
            "disposition IN ('complete', 'partial', 'refused', 'break_off')",
            name=op.f("ck_participations_disposition"),
        ),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_participations_campaign")),
        sa.PrimaryKeyConstraint("campaign", "person", name=op.f("pk_participations")),
        sqlite_with_rowid=False,
    )


def _responses_for_good() -> sa.Table:
    return _responses(
        "responses",
        [
            sa.CheckConstraint(
                "disposition IN ('complete', 'partial')", name=op.f("ck_responses_disposition")
            ),
            sa.CheckConstraint("panel IN ('citizens', 'cso')", name=op.f("ck_responses_panel")),
            sa.ForeignKeyConstraint(["agency"], ["agencies.code"], name=op.f("fk_responses_agency")),
            sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_responses_campaign")),
            sa.ForeignKeyConstraint(["service"], ["services.code"], name=op.f("fk_responses_service")),
            sa.ForeignKeyConstraint(
                ["version"], ["questionnaires.number"], name=op.f("fk_responses_version")
            ),
            sa.PrimaryKeyConstraint("campaign", "id", name=op.f("pk_responses")),
        ],
    )


def _responses(name: str, constraints: list[sa.Constraint]) -> sa.Table:
    """PostgreSQL keeps rows in the order in which they come: `staged_responses` is where they wait for the shuffle."""
    return op.create_table(
        name,
        sa.Column("id", sa.LargeBinary(length=16), nullable=False, comment="random: 128 bits"),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=20), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=20), nullable=True),
        sa.Column("route", sa.String(length=12), nullable=False, comment="the kind of route"),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("panel", sa.String(length=10), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=True),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("disposition", sa.String(length=10), nullable=False),
        sa.Column(
            "week",
            sa.Integer(),
            nullable=True,
            comment="ISO year and week of the fieldwork, 202648; no finer time is kept",
        ),
        sa.Column(
            "duration", sa.Integer(), nullable=False, comment="class of active seconds for each answered item"
        ),
        sa.Column("flags", sa.Integer(), nullable=False, comment="bits of quality flags"),
        sa.Column(
            "withdrawal",
            sa.LargeBinary(length=32),
            nullable=True,
            comment="SHA-256 of the receipt's secret; only its holder has that",
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "answers", sa.LargeBinary(), nullable=False, comment="a byte for each option of the version"
        ),
        sa.Column(
            "beside",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="numbers, days, words, codes from outside the version",
        ),
        *constraints,
        sqlite_with_rowid=not constraints,
    )


def _withdrawals_and_counters() -> None:
    op.create_table(
        "withdrawals",
        sa.Column(
            "withdrawal",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="the hash of a receipt, nothing else",
        ),
        sa.Column("applied", sa.Boolean(), nullable=False, comment="no response has it any more"),
        sa.PrimaryKeyConstraint("withdrawal", name=op.f("pk_withdrawals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counters",
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False, comment="since 1970"),
        sa.Column("hour", sa.Integer(), nullable=False, comment="of the day, UTC"),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.id"], name=op.f("fk_counters_campaign")),
        sa.PrimaryKeyConstraint(
            *("campaign", "service", "route", "day", "hour", "step", "item"), name=op.f("pk_counters")
        ),
        sqlite_with_rowid=False,
    )
