"""Decides what is taken from rows: counts and sums by cell, all of them whole numbers, so that parts simply add.

The only reader of rows. It is one expression, compiled in PostgreSQL's words, and the text runs as it is on DuckDB, on
PostgreSQL, on SQLite and on ClickHouse (with cast_keep_nullable=1). A cell is an agency with whatever else is asked
for: a region, an age. Of an item every value is counted, and what follows from counts is not asked for again: bases,
means, spreads, shares, quantiles. Composites and products of two items do not follow, and are summed where wanted.
Nothing is divided and nothing is a fraction, so the same rows give the same bits in any order, on any engine, from any
number of files.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    TableClause,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
    null,
    select,
    table,
)
from sqlalchemy.dialects import postgresql

from storage.archive import read_about
from storage.archive_columns import ArchiveColumn
from surveys.coding import RESPONSES, UNKNOWN, WITH_ANSWERS

ROWS = "responses"
"""What the table of rows is called in the text."""

GIVEN, LEFT = "given", "left"
"""People who gave a code; of an option that can be ticked, people who were offered it and left it."""
COMPOSITE, PRODUCT = "composite", "product"


Ask = Callable[[str], pd.DataFrame]
"""A text -> a table as pandas knows it."""
Judged = Callable[[TableClause, Sequence[ArchiveColumn]], Mapping[str, ColumnElement[bool]]]
"""Rows -> what is said of each, by the name that it is a key by."""


class Label(NamedTuple):
    """What a column of sums says. `what`: one of the words above. `code`: a code, or the name of a sum."""

    what: str
    item: str
    code: str


@dataclass(frozen=True, slots=True)
class Composite:
    """The mean of the scores of several items, for people who answered at least `least` of them.

    `scores`: of each item by code, whole numbers: scores that are not are multiplied by a power of ten before.
    `products`: also what is needed for the covariances of every two of the items.
    """

    name: str
    scores: Mapping[str, Mapping[str, int]]
    least: int
    products: bool = False


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums by cell. `sums`: a row a cell (the index: `keys`, UNKNOWN where there is none), a column a Label, int64.

    `values`: for each item that any value can be given to (numbers, days, codes of the registry): the keys, `value`, n.
    A number is a whole one, the answer times 10 ** `decimals`.
    """

    keys: tuple[str, ...]
    sums: pd.DataFrame
    values: Mapping[str, pd.DataFrame]
    decimals: Mapping[str, int] = field(default_factory=dict)


def read_moments(
    files: Sequence[Path],
    keys: Sequence[str] = ("agency",),
    *,
    composites: Sequence[Composite] = (),
    judged: Judged | None = None,
    threads: int | None = None,
) -> Moments:
    """The moments of one archive, or of several that are parts of one whole. StorageError for a file that is none.

    `judged`: columns that are worked out of each row, by which there can be cells as by any other.
    """
    opened = _opened(files, threads)
    return added(
        [moments_of(columns, keys, ask, composites=composites, judged=judged) for columns, ask in opened]
    )


def read_rows(
    files: Sequence[Path], question: Callable[[TableClause, Sequence[ArchiveColumn]], Select[Any]]
) -> pd.DataFrame:
    """What another grouped question finds; a part of several files answers by itself, and its rows stand below."""
    found = [ask(as_text(question(rows_table(about), about))) for about, ask in _opened(files, None)]
    return pd.concat(found, ignore_index=True)


def _opened(files: Sequence[Path], threads: int | None) -> Iterator[tuple[list[ArchiveColumn], Ask]]:
    """Files of the same columns are one table, whose fine cells are made once."""
    config: dict[str, Any] = {} if threads is None else {"threads": threads}
    alike: dict[tuple[ArchiveColumn, ...], list[tuple[Path, tuple[ArchiveColumn, ...]]]] = {}
    for file in files:
        about = read_about(file)
        alike.setdefault(tuple(replace(each, values=()) for each in about), []).append((file, about))
    with duckdb.connect(config=config) as engine:
        for parts in alike.values():
            engine.read_parquet([str(file) for file, _ in parts]).create_view(ROWS, replace=True)
            yield _together([about for _, about in parts]), lambda text: engine.execute(text).df()


def _together(abouts: Sequence[tuple[ArchiveColumn, ...]]) -> list[ArchiveColumn]:
    """Columns that differ in their values only, with the values of all."""
    return [
        replace(each[0], values=tuple(sorted({value for part in each for value in part.values})))
        for each in zip(*abouts, strict=True)
    ]


def moments_of(
    about: Sequence[ArchiveColumn],
    keys: Sequence[str],
    ask: Ask,
    *,
    composites: Sequence[Composite] = (),
    judged: Judged | None = None,
) -> Moments:
    """The moments of rows that some engine holds in a table ROWS."""
    plain = rows_table(about)
    rows = plain if judged is None else _with(plain, judged(plain, about))
    measures = dict(_measures(rows, about, composites))
    sums = _by_cell(ask(as_text(query(rows, keys, list(measures.values())))), keys)
    sums.columns = pd.MultiIndex.from_tuples(list(measures), names=Label._fields)
    values = {}
    for each in about:
        if each.kind in {"open", "number"}:
            here = rows.c[each.name].is_not(None)
            found = ask(as_text(query(rows, (*keys, each.name), [func.count()], here)))
            found.columns = pd.Index([*keys, "value", "n"])
            cells = found[list(keys)].fillna(UNKNOWN)
            values[each.item] = found.assign(**cells).sort_values([*keys, "value"], ignore_index=True)
    decimals = {each.item: each.decimals for each in about if each.kind == "number"}
    return Moments(tuple(keys), sums.sort_index(), values, decimals)


