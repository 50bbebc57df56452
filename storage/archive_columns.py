"""Decides which columns an archive has, and what each response has in them: its dimensions, then its answers in codes.

    an item answered by one option        its code; 97, 98, 99 and `skip` for those; nothing where it was not met
    an option of a multiple choice        1 ticked, 0 not ticked; else as above
    a number                              `number`, and the number itself in a column beside, scaled to a whole one
    a code of the registry, a day, a time the value itself
    words                                 `text`: what was written stays in the database

A campaign's versions are taken together: an option that a version does not offer was not met by its respondents.
Columns are named after items, with ITEM in front, so that none meets a dimension; no two differ in capitals only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial
from typing import Any, Literal

import numpy as np

from storage.answer_bytes import ANSWERED, MISSING, NOT_MET, NOT_TICKED, SKIP, TICKED, Field
from storage.faults import StorageError
from storage.response_columns import Bytes, Column, Columns, Integers, Version
from surveys.coding import NUMBER, TEXT
from surveys.coding import SKIP as SKIPPED

ITEM = "item_"
BYTE = 256
"""Values of a byte."""
UNKNOWN = -2
"""Stands for a byte that means nothing to its version; -1 for what was not met."""

Kind = Literal["dimension", "code", "tick", "number", "open"]


@dataclass(frozen=True, slots=True)
class ArchiveColumn:
    """What one column holds. `item`, `option`: whose answers they are; "" where it is no answer.

    `kind`: `code` and `tick` have the values in `values`, `open` any (codes of the registry, days, times), `number`
    whole numbers that are the answers times 10 ** `decimals`.
    """

    name: str
    kind: Kind = "dimension"
    item: str = ""
    option: str = ""
    decimals: int = 0
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One column with its content: `data.values` are those that occur, in their order, None last."""

    about: ArchiveColumn
    data: Column


def archive_parts(columns: Columns) -> list[Part]:
    """All columns of a campaign's responses: the same for the same rows in whatever order, but for the order of rows.

    Raises StorageError for a byte that means nothing to its version.
    """
    found = [Part(ArchiveColumn(name), _occurring(data)) for name, data in columns.dimensions.items()]
    found.append(Part(ArchiveColumn("questionnaire"), _questionnaires(columns)))
    taken: set[str] = set()
    for part in _answers(columns):
        name = ITEM + part.about.name
        while name.lower() in taken:
            name += "_"
        taken.add(name.lower())
        found.append(Part(replace(part.about, name=name), part.data))
    return found


def _questionnaires(columns: Columns) -> Column:
    codes = np.zeros(len(columns), np.int32)
    for place, version in enumerate(columns.versions):
        codes[version.rows] = place
    return _ordered(codes, [version.fingerprint for version in columns.versions])


def _answers(columns: Columns) -> Iterator[Part]:
    """By item, in the order of the versions; an item that has become of another kind has columns of both."""
    known: dict[tuple[str, bool, bool], list[tuple[Version, Field]]] = {}
    for version in columns.versions:
        for field in version.layout.fields:
            known.setdefault((field.item, field.several, field.number), []).append((version, field))
    for (item, several, number), asked in known.items():
        if several:
            for option in dict.fromkeys(code for _, field in asked for code in field.codes):
                about = ArchiveColumn(f"{item}_{option}", "tick", item, option)
                yield _part(about, columns, asked, partial(_ticks, option))
            continue
        is_open = any(field.beside and not field.number and not field.words for _, field in asked)
        yield _part(ArchiveColumn(item, "open" if is_open else "code", item), columns, asked, _codes)
        if number:
            yield _numbers(item, columns, asked)


Meanings = tuple[int, Mapping[int, str | None]]
"""The place of a byte in the item, and the value that it stands for; None where that stands beside."""

_WITHOUT_VALUE: Mapping[int, str] = {SKIP: SKIPPED, **{byte: code for code, byte in MISSING.items()}}


def _codes(field: Field) -> Meanings:
    """What the one byte of an item means."""
    means: dict[int, str | None] = {**_WITHOUT_VALUE, **dict(enumerate(field.codes, start=field.first))}
    if field.beside:
        means[ANSWERED] = NUMBER if field.number else TEXT if field.words else None
    return 0, means


