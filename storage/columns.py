"""Decides what the columns and constraints of all tables have in common."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, MetaData, String

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
