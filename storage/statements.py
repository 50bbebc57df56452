"""Decides how the statements of a turn are written: in SQLAlchemy Core, compiled once for each dialect."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Dialect, Subquery, Table, any_, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.asyncpg import dialect as postgresql_dialect
from sqlalchemy.dialects.sqlite.aiosqlite import dialect as sqlite_dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.types import TypeEngine

Build = Callable[[str], ClauseElement]
"""Makes a statement for the dialect of this name: `sqlite` or `postgresql`."""
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as the driver takes it: its text, the names of its values in their places, and those it brings.

    `take` puts values in their places. `columns`: the names of which it takes a list, the values of all rows.
    """

    text: str
    names: tuple[str, ...]
    own: Mapping[str, Any]
    take: Callable[[Values], tuple[Any, ...]]
    columns: frozenset[str] = frozenset()

    def placed(self, values: Values, rest: Values | None = None) -> tuple[Any, ...]:
        """The values in their places, of those that are missing what is in the `rest`. KeyError for one in neither."""
        return self.take({**(self.own if rest is None else rest), **values})

    def by_column(self, rows: Sequence[Values], same: Values) -> list[Any]:
        """The values of all rows in their places."""
        return [[row[name] for row in rows] if name in self.columns else same[name] for name in self.names]


@cache
def compiled(build: Build, dialect: str) -> Compiled:
    """The statement for this dialect, compiled at its first use."""
    known: Dialect = sqlite_dialect() if dialect == "sqlite" else postgresql_dialect()  # type: ignore[no-untyped-call]
    found = build(dialect).compile(dialect=known, compile_kwargs={"render_postcompile": True})
    own = {name: value for name, value in found.params.items() if value is not None}
    names = tuple(getattr(found, "positiontup", None) or ())
    binds = getattr(found, "binds", {})
    columns = frozenset(name for name in names if name in binds and isinstance(binds[name].type, ARRAY))
    return Compiled(str(found), names, own, _taking(names), columns)


def _taking(names: tuple[str, ...]) -> Callable[[Values], tuple[Any, ...]]:
    """Takes the values of these names, in this order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


def listed(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column` IN the list of numbers or texts called `name`: one value, whatever its length. Give it by `a_list`."""
    if dialect == "sqlite":
        found = func.json_each(bindparam(name)).table_valued("value")
        return column.in_(select(found.c.value))
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def given_rows(**types: TypeEngine[Any]) -> Subquery:
    """On PostgreSQL, the rows that `many` is given, as a table of these columns: one statement for all of them."""
    columns = (func.unnest(bindparam(name, type_=ARRAY(kind))).label(name) for name, kind in types.items())
    return select(*columns).subquery()


def inserting(dialect: str, table: Table, *columns: str, same: Sequence[str] = ()) -> Any:
    """INSERT of the rows that `many` is given, into these columns; on PostgreSQL all by one statement.

    `same`: further columns, whose value is given once for all rows: a list of it would cost as much as any other.
    """
    if dialect == "sqlite":
        return sqlite.insert(table).values({name: bindparam(name) for name in (*columns, *same)})
    given = given_rows(**{name: table.c[name].type for name in columns})
    once = (bindparam(name, type_=table.c[name].type) for name in same)
    return postgresql.insert(table).from_select([*columns, *same], select(given, *once))


def updating(dialect: str, table: Table, key: str, *columns: str) -> ClauseElement:
    """UPDATE of these columns in the rows that `many` is given, found by `key`; on PostgreSQL all by one statement."""
    if dialect == "sqlite":
        given: Any = {name: bindparam(name) for name in (key, *columns)}
    else:
        given = given_rows(**{name: table.c[name].type for name in (key, *columns)}).c
    return update(table).where(table.c[key] == given[key]).values({name: given[name] for name in columns})
