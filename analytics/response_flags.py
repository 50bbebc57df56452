"""Decides which responses look as if nobody had read the questions: what is said of each row, as part of the one text.

    straight       at least LEAST_ALIKE answers on one scale, all of them the same
    silent         of at least LEAST_MET questions met, more than half skipped, not known, or not told
    contradicting  wholly content overall and the matter not resolved; or overall and recommendation at opposite ends

How fast somebody was, and whether in a burst, a response says itself. On few questions most people who say the same
throughout mean it, so none of these alone takes an answer out of a figure.
Source: straight-lining: Yan 2008, in "Encyclopedia of Survey Research Methods"; seconds for each question: Huang et al.
2012, Journal of Business and Psychology 27 (2 seconds), Wood et al. 2017, Social Psychological and Personality Science
8 (1 second); combinations rather than one test: Meade and Craig 2012, Psychological Methods 17.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, and_, case, false, func, literal_column, or_
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.sql.selectable import Select

from analytics.moments import largest, query
from storage.archive_columns import ArchiveColumn
from surveys.answers import DONT_KNOW, NOT_APPLICABLE, PREFER_NOT
from surveys.coding import SKIP
from surveys.questionnaire import Questionnaire

LEAST_ALIKE = 6
"""Answers on one scale from which saying the same throughout is worth a look."""
LEAST_MET = 4
"""Questions met from which their share without an answer says something."""
JUDGED = ("straight", "silent", "contradicting")
"""What is worked out of each row."""
WITHOUT_ANSWER = (SKIP, DONT_KNOW, PREFER_NOT)


@dataclass(frozen=True, slots=True)
class Ends:
    """Two items that cannot both be so: at `one` this code was given, at `other` that one."""

    one: tuple[str, str]
    other: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Suspicions:
    """What a questionnaire gives rise to. `blocks`: items on one scale, with its codes; `ends`: contradictions."""

    blocks: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    ends: tuple[Ends, ...]


def suspicions(questionnaire: Questionnaire, headline: str) -> Suspicions:
    """By the scales of the items: those with the same codes and scores are one block, wherever they stand."""
    scored = {
        item.id: {option.code: score for option in item.offered if (score := item.worth(option)) is not None}
        for item in questionnaire.items
        if item.asks and not item.several
    }
    alike: dict[tuple[tuple[str, float], ...], list[str]] = {}
    for name, codes in scored.items():
        if codes:
            alike.setdefault(tuple(sorted(codes.items())), []).append(name)
    blocks = tuple(
        (tuple(names), tuple(code for code, _ in codes))
        for codes, names in alike.items()
        if len(names) >= LEAST_ALIKE
    )
    return Suspicions(blocks, tuple(_contradictions(questionnaire, scored, headline)))


def _contradictions(
    questionnaire: Questionnaire, scored: Mapping[str, Mapping[str, float]], headline: str
) -> Iterator[Ends]:
    items = [item for item in questionnaire.items if scored.get(item.id)]
    overall = next((item.id for item in items if item.measures == headline), None)
    for item in items if overall else ():
        worst, best = (choose(scored[item.id], key=scored[item.id].__getitem__) for choose in (min, max))
        ends = scored[str(overall)]
        lowest, highest = min(ends, key=ends.__getitem__), max(ends, key=ends.__getitem__)
        if item.meaning in {"outcome", "recommendation"}:
            yield Ends((str(overall), highest), (item.id, worst))
        if item.meaning == "recommendation":
            yield Ends((str(overall), lowest), (item.id, best))


def judgements(
    found: Suspicions, rows: TableClause, about: Sequence[ArchiveColumn]
) -> dict[str, ColumnElement[bool]]:
    """JUDGED, of each row. Items that no row has an answer to are passed over."""
    columns = {each.item: rows.c[each.name] for each in about if each.kind == "code"}
    return {
        "straight": _any([_straight(columns, *block) for block in found.blocks]),
        "silent": _silent(rows, about),
        "contradicting": _any([_opposed(columns, each) for each in found.ends]),
    }


def whole_strings(
    found: Suspicions, rows: TableClause, about: Sequence[ArchiveColumn]
) -> Select[tuple[str, int]]:
    """By agency the largest number of people who gave one and the same answers throughout, straight ones aside."""
    answers = [each.name for each in about if each.kind in {"code", "tick"}]
    columns = {each.item: rows.c[each.name] for each in about if each.kind == "code"}
    straight = _any([_straight(columns, *block) for block in found.blocks])
    aside = case((straight, _number(1)), else_=_number(0)) == _number(0)
    return largest(query(rows, ("agency", *answers), [func.count()], aside), "agency")


def _straight(
    columns: Mapping[str, ColumnElement[str]], names: Sequence[str], codes: Sequence[str]
) -> ColumnElement[bool]:
    here = [columns[name] for name in names if name in columns]
    given = {code: _how_many([column == code for column in here]) for code in codes}
    answered = sum(given.values(), _number(0))
    return _any([and_(n == answered, n >= _number(LEAST_ALIKE)) for n in given.values()]) if here else false()


def _silent(rows: FromClause, about: Sequence[ArchiveColumn]) -> ColumnElement[bool]:
    """Of several options of one item the first speaks for all: without an answer, all of them say so."""
    first: dict[str, ColumnElement[str]] = {}
    for each in about:
        if each.kind in {"code", "tick", "open"}:
            first.setdefault(each.item, rows.c[each.name])
    met = _how_many([and_(column.is_not(None), column != NOT_APPLICABLE) for column in first.values()])
    without = _how_many([column.in_(WITHOUT_ANSWER) for column in first.values()])
    return and_(without + without > met, met >= _number(LEAST_MET))


def _opposed(columns: Mapping[str, ColumnElement[str]], ends: Ends) -> ColumnElement[bool]:
    pairs = [ends.one, ends.other]
    if any(item not in columns for item, _ in pairs):
        return false()
    return and_(*(columns[item] == code for item, code in pairs))


def _any(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(*conditions) if conditions else false()


def _how_many(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    return sum((case((each, _number(1)), else_=_number(0)) for each in conditions), _number(0))


def _number(number: int) -> ColumnElement[int]:
    return literal_column(str(number))