def _ticks(option: str, field: Field) -> Meanings | None:
    """What the byte of an option means; None where the version does not offer it."""
    if option not in field.codes:
        return None
    return field.codes.index(option), {**_WITHOUT_VALUE, NOT_TICKED: "0", TICKED: "1"}


def _part(
    about: ArchiveColumn,
    columns: Columns,
    asked: Sequence[tuple[Version, Field]],
    meanings: Callable[[Field], Meanings | None],
) -> Part:
    places: dict[str, int] = {}
    codes = np.full(len(columns), -1, np.int32)
    for version, field in asked:
        if (known := meanings(field)) is None:
            continue
        place, means = known
        given = version.answers[:, field.start + place]
        table = np.full(BYTE, UNKNOWN, np.int32)
        table[NOT_MET] = -1
        for byte, value in means.items():
            table[byte] = -1 if value is None else places.setdefault(value, len(places))
        codes[version.rows] = table[given]
        _check(field, given, table)
        if None in means.values():
            _take_from_beside(codes, places, columns, version, field, given)
    data = _ordered(codes, list(places))
    told = () if about.kind == "open" else tuple(value for value in data.values if value is not None)
    return Part(replace(about, values=told), data)


def _check(field: Field, given: Bytes, table: Integers) -> None:
    unknown = np.flatnonzero(table[given] == UNKNOWN)
    if len(unknown):
        raise StorageError(
            f"{field.item}: a response has the byte {given[unknown[0]]}, which its version does not"
        )


def _take_from_beside(
    codes: Integers, places: dict[str, int], columns: Columns, version: Version, field: Field, given: Bytes
) -> None:
    rows = version.rows[given == ANSWERED]
    told = [each.get(field.item) for each in columns.beside.values]
    table = np.array([-1 if value is None else places.setdefault(value, len(places)) for value in told], int)
    found = table[columns.beside.codes[rows]] if told else np.empty(0, int)
    if np.any(found < 0):
        raise StorageError(f"{field.item}: a response was answered, but no code stands beside it")
    codes[rows] = found


def _numbers(item: str, columns: Columns, asked: Sequence[tuple[Version, Field]]) -> Part:
    """The numbers of an item, as many decimals as any version takes, those beyond rounded to even."""
    decimals = max(field.decimals for _, field in asked)
    told = [each.get(item) for each in columns.beside.values]
    scaled = [None if value is None else _whole(value, decimals) for value in told]
    places = {
        value: place for place, value in enumerate(sorted({each for each in scaled if each is not None}))
    }
    table = np.array([-1 if value is None else places[value] for value in scaled], np.int32)
    codes = np.full(len(columns), -1, np.int32)
    for version, field in asked:
        rows = version.rows[version.answers[:, field.start] == ANSWERED]
        codes[rows] = table[columns.beside.codes[rows]]
        if np.any(codes[rows] < 0):
            raise StorageError(f"{item}: a response was answered, but no number stands beside it")
    about = ArchiveColumn(f"{item}_number", "number", item, decimals=decimals)
    return Part(about, _ordered(codes, list(places)))


def _whole(value: str, decimals: int) -> int:
    return int(Decimal(value).scaleb(decimals).to_integral_value(ROUND_HALF_EVEN))


def _ordered(codes: Integers, values: Sequence[Any]) -> Column:
    """The column in the order of its values; -1 among the codes becomes None, last."""
    order = sorted(range(len(values)), key=values.__getitem__)
    places = np.empty(len(values) + 1, np.int32)
    places[order] = np.arange(len(values))
    places[-1] = len(values)
    return _occurring(Column(places[codes], (*(values[place] for place in order), None)))


def _occurring(column: Column) -> Column:
    """Without the values that nobody has, in as few bytes as will do."""
    here = np.bincount(column.codes, minlength=len(column.values)) > 0
    places = (np.cumsum(here) - 1).astype(np.min_scalar_type(max(0, int(here.sum()) - 1)))
    values = tuple(value for value, occurs in zip(column.values, here, strict=True) if occurs)
    return Column(places[column.codes], values)
