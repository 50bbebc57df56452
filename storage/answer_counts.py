"""Decides how the answers of a campaign are counted: by agency, item and code, from the rows and by NumPy alone.

A skip and the standard codes 97, 98, 99 are codes of their own. An item with several answers counts each ticked option,
and a skip once. Numbers and words are counted as such, codes of the registry or the campaign by themselves. The
responses are counted by disposition, where an item's name would stand.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from storage.answer_bytes import ANSWERED, MISSING, NOT_MET, NOT_TICKED, TICKED, Field
from storage.answer_bytes import SKIP as SKIPPED
from storage.database import StorageError
from storage.response_columns import Bytes, Column, Columns, Integers
from surveys.coding import NUMBER, RESPONSES, SKIP, TEXT

NEEDED = ("agency", "disposition")
"""The dimensions that counting looks at."""

BYTE = 256
"""Values of a byte."""

_WITHOUT_VALUE = {SKIPPED: SKIP} | {byte: code for code, byte in MISSING.items()}


class Count(NamedTuple):
    """How many responses of an agency gave this code."""

    agency: str
    item: str
    code: str
    n: int


Found = Counter[tuple[str, str, str]]


def count_answers(columns: Columns) -> list[Count]:
    """Every code of every item that anybody gave, in the order of agencies, items and codes.

    `columns` have the dimensions NEEDED. Raises StorageError for a byte that means nothing to its version.
    """
    if not len(columns):
        return []
    agency, disposition = (columns.dimensions[name] for name in NEEDED)
    found = _crossed(agency, RESPONSES, disposition)
    for version in columns.versions:
        agencies = Column(agency.codes[version.rows].astype(np.int64), agency.values)
        beside = Column(columns.beside.codes[version.rows], columns.beside.values)
        for field in version.layout.fields:
            given = version.answers[:, field.start : field.start + field.width]
            found.update(_bytes(field, given, agencies))
            if field.beside:
                found.update(_beside(field, given[:, 0], agencies, beside))
    return [Count(*key, n) for key, n in sorted(found.items())]


def _bytes(field: Field, given: Bytes, agencies: Column) -> Found:
    """What the bytes of an item say by themselves."""
    found: Found = Counter()
    for place in range(field.width):
        table = np.bincount(
            agencies.codes * BYTE + given[:, place], minlength=len(agencies.values) * BYTE
        ).reshape(-1, BYTE)
        means = _meanings(field, place)
        for agency, byte in np.argwhere(table).tolist():
            if byte not in means:
                raise StorageError(
                    f"{field.item}: a response has the byte {byte}, which its version does not"
                )
            code = means[byte]
            if code is not None:
                found[agencies.values[agency], field.item, code] += int(table[agency, byte])
    return found


def _meanings(field: Field, place: int) -> Mapping[int, str | None]:
    """What each byte at this place of an item is counted as, None for nothing."""
    means = {NOT_MET: None, **(_WITHOUT_VALUE if place == 0 else dict.fromkeys(_WITHOUT_VALUE))}
    if field.several:
        return means | {NOT_TICKED: None, TICKED: field.codes[place]}
    answered: dict[int, str | None] = {ANSWERED: None} if field.beside else {}
    return means | answered | dict(enumerate(field.codes, start=field.first))


def _beside(field: Field, given: Bytes, agencies: Column, beside: Column) -> Found:
    """The values that stand beside the bytes: by their code where they are one, else by their kind."""
    answered = np.flatnonzero(given == ANSWERED)
    whose = Column(agencies.codes[answered], agencies.values)
    kind = NUMBER if field.number else TEXT
    told = [each.get(field.item) if field.registered else kind for each in beside.values]
    places = {code: place for place, code in enumerate(dict.fromkeys(told))}
    codes = np.array([places[code] for code in told], np.int64)
    found = _crossed(whose, field.item, Column(codes[beside.codes[answered]], tuple(places)))
    if any(code is None for _, _, code in found):
        raise StorageError(f"{field.item}: a response was answered, but no code stands beside it")
    return found


def _crossed(agencies: Column, item: str, codes: Column) -> Found:
    """How often each code stands with each agency."""
    pairs: Integers = agencies.codes.astype(np.int64) * len(codes.values) + codes.codes
    table = np.bincount(pairs, minlength=len(agencies.values) * len(codes.values))
    table = table.reshape(len(agencies.values), -1)
    return Counter(
        {
            (agencies.values[agency], item, codes.values[code]): int(table[agency, code])
            for agency, code in np.argwhere(table).tolist()
        }
    )
