"""Decides what is told of every item that asks: how many people gave each answer, of how many, and of numbers more.

A row for each option, in the questionnaire's order, also for those that nobody chose; then the answers without a value
apart, which are in no base; then the mean of what has scores, and mean, median and quartiles of numbers. The base is
the people who gave an answer with a value; of a multiple choice, those who met the option and answered the item, so
that shares may sum to more than 100 %. Words are counted, not shown.

All of it is exact, and nobody is shown it as it is: what may be told is decided in released_answers.py.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from analytics.counting import counts, left, numbers
from analytics.suppression import FLAGGED, PUBLISHED, UNRELIABLE
from analytics.tallies import NATIONAL, WITHOUT_VALUE
from surveys.answers import MISSING_CODES
from surveys.coding import RESPONSES
from surveys.item import Item
from surveys.questionnaire import Questionnaire

if TYPE_CHECKING:
    from analytics.methods import Thresholds
    from analytics.moments import Moments

ANSWER, APART, STATISTIC = "answer", "apart", "statistic"
"""Kinds of rows."""
QUARTILES = {"quartile_1": Fraction(1, 4), "median": Fraction(1, 2), "quartile_3": Fraction(3, 4)}
MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `n`, `base`: people. `percent` of an answer, `value` of a statistic; None where it is not told."""

    agency: str
    item: str
    kind: str
    code: str
    n: int | None
    base: int
    percent: float | None
    value: float | None
    status: str


ROW_COLUMNS = list(Row.__dataclass_fields__)
People = Mapping[tuple[str, str], Mapping[str, int]]
"""(agency, item) -> code -> people."""
Values = Mapping[Fraction, int]
"""Value -> people."""


def frequencies(moments: "Moments", questionnaire: Questionnaire, thresholds: "Thresholds") -> pd.DataFrame:
    """ROW_COLUMNS, by item in the questionnaire's order, all agencies together before each of them."""
    given, not_ticked = _people(counts(moments)), _people(left(moments))
    typed = {item: _typed(moments, item) for item in moments.decimals}
    agencies = [NATIONAL, *sorted({agency for agency, item in given if item == RESPONSES} - {NATIONAL})]
    found = [
        asdict(row)
        for item in questionnaire.items
        if item.asks
        for agency in agencies
        for row in _rows(item, agency, typed, given, not_ticked, thresholds)
    ]
    kinds = {"n": "Int64", "base": "Int64", "percent": "float64", "value": "float64"}
    return pd.DataFrame(found, columns=ROW_COLUMNS).astype(kinds)


def _typed(moments: "Moments", item: str) -> Mapping[str, Values]:
    """How many people of each agency, and of all together, gave which number."""
    found: dict[str, dict[Fraction, int]] = defaultdict(lambda: defaultdict(int))
    scale = 10 ** moments.decimals[item]
    for agency, value, n in numbers(moments, item).itertuples(index=False):
        for whose in (agency, NATIONAL):
            found[whose][Fraction(int(value), scale)] += int(n)
    return found


def _people(table: pd.DataFrame) -> People:
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for agency, item, code, n in table[["agency", "item", "code", "n"]].itertuples(index=False):
        for whose in (agency, NATIONAL):
            found[whose, item][code] += int(n)
    return found


def _rows(
    item: Item,
    agency: str,
    typed: Mapping[str, Mapping[str, Values]],
    given: People,
    not_ticked: People,
    thresholds: "Thresholds",
) -> Iterator[Row]:
    here, others = given.get((agency, item.id), {}), not_ticked.get((agency, item.id), {})
    valid = {code: here.get(code, 0) for code in _codes(item, given.get((NATIONAL, item.id), {}))}
    together = sum(valid.values())
    bases = {code: here.get(code, 0) + others.get(code, 0) if item.several else together for code in valid}
    base = max(bases.values(), default=0)
    if not base and not any(here.values()):
        return
    for code, n in valid.items():
        yield _answer(agency, item.id, code, n, bases[code], thresholds)
    for code in WITHOUT_VALUE:
        n = here.get(code, 0)
        if n:
            yield Row(agency, item.id, APART, code, n, base, None, None, PUBLISHED)
    values = typed[item.id].get(agency, {}) if item.id in typed else _worth(item, valid)
    wanted = (MEAN, *QUARTILES) if item.id in typed else (MEAN,)
    yield from _statistics(agency, item.id, values, wanted, thresholds)


def _codes(item: Item, seen: Mapping[str, int]) -> list[str]:
    """Those that the item offers, then what else was answered: codes of the registry, numbers, words."""
    own = [option.code for option in item.offered if option.code not in MISSING_CODES]
    return list(dict.fromkeys([*own, *sorted(set(seen) - set(WITHOUT_VALUE))]))


def _answer(agency: str, item: str, code: str, n: int, base: int, thresholds: "Thresholds") -> Row:
    status = _reliability(base, thresholds)
    percent = None if status == UNRELIABLE else 100 * n / base
    return Row(agency, item, ANSWER, code, n, base, percent, None, status)


def _reliability(base: int, thresholds: "Thresholds") -> str:
    if base < thresholds.publish:
        return UNRELIABLE
    return FLAGGED if base < thresholds.flag_below else PUBLISHED


def _worth(item: Item, valid: Mapping[str, int]) -> Values:
    """How many people gave an answer of which score; nothing where several may be given."""
    values: dict[Fraction, int] = defaultdict(int)
    worth = {option.code: item.worth(option) for option in item.offered} if not item.several else {}
    for code, n in valid.items():
        score = worth.get(code)
        if score is not None:
            values[Fraction(str(score))] += n
    return values


def _statistics(
    agency: str, item: str, values: Values, wanted: Sequence[str], thresholds: "Thresholds"
) -> Iterator[Row]:
    base = sum(values.values())
    for name in wanted if base else ():
        status = _reliability(base, thresholds)
        value = float(_mean(values) if name == MEAN else quantile(values, QUARTILES[name]))
        told = None if status == UNRELIABLE else value
        yield Row(agency, item, STATISTIC, name, None, base, None, told, status)


def _mean(values: Mapping[Fraction, int]) -> Fraction:
    return sum((value * n for value, n in values.items()), Fraction(0)) / sum(values.values())


def quantile(values: Mapping[Fraction, int], share: Fraction) -> Fraction:
    """The least value that at least this share of people do not exceed; between two such, their mean.

    Source: Hyndman and Fan 1996, definition 2 (the inverse of the empirical distribution, averaged at its steps).
    """
    wanted, so_far = share * sum(values.values()), 0
    ordered = sorted(value for value, n in values.items() if n)
    for place, value in enumerate(ordered):
        so_far += values[value]
        if so_far == wanted and place + 1 < len(ordered):
            return (value + ordered[place + 1]) / 2
        if so_far >= wanted:
            return value
    raise ValueError("no values have no quantile")
