"""Decides how the answers to each question stand in a release: a row is new, or as it was released, or hidden.

Answers without a value that nobody gave have no row, unless it is hidden: then nobody can tell whether it is nobody's.
By agency there are rows from the close on.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from analytics.assessment import Assessment
from analytics.frequencies import ANSWER, APART, MEAN, QUARTILES
from analytics.records import Record, records_of
from analytics.releasing_answers import LEFT, TICKED, VALID
from analytics.rounding import rounded
from analytics.suppression import HIDDEN, PUBLISHED, UNRELIABLE
from analytics.tallies import NATIONAL, WITHOUT_VALUE

DIGITS = {"percent": 1, "value": 2}
"""Digits of a share of answers, and of a mean or quartile of numbers."""

Told = Mapping[str, Collection[str]]


def released_answers(
    assessed: Assessment, told: Told, former: list[Record], *, number: int, closing: bool
) -> list[Record]:
    """All rows. `told`: what `releasing_answers.fresh_answers` gives; `former`: the rows of the release before."""
    before = {_key(row): row for row in former}
    least = assessed.metadata.method.thresholds.privacy
    found = []
    for block in _blocks(assessed, closing=closing):
        rows = [_row(row, assessed, told, before, number=number, least=least) for row in block]
        said = [row for row in rows if row is not None]
        if any(row["since"] is not None for row in said) or block[0]["agency"] == NATIONAL:
            found += said
    return found


def _row(
    row: Record,
    assessed: Assessment,
    told: Told,
    before: Mapping[tuple[str, ...], Record],
    *,
    number: int,
    least: int,
) -> Record | None:
    """What is released of an exact row; None for one that says by being there that somebody is, or that nobody is."""
    item = assessed.questionnaire.by_id[row["item"]]
    new, kept = _new(row, told, several=item.several, least=least), before.get(_key(row))
    if new["status"] == HIDDEN and kept is not None and kept["status"] != HIDDEN:
        return kept
    if row["kind"] == APART and new["n"] == 0:
        return None
    offered = row["kind"] != ANSWER or row["code"] in {option.code for option in item.offered}
    if new["status"] == HIDDEN and not offered:
        return None
    is_told = new["base"] is not None or new["n"] is not None
    return {**new, "since": number if is_told else None}


def _blocks(assessed: Assessment, *, closing: bool) -> Iterator[list[Record]]:
    """The exact rows of each question and agency, with one for each answer without a value that nobody gave."""
    exact = assessed.items if closing else assessed.items[assessed.items["agency"] == NATIONAL]
    for (item, agency), rows in exact.groupby(["item", "agency"], sort=False):
        records: list[Record] = records_of(rows)
        given = {row["code"]: row for row in records if row["kind"] == APART}
        nobody = {"agency": agency, "item": item, "kind": APART, "n": 0, "base": 0, "status": PUBLISHED}
        yield [
            *(row for row in records if row["kind"] == ANSWER),
            *(
                given.get(code, {**nobody, "code": code, "percent": None, "value": None})
                for code in WITHOUT_VALUE
            ),
            *(row for row in records if row["kind"] not in {ANSWER, APART}),
        ]


def _new(row: Record, told: Told, *, several: bool, least: int) -> Record:
    """The row with what may be told of it now."""
    whose, kind = row["agency"], row["kind"]
    question = f"{row['item']} {row['code']}" if several and kind == ANSWER else row["item"]

    def tells(*parts: str) -> bool:
        return all(f"{whose} {part}" in told.get(question, ()) for part in parts)

    base = int(row["base"]) if row["base"] and tells(VALID) else None
    if kind in {ANSWER, APART}:
        shown = tells(TICKED, LEFT) if several and kind == ANSWER else tells(f"{kind} {row['code']}")
        n = int(row["n"]) if shown else None
        percent = rounded(row["percent"], DIGITS["percent"]) if shown and base is not None else None
        status = row["status"] if shown else HIDDEN
        if shown and kind == ANSWER and base is None:
            status = UNRELIABLE
        return {**row, "n": n, "base": base, "percent": percent, "value": None, "status": status}
    aside = min(QUARTILES[row["code"]], 1 - QUARTILES[row["code"]]) if row["code"] != MEAN else 1
    shown = base is not None and base * aside >= least
    value = rounded(row["value"], DIGITS["value"]) if shown else None
    status = row["status"] if shown else HIDDEN
    return {**row, "n": None, "base": base, "percent": None, "value": value, "status": status}


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return row["agency"], row["item"], row["kind"], row["code"]
