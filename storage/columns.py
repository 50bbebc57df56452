"""Decides what the columns and constraints of all tables have in common."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    String,
    false,
)

from surveys.coding import LANGUAGES

Id = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both: on SQLite only INTEGER is the row's own number, anything else brings a second B-tree."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, *values: str) -> CheckConstraint:
    """The column has one of these values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def names_in_all() -> list[Column[str]]:
    """A name in each language."""
    return [Column(language, String(200), nullable=False) for language in LANGUAGES]


def in_all(beginning: str, length: int) -> list[Column[str]]:
    """Words in each language, which may be missing."""
    return [Column(f"{beginning}_{language}", String(length)) for language in LANGUAGES]


def short_names() -> list[Column[str]]:
    """A short name in each language, where there is one: for tables and posters."""
    return in_all("short", 60)


def kk_checked() -> Column[bool]:
    """Whether the Kazakh name may be printed as it is."""
    return Column(
        "kk_checked",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="the Kazakh name was read by a native speaker or stands in a public source",
    )


def validity(table: str) -> list[Column[Any]]:
    """From when to when a row of the registry was valid, and what it has followed."""
    return [
        Column("valid_from", Date),
        Column("valid_to", Date),
        Column("predecessor", ForeignKey(f"{table}.code")),
    ]
