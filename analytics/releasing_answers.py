"""Decides which answers to each question are new in a release: of all together, and at the close of each agency.

Of one question the respondents are those with an answer that has a value, by answer, and those without, by reason. Of a
question with several answers each option is a question of its own: ticked, or left. By agency answers are told once, at
the close: week by week most of them would be too few to be new.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.assessment import Assessment
from analytics.frequencies import ANSWER, APART
from analytics.freshness import Fresh, Releasing, System
from analytics.linked import Equation
from analytics.releasing_figures import AGENCY, FreshFigures, cell
from analytics.tallies import NATIONAL, WITHOUT_VALUE

ALL, VALID, UNMET = "all", "valid", "unmet"
"""All respondents; those with a valid answer; those who did not meet the question."""
TICKED, LEFT = "ticked", "left"


@dataclass(frozen=True, slots=True)
class Question:
    """What is told of one question, or of one option of several.

    `sums`: each total and its parts. `people`: of all together, and of each agency, how many are in each part. `vague`:
    the parts without a valid answer: how few they are is said by the base beside the respondents.
    """

    name: str
    item: str
    sums: Mapping[str, Sequence[str]]
    people: Mapping[str, Mapping[str, int]]
    vague: frozenset[str]

    @property
    def parts(self) -> list[str]:
        """All of them, totals too."""
        return list(dict.fromkeys(part for total, parts in self.sums.items() for part in (total, *parts)))


def fresh_answers(
    assessed: Assessment, figures: FreshFigures, releasing: Releasing, *, closing: bool
) -> dict[str, frozenset[str]]:
    """By the name of each question the cells that are told, "whose part"."""
    found = {}
    for question in questions(assessed):
        national = releasing.fresh(_national(question, figures))
        told = national.cells
        if closing:
            told |= releasing.fresh(_by_agency(question, figures, national)).cells
        found[question.name] = told
    return found


def questions(assessed: Assessment) -> Iterator[Question]:
    """Every question of the answers, with each option of several after it."""
    for item, rows in assessed.items.groupby("item", sort=False):
        several = assessed.questionnaire.by_id[str(item)].several
        apart = [f"{APART} {code}" for code in WITHOUT_VALUE]
        given = _people(rows, assessed)
        codes = list(dict.fromkeys(rows["code"][rows["kind"] == ANSWER]))
        answers = [] if several else [f"{ANSWER} {code}" for code in codes]
        people = {whose: _filled(found, answers, apart, several=several) for whose, found in given.items()}
        sums = {ALL: [VALID, *apart, UNMET], **({VALID: answers} if answers else {})}
        vague = frozenset([*apart, UNMET, *([VALID] if several else [])])
        yield Question(str(item), str(item), sums, people, vague)
        for code in codes if several else ():
            yield _option(str(item), str(code), rows, assessed)


def _people(rows: pd.DataFrame, assessed: Assessment) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {whose: {ALL: n} for whose, n in assessed.respondents.items()}
    told = rows[rows["kind"].isin([ANSWER, APART])]
    for whose, kind, code, n in told[["agency", "kind", "code", "n"]].itertuples(index=False):
        found[str(whose)][f"{kind} {code}"] = int(n)
    return found


def _filled(found: dict[str, int], answers: list[str], apart: list[str], *, several: bool) -> dict[str, int]:
    counts = {part: found.get(part, 0) for part in (*answers, *apart)}
    without = sum(counts[part] for part in apart)
    valid = found[ALL] - without if several else sum(counts[part] for part in answers)
    return {ALL: found[ALL], **counts, VALID: valid, UNMET: found[ALL] - valid - without}


def _option(item: str, code: str, rows: pd.DataFrame, assessed: Assessment) -> Question:
    told = rows[(rows["kind"] == ANSWER) & (rows["code"] == code)]
    people = {
        whose: {ALL: n, VALID: 0, UNMET: n, TICKED: 0, LEFT: 0} for whose, n in assessed.respondents.items()
    }
    for whose, n, base in told[["agency", "n", "base"]].itertuples(index=False):
        everybody = people[str(whose)][ALL]
        people[str(whose)] = {
            ALL: everybody,
            VALID: int(base),
            UNMET: everybody - int(base),
            TICKED: int(n),
            LEFT: int(base) - int(n),
        }
    sums = {ALL: [VALID, UNMET], VALID: [TICKED, LEFT]}
    return Question(f"{item} {code}", item, sums, people, frozenset([UNMET]))


def _national(question: Question, figures: FreshFigures) -> System:
    never = {UNMET} if VALID in question.sums else {UNMET, VALID}
    if NATIONAL not in figures.respondents.cells:
        never |= {ALL}
    if question.item in figures.items and NATIONAL not in figures.items[question.item].cells:
        never |= {VALID, *question.sums.get(VALID, ())}
    return System(
        f"answers {question.name}",
        list(_within(question, NATIONAL)),
        {"": _named(question, NATIONAL)},
        always=_cells(NATIONAL, {ALL, VALID}),
        never=_cells(NATIONAL, never),
        vague=_cells(NATIONAL, question.vague),
        counted=True,
    )


def _by_agency(question: Question, figures: FreshFigures, national: Fresh) -> System:
    agencies = [whose for whose in question.people if whose != NATIONAL]
    equations = [each for whose in (NATIONAL, *agencies) for each in _within(question, whose)]
    equations += [
        (f"{NATIONAL} {part}", [f"{whose} {part}" for whose in agencies]) for part in question.parts
    ]
    always, never = set(national.known), _cells(NATIONAL, set(question.parts)) - national.known
    for whose in agencies:
        name = cell(AGENCY, whose)
        if name not in figures.respondents.known:
            never |= _cells(whose, set(question.parts))
            continue
        always |= _cells(whose, {ALL})
        never |= _cells(whose, {UNMET} if VALID in question.sums else {UNMET, VALID})
        if question.item in figures.items and question.name == question.item:
            if name in figures.items[question.item].known:
                always |= _cells(whose, {VALID})
            else:
                never |= _cells(whose, {VALID, *question.sums.get(VALID, ())})
    everybody = (NATIONAL, *agencies)
    return System(
        f"answers by agency {question.name}",
        equations,
        {"": {name: n for whose in everybody for name, n in _named(question, whose).items()}},
        always=always,
        never=never,
        vague=set().union(*(_cells(whose, question.vague) for whose in everybody)),
        counted=True,
    )


def _within(question: Question, whose: str) -> Iterator[Equation]:
    for total, parts in question.sums.items():
        yield f"{whose} {total}", [f"{whose} {part}" for part in parts]


def _named(question: Question, whose: str) -> dict[str, int]:
    return {f"{whose} {part}": n for part, n in question.people[whose].items()}


def _cells(whose: str, parts: set[str] | frozenset[str]) -> set[str]:
    return {f"{whose} {part}" for part in parts}
