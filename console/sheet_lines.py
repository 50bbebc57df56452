"""Decides how what is told beside figures stands on a screen of 80 columns: a row an agency or a question.

Of each sheet the few columns that are read at a glance; all of them are in the files. What ranges and verdicts mean is
said under them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.indicators import indicators
from analytics.metadata import Metadata
from analytics.sheet import Sheet, sheet_table
from analytics.tallies import NATIONAL
from console.text_rows import GAP, WIDTH, Cell, laid, wrapped
from locales.catalogs import Words, words
from locales.marking import marked

NOTHING = "—"
"""Stands where a number is not told."""
LAST_SHARE = 0.45
"""Of what numbers leave, the part of the last column where both texts need more than there is."""
LEAST_DETECTABLE = marked("a change of {change} would be detectable")
PLACES = marked("Places")
NOW = marked("Now")
BEFORE = marked("Before")
EXPLAINED = marked("R² {explained}, people who answered all of these questions: {people}")
SHOWN_FIRST = 2
"""Indicators of a question that stand on the screen: those that national practice prints side by side."""
NONE_SHOWN = marked("Nothing can be shown.")

Told = Mapping[str, Any]
"""One row of a table in a reader's language, with the code of its verdict."""


def sheet_lines(sheet: Sheet, metadata: Metadata, language: str) -> list[str]:
    """The sheet in one language (kk, ru, en), in lines of WIDTH characters at most."""
    said, table = words(language), sheet_table(sheet, metadata, language)
    lines = ["", *wrapped(table.figures_name.upper())]
    heading = 3 if sheet.beside is not None else 2
    lines += [each for note in table.notes[:heading] for each in wrapped(note)]
    if table.rows.empty:
        lines += ["", said.text(NONE_SHOWN)]
    titles, cells = _LAYOUTS[sheet.name]
    codes = sheet.rows.reset_index(drop=True)
    told = table.rows.assign(code=codes[_coded(sheet)] if _coded(sheet) else "", key=_keys(codes))
    told = told[_on_screen(codes)]
    for _, rows in told.groupby(_block(sheet), sort=False) if not told.empty else ():
        lines += ["", *(each for part in _named(rows, sheet, said) for each in wrapped(part)), ""]
        found = [titles(said, table.titles), *(cells(dict(row), said) for _, row in rows.iterrows())]
        widths = _widths(found)
        lines += [line for row in found for line in laid(row, widths)]
    own = table.notes[len(table.notes) - len(sheet.explained) :]
    return [*lines, "", *(each for note in own for each in wrapped(note))]


def _coded(sheet: Sheet) -> str:
    return "verdict" if "verdict" in sheet.rows else "version" if "version" in sheet.rows else ""


def _on_screen(codes: pd.DataFrame) -> pd.Series:
    """The first indicators of each question; of agencies no flags that nobody has."""
    if "indicator" in codes:
        return codes.groupby("item")["indicator"].transform(lambda each: pd.factorize(each)[0] < SHOWN_FIRST)
    if "flag" in codes:
        return (codes["agency"] == NATIONAL) | codes["n"].fillna(1).gt(0)
    return pd.Series(True, index=codes.index)


def _keys(codes: pd.DataFrame) -> pd.Series:
    return codes["indicator"] if "indicator" in codes else pd.Series("", index=codes.index)


def _block(sheet: Sheet) -> list[str]:
    if sheet.name == "quality":
        return ["agency"]
    return ["item", "key"] if "indicator" in sheet.rows else ["code"]


def _named(rows: pd.DataFrame, sheet: Sheet, said: Words) -> Iterator[str]:
    """What stands over a block: the question and the indicator, or the agency."""
    first = rows.iloc[0]
    if "indicator" in sheet.rows:
        yield str(first["question"])
        yield str(first["indicator_title"])
    elif sheet.name == "quality":
        yield str(first["agency_name"])
    elif sheet.name == "drivers":
        yield said.text(
            EXPLAINED, explained=_number(first["explained"], said, 2), people=_people(first["people"], said)
        )


def _number(value: Any, said: Words, digits: int, *, sign: bool = False) -> str:
    if pd.isna(value):
        return NOTHING
    told = said.format_number(round(float(value), digits), digits=digits)
    return f"+{told}" if sign and round(float(value), digits) > 0 else told


