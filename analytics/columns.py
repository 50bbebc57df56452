"""Decides the columns of a figure: the title of each, what it holds, and when it is left empty.

Whatever lists columns follows from COLUMNS: what an indicator gives, what an assessment holds, what is suppressed,
what each export writes, the schema of the JSON and the table of the manual. A new column is one entry here, and its
values where its `origin` makes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from analytics.wordings import HIDDEN_COUNTS, REASONS, STATUSES
from locales.marking import marked

Kind = Literal["text", "people", "number"]
Origin = Literal["indicator", "assessment", "table"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its unchanging key, and its title as an English msgid.

    `kind`: a text, a whole number of people, or a number with digits after the point.
    `origin`: where its values are made: by each file of analytics/indicators/, by `assessment.figures`, or by
    `table.table`, which knows the reader's language.
    `private_by`: the column whose number of people has to reach the privacy threshold, or this one is left empty;
    "" for what says nothing of people. `aside`: a count of people without a valid answer, hidden where it is small.
    `reliable_only`: it is left empty in an unreliable figure, too.
    `words`: what each code of a column of codes says, as msgids; "" where there is nothing to say.
    """

    key: str
    title: str
    kind: Kind = "text"
    origin: Origin = "assessment"
    private_by: str = ""
    reliable_only: bool = False
    aside: bool = False
    words: Mapping[str, str] | None = None


_measured = partial(Column, kind="number", origin="indicator", private_by="base", reliable_only=True)
_aside = partial(Column, kind="people", aside=True)
"""What is no valid answer: each count is private by itself, and with the others of its row (suppression.py)."""

COLUMNS: tuple[Column, ...] = (
    Column("agency", marked("Agency code")),
    Column("agency_name", marked("Agency"), origin="table"),
    Column("indicator", marked("Indicator code")),
    Column("indicator_title", marked("Indicator"), origin="table"),
    Column("item", marked("Question code")),
    Column("question", marked("Question"), origin="table"),
    Column("dimension", marked("Dimension")),
    _measured("estimate", marked("Figure")),
    _measured("lower", marked("Interval from")),
    _measured("upper", marked("Interval to")),
    _measured("se", marked("Standard error")),
    Column("base", marked("Base"), kind="people", origin="indicator", private_by="base"),
    _measured("effective_base", marked("Effective base"), reliable_only=False),
    Column("respondents", marked("Respondents"), kind="people", private_by="respondents"),
    _aside("not_applicable", marked("Not applicable")),
    _aside("dont_know", marked("Don't know")),
    _aside("prefer_not", marked("Prefer not to say")),
    _aside("skipped", marked("Skipped")),
    _aside("unscored", marked("Answers without a score")),
    Column("hidden_counts", marked("Hidden counts"), words=HIDDEN_COUNTS),
    Column("status", marked("Status"), words=STATUSES),
    Column("reason", marked("Reason"), words={"": "", **REASONS}),
)
"""In the order in which they are published. Estimates and bounds are in the indicator's unit."""

DEFF = "deff"
WITH_WEIGHTS: tuple[Column, ...] = (_measured(DEFF, marked("Design effect")),)
"""Only where figures are weighted, after `effective_base`: the variance over that of as many answers without
weights."""


def keys(*origins: Origin) -> list[str]:
    """The keys of the columns that are made in these places, in the order of COLUMNS."""
    return [column.key for column in COLUMNS if column.origin in origins]


INDICATOR_COLUMNS = keys("indicator")
"""What every indicator gives for a group."""

ASSESSMENT_COLUMNS = keys("indicator", "assessment")
"""What a figure is made of, before it is put into words."""

PEOPLE = [column.key for column in COLUMNS if column.kind == "people"]


def columns_with(columns: Sequence[Column], *, weighted: bool) -> tuple[Column, ...]:
    """These columns, and those of weights in their place where there are weights."""
    place = 1 + [column.key for column in columns].index("effective_base")
    return (*columns[:place], *(WITH_WEIGHTS if weighted else ()), *columns[place:])