def _with(rows: TableClause, judgements: Mapping[str, ColumnElement[bool]]) -> FromClause:
    """The rows with a column of 0 and 1 for each judgement."""
    told = [
        case((judgement, literal_column("'1'")), else_=literal_column("'0'")).label(name)
        for name, judgement in judgements.items()
    ]
    return select(*rows.c, *told).subquery("judged")


def rows_table(about: Iterable[ArchiveColumn]) -> TableClause:
    """The rows as the text knows them."""
    return table(ROWS, *(column(each.name) for each in about))


def query(
    rows: FromClause,
    keys: Sequence[str],
    measures: Sequence[ColumnElement[int]],
    where: ColumnElement[bool] | None = None,
) -> Select[Any]:
    """The one expression: these measures of the rows of each cell."""
    cells = [rows.c[key] for key in keys]
    named = [measure.label(f"m{place}") for place, measure in enumerate(measures)]
    found = select(*cells, *named).select_from(rows).group_by(*cells)
    return found if where is None else found.where(where)


def largest(counted: Select[Any], key: str) -> Select[Any]:
    """Of each of these the largest count of its finer cells, as n. `counted`: a `query` of one measure."""
    cells = counted.subquery("cells")
    return select(cells.c[key], func.max(cells.c.m0).label("n")).group_by(cells.c[key])


def as_text(statement: Select[Any]) -> str:
    """The text of a statement, which names no parameter: its only literals are codes and whole numbers."""
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def added(parts: Sequence[Moments]) -> Moments:
    """The moments of all these rows together, in whatever order. ValueError for parts that do not fit."""
    first, *others = parts
    if not others:
        return first
    decimals: dict[str, int] = {}
    for part in parts:
        if part.keys != first.keys or any(decimals.get(item, n) != n for item, n in part.decimals.items()):
            raise ValueError("moments by other keys, or of numbers with other decimals, do not add")
        decimals |= part.decimals
    labels = sorted({Label(*label) for part in parts for label in part.sums.columns})
    columns = pd.MultiIndex.from_tuples(labels, names=Label._fields)
    keys = list(first.keys)
    whole = pd.concat([part.sums.reindex(columns=columns, fill_value=0) for part in parts])
    return Moments(
        first.keys,
        whole.groupby(level=list(range(len(keys)))).sum(),
        {
            item: pd.concat([part.values[item] for part in parts if item in part.values])
            .groupby([*keys, "value"])["n"]
            .sum()
            .reset_index()
            for item in dict.fromkeys(item for part in parts for item in part.values)
        },
        decimals,
    )


def _by_cell(found: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    cells = [found[key].fillna(UNKNOWN).astype("str") for key in keys]
    sums = found.drop(columns=list(keys)).astype("int64")
    sums.index = pd.MultiIndex.from_arrays(cells, names=list(keys))
    return sums


def _measures(
    rows: FromClause, about: Sequence[ArchiveColumn], composites: Sequence[Composite]
) -> Iterator[tuple[Label, ColumnElement[int]]]:
    for disposition in WITH_ANSWERS:
        yield Label(GIVEN, RESPONSES, disposition), _people(rows.c.disposition == disposition)
    ticks: dict[str, list[ArchiveColumn]] = {}
    for each in about:
        if each.kind == "tick":
            ticks.setdefault(each.item, []).append(each)
            yield Label(GIVEN, each.item, each.option), _people(rows.c[each.name] == "1")
            yield Label(LEFT, each.item, each.option), _people(rows.c[each.name] == "0")
        elif each.kind == "code":
            for code in each.values:
                yield Label(GIVEN, each.item, code), _people(rows.c[each.name] == code)
    for item, options in ticks.items():
        said = func.coalesce(*(rows.c[each.name] for each in options))
        for code in sorted({value for each in options for value in each.values} - {"0", "1"}):
            yield Label(GIVEN, item, code), _people(said == code)
    names = {each.item: each.name for each in about if each.kind == "code"}
    for composite in composites:
        yield from _sums_of(
            composite, {item: rows.c[names[item]] for item in composite.scores if item in names}
        )


def _people(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, literal_column("1"))))


def _sums_of(
    composite: Composite, answers: Mapping[str, ColumnElement[Any]]
) -> Iterator[tuple[Label, ColumnElement[int]]]:
    """By the number of answered items people, the sum of their totals and of their squares, all whole numbers."""
    scores = {
        item: case(
            *((answer == code, _whole(score)) for code, score in composite.scores[item].items()), else_=null()
        )
        for item, answer in answers.items()
    }
    answered = sum(
        (case((each.is_not(None), _whole(1)), else_=_whole(0)) for each in scores.values()), _whole(0)
    )
    total = sum((func.coalesce(each, _whole(0)) for each in scores.values()), _whole(0))
    for number in range(composite.least, len(composite.scores) + 1):
        here = answered == _whole(number)
        label = Label(COMPOSITE, composite.name, str(number))
        yield label._replace(code=f"{number} n"), _people(here)
        yield label._replace(code=f"{number} s1"), _sum(here, total)
        yield label._replace(code=f"{number} s2"), _sum(here, total * total)
    for one, other in combinations(scores if composite.products else (), 2):
        a, b = scores[one], scores[other]
        both, pair = and_(a.is_not(None), b.is_not(None)), f"{composite.name}: {one} {other}"
        yield Label(PRODUCT, pair, "n"), _people(both)
        for name, what in {"a": a, "b": b, "aa": a * a, "bb": b * b, "ab": a * b}.items():
            yield Label(PRODUCT, pair, name), _sum(both, what)


def _sum(condition: ColumnElement[bool], what: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.sum(case((condition, what), else_=_whole(0))), BigInteger)


def _whole(number: int) -> ColumnElement[int]:
    return literal_column(str(int(number)))
