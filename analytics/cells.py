"""Decides which level of each margin a cell is in, and what becomes of levels that nobody, or nobody known, is in.

A level of the population without respondents joins its neighbour, if the method names one; else its margin cannot be
held and is left out. Both are said with the figures. A level of respondents of which the margins do not speak is a
mistake: whose share would they take?
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from analytics.grouping import NotAskedError, grouping, key_of, parts_people
from analytics.margins import Margins
from analytics.tallies import WITHOUT_VALUE
from analytics.weight_rules import SEPARATOR, Variable, WeightRules
from analytics.weighting import Margin, Numbers, WeightingError, Weights
from analytics.wordings import GROUPINGS
from surveys.coding import UNKNOWN
from surveys.questionnaire import Questionnaire

SHARES_AT_MOST = 101.0
"""A variable whose levels sum to no more than this has shares, or percentages, instead of people."""
ALIKE = 0.01
"""By what share the totals of two variables may differ without a word: both were counted at some time."""

Told = Literal["collapsed", "dropped", "unknown_own", "unknown_left_out", "other_total"]


class Said(NamedTuple):
    """What was done with a margin that did not fit: a key of `wordings.WEIGHTING`, and its values."""

    key: Told
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Weighting:
    """What was done: by which rules, with what outcome, and what had to be said of the margins."""

    rules: WeightRules
    weights: Weights
    said: tuple[Said, ...]


def cell_keys(
    dimensions: Iterable[str], questionnaire: Questionnaire, answers: Mapping[str, str]
) -> dict[str, str]:
    """Dimension -> the column of rows that tells it. `answers`: item -> the column of its codes.

    A dimension is one of those that figures are told by, what a question measures, or the question itself.
    NotAskedError where the questionnaire does not ask.
    """
    found = {}
    for dimension in dimensions:
        if dimension in GROUPINGS:
            key = key_of(grouping(dimension, questionnaire), answers)
        else:
            asked = [
                item
                for item in questionnaire.items
                if dimension in {item.measures, item.id} and parts_people(item)
            ]
            key = answers.get(asked[0].id) if asked else None
        if key is None:
            raise NotAskedError(
                f"{questionnaire.id} has no question that parts people by {dimension}, which the method weights by"
            )
        found[dimension] = key
    return found


def cell_margins(
    cells: pd.DataFrame, people: Numbers, base: Numbers, rules: WeightRules, margins: Margins
) -> tuple[list[Margin], list[Said]]:
    """The margins of cells (a row each, a column of codes for each dimension), with targets that sum to one total.

    WeightingError for a variable, or a level of respondents, that the margins do not have, and where no margin is left.
    """
    said: list[Said] = []
    total = _total(rules, margins, float(people.sum()), said)
    found = [
        margin
        for variable in rules.variables
        if (margin := _margin(variable, cells, people * base, rules, margins, total, said)) is not None
    ]
    if not found:
        raise WeightingError("no margin is left: of each some level has no respondents and no neighbour")
    return found, said


def base_weights(cells: pd.DataFrame, rules: WeightRules) -> Numbers:
    """What each cell counts before weighting. WeightingError for a code without a base weight."""
    if rules.base is None:
        return np.ones(len(cells))
    codes = cells[rules.base.source]
    strange = sorted(set(codes) - set(rules.base.weights))
    if strange:
        raise WeightingError(f"the method has no base weight for {rules.base.source} {', '.join(strange)}")
    return np.array([rules.base.weights[code] for code in codes], dtype=float)


def levels_of(variable: Variable, cells: pd.DataFrame) -> list[str]:
    """The level that each cell is in; UNKNOWN where respondents did not say."""
    codes = zip(*(cells[dimension] for dimension in variable.source), strict=True)
    return [_level(variable, each) for each in codes]


def _level(variable: Variable, codes: Sequence[str]) -> str:
    if any(code == UNKNOWN or code in WITHOUT_VALUE for code in codes):
        return UNKNOWN
    code = SEPARATOR.join(codes)
    return variable.levels.get(code, code) or UNKNOWN


def _total(rules: WeightRules, margins: Margins, respondents: float, said: list[Said]) -> float:
    """The population's, or that of the respondents where only shares are known."""
    missing = [variable.name for variable in rules.variables if variable.name not in margins]
    if missing:
        raise WeightingError(
            f"the margins have no variable {', '.join(missing)}, which the method weights by; they have: "
            f"{', '.join(margins)}"
        )
    totals = {variable.name: sum(margins[variable.name].values()) for variable in rules.variables}
    empty = [name for name, total in totals.items() if total <= 0]
    if empty:
        raise WeightingError(f"the margins count nobody by {', '.join(empty)}")
    people = {name: total for name, total in totals.items() if total > SHARES_AT_MOST}
    total = max(people.values(), default=respondents)
    said += [
        Said("other_total", {"variable": name, "people": f"{each:.0f}", "total": f"{total:.0f}"})
        for name, each in people.items()
        if each < (1 - ALIKE) * total
    ]
    return total


def _margin(
    variable: Variable,
    cells: pd.DataFrame,
    counted: Numbers,
    rules: WeightRules,
    margins: Margins,
    total: float,
    said: list[Said],
) -> Margin | None:
    wanted = margins[variable.name]
    levels = levels_of(variable, cells)
    here = pd.Series(counted).groupby(levels).sum()
    _refuse(variable, here, wanted)
    targets = {level: 0.0 for level, people in wanted.items() if here.get(level, 0.0) > 0}
    for level, people in wanted.items():
        into = _standing(level, variable.neighbours, targets) if people > 0 else level
        if into is None:
            said.append(Said("dropped", {"variable": variable.name, "level": level}))
            return None
        if into != level:
            said.append(Said("collapsed", {"variable": variable.name, "level": level, "into": into}))
        if people > 0:
            targets[into] += people
    known = sum(targets.values())
    silent = float(here.get(UNKNOWN, 0.0)) / float(counted.sum())
    targets = {level: people / known * total * (1 - silent) for level, people in targets.items()}
    if silent:
        own = rules.unknown == "own_level"
        said.append(Said("unknown_own" if own else "unknown_left_out", {"variable": variable.name}))
        if own:
            targets[UNKNOWN] = total * silent
    places = {level: place for place, level in enumerate(targets)}
    return Margin(
        variable.name,
        tuple(targets),
        np.array([places.get(level, -1) for level in levels]),
        np.array(list(targets.values())),
    )


def _refuse(variable: Variable, here: pd.Series, wanted: Mapping[str, float]) -> None:
    strange = sorted(set(map(str, here.index)) - set(wanted) - {UNKNOWN})
    strange += [level for level, people in wanted.items() if people <= 0 and here.get(level, 0.0) > 0]
    if strange:
        raise WeightingError(
            f"there are respondents whose {variable.name} is {', '.join(strange)}, of which the margins count nobody: "
            f"name the level of each code under `levels` of '{variable.name}' in the method, or add it to the margins"
        )


def _standing(level: str, neighbours: Mapping[str, str], targets: Mapping[str, float]) -> str | None:
    """The level itself if there are respondents, or the first of its neighbours' neighbours that has some."""
    tried: set[str] = set()
    while level not in targets:
        tried.add(level)
        following = neighbours.get(level)
        if following is None or following in tried:
            return None
        level = following
    return level
