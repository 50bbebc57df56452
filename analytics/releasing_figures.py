"""Decides which figures of agencies and of groups are new in a release: a system of linked tables for each item.

The headline's tables by group are linked with those by agency: they speak of the same people. Whoever is hidden among
the respondents is hidden in every item.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from analytics.assessment import Assessment
from analytics.freshness import Fresh, Releasing, System
from analytics.grouping import AGENCY_REGION, BELOW_AGENCIES, ITEM, WITHIN_AGENCIES
from analytics.linked import Equation
from analytics.tallies import NATIONAL

AGENCY = "agency"
SAME_AS_AGENCIES = (AGENCY, ITEM)
"""Tables whose rows stand in the table of agencies too."""


class FreshFigures(NamedTuple):
    """`respondents`: by agency. `items`: of each item the agencies, and of the headline's the groups, by `cell`."""

    people: System
    respondents: Fresh
    items: Mapping[str, Fresh]


def cell(by: str, code: str) -> str:
    """The name of a group's cell; that of all together is the same in every table."""
    return code if code == NATIONAL else f"{by} {code}"


def fresh_figures(assessed: Assessment, releasing: Releasing) -> FreshFigures:
    """Of every item, in the order of the figures."""
    counts = {cell(AGENCY, agency): n for agency, n in assessed.respondents.items()}
    agencies = [each for each in counts if each != NATIONAL]
    people = System("respondents", [(NATIONAL, agencies)], {"": counts}, always=[NATIONAL])
    respondents = releasing.fresh(people)
    hidden = [each for each in agencies if each not in respondents.known]
    items = {}
    for item in assessed.figures["item"].drop_duplicates():
        items[str(item)] = releasing.fresh(_system(assessed, str(item), hidden))
    return FreshFigures(people, respondents, items)


def _system(assessed: Assessment, item: str, hidden: list[str]) -> System:
    vectors: dict[str, dict[str, int]] = {}
    never = set(hidden)
    _count(vectors, AGENCY, assessed.figures, item)
    headline = assessed.metadata.method.headline
    if (assessed.figures["dimension"][assessed.figures["item"] == item] == headline).any():
        for by, groups in assessed.groups.items():
            if by not in SAME_AS_AGENCIES and may_be_told(assessed, by, item):
                _count(vectors, by, groups.figures, item)
        for by in WITHIN_AGENCIES:
            if by in assessed.within and by in assessed.groups and may_be_told(assessed, by, item):
                _count(vectors, f"{AGENCY} {by}", assessed.within[by], item)
    cells = list(dict.fromkeys(name for counts in vectors.values() for name in counts))
    untold = {name for name in cells if name.startswith(tuple(f"{AGENCY} {by} " for by in WITHIN_AGENCIES))}
    equations, late = list(_equations(cells)), list(_crossed(cells))
    missing = {total for total, _ in late} - set(cells)
    for counts in vectors.values():
        counts |= {name: _summed(name, late, counts) for name in missing}
    return System(
        f"figures {item}",
        equations,
        vectors,
        always=[NATIONAL],
        never=never | untold | missing,
        late=late,
    )


def may_be_told(assessed: Assessment, by: str, item: str) -> bool:
    """What is not asked of everybody has no cells below the agency: who was asked is one more thing about a person."""
    known = assessed.questionnaire.by_id.get(item)
    return by not in BELOW_AGENCIES or known is None or known.ask_when is None


def _count(vectors: dict[str, dict[str, int]], by: str, figures: pd.DataFrame, item: str) -> None:
    found = figures[figures["item"] == item]
    for indicator, code, base in found[["indicator", "agency", "base"]].itertuples(index=False):
        vectors.setdefault(str(indicator), {})[cell(by, str(code))] = 0 if pd.isna(base) else int(base)


def _equations(cells: list[str]) -> Iterator[Equation]:
    """All together are the sum of each table, an agency of its services, and of its offices."""
    tables: dict[str, list[str]] = {}
    for name in cells:
        by, _, code = name.partition(" ")
        if (
            name != NATIONAL
            and by != AGENCY_REGION
            and not code.startswith(tuple(f"{by} " for by in WITHIN_AGENCIES))
        ):
            tables.setdefault(by, []).append(name)
    for parts in tables.values():
        yield NATIONAL, parts
    sums: dict[str, list[str]] = {}
    for name in cells:
        by, _, codes = name.partition(" ")
        if by == AGENCY and codes.startswith(tuple(f"{within} " for within in WITHIN_AGENCIES)):
            within, agency, group = codes.split(" ", 2)
            sums.setdefault(f"{AGENCY} {agency} by {within}", []).append(name)
            sums.setdefault(f"{within} {group}", []).append(name)
    for total, parts in sums.items():
        yield total.partition(" by ")[0], parts


def _crossed(cells: list[str]) -> Iterator[Equation]:
    """An agency, and a region, are the sum of what each agency has in each region."""
    sums: dict[str, list[str]] = {}
    for name in cells:
        by, _, codes = name.partition(" ")
        if by == AGENCY_REGION:
            agency, _, region = codes.partition(" ")
            sums.setdefault(f"{AGENCY} {agency}", []).append(name)
            sums.setdefault(f"region {region}", []).append(name)
    yield from sums.items()


def _summed(name: str, equations: list[Equation], counts: Mapping[str, int]) -> int:
    """Of a total that stands in no table."""
    return next(sum(counts[part] for part in parts) for total, parts in equations if total == name)