def _people(value: Any, said: Words) -> str:
    return NOTHING if pd.isna(value) else said.format_number(int(value))


def _range(row: Told, said: Words, digits: int, *, sign: bool = False) -> list[str]:
    if pd.isna(row["lower"]):
        return []
    return [" … ".join(_number(row[end], said, digits, sign=sign) for end in ("lower", "upper"))]


def _digits(row: Told) -> int:
    return indicators()[row["key"]].DECIMALS


def _change(row: Told, said: Words) -> list[Cell]:
    digits = _digits(row)
    detectable = []
    if row["code"] == "undetected":
        detectable = [said.text(LEAST_DETECTABLE, change=_number(row["detectable"], said, digits))]
    return [
        [row["agency_name"]],
        [_number(row["before"], said, digits)],
        [_number(row["estimate"], said, digits)],
        [_number(row["difference"], said, digits, sign=True), *_range(row, said, digits, sign=True)],
        [row["verdict"], *detectable],
    ]


def _rank(row: Told, said: Words) -> list[Cell]:
    digits = _digits(row)
    places = f"{row['first']}–{row['last']}" if row["first"] < row["last"] else str(row["first"])
    return [
        [row["agency_name"]],
        [_number(row["estimate"], said, digits)],
        [places],
        [str(row["group"])],
        [_number(row["difference"], said, digits, sign=True), *_range(row, said, digits, sign=True)],
        [row["verdict"]],
    ]


def _driver(row: Told, said: Words) -> list[Cell]:
    return [
        [row["question"]],
        [_number(row["importance"], said, 0), *_range(row, said, 0)],
        [_number(row["performance"], said, 1)],
        [row["place"]],
    ]


def _flag(row: Told, said: Words) -> list[Cell]:
    return [
        [row["flag"]],
        [_people(row["n"], said)],
        [_people(row["base"], said)],
        [_number(row["percent"], said, 1)],
        [row["status"]],
    ]


def _version(row: Told, said: Words) -> list[Cell]:
    digits = _digits(row)
    return [
        [row["agency_name"]],
        [_number(row["estimate"], said, digits), *_base(row["base"], said)],
        [_number(row["without"], said, digits), *_base(row["base_without"], said)],
        [row["version"]],
    ]


def _base(people: Any, said: Words) -> list[str]:
    return [] if pd.isna(people) else [f"n={_people(people, said)}"]


Layout = tuple[Callable[[Words, Mapping[str, str]], list[Cell]], Callable[[Told, Words], list[Cell]]]


def _titled(*keys: str, **instead: str) -> Callable[[Words, Mapping[str, str]], list[Cell]]:
    """The titles of these columns, but for those that are called otherwise on a screen."""
    return lambda said, titles: [[said.text(instead[key]) if key in instead else titles[key]] for key in keys]


_LAYOUTS: Mapping[str, Layout] = {
    "against": (
        _titled("agency_name", "before", "estimate", "difference", "verdict", before=BEFORE, estimate=NOW),
        _change,
    ),
    "ranks": (
        _titled("agency_name", "estimate", "first", "group", "difference", "verdict", first=PLACES),
        _rank,
    ),
    "drivers": (_titled("question", "importance", "performance", "place"), _driver),
    "quality": (_titled("flag", "n", "base", "percent", "status"), _flag),
    "without-flagged": (_titled("agency_name", "estimate", "without", "version"), _version),
}


def _widths(cells: Sequence[Sequence[Cell]]) -> list[int]:
    """Of each column: figures have what they need, titles are broken, and two texts share what is left."""
    columns = list(zip(*cells, strict=True))
    middle = [
        max(
            max((len(word) for line in column[0] for word in line.split(" ")), default=0),
            max((len(line) for cell in column[1:] for line in cell), default=0),
        )
        for column in columns[1:-1]
    ]
    left = WIDTH - sum(middle) - len(GAP) * (len(columns) - 1)
    first, last = (max(len(line) for cell in columns[end] for line in cell) for end in (0, -1))
    if first + last > left:
        last = min(last, max(int(LAST_SHARE * left), left - first))
        first = left - last
    return [first, *middle, last]
