"""Decides what figures can be told by, and who stands together there: by the registry, the route, or an answer.

    agency, service, office      of the registry; the office where the questionnaire asks for it
    route, mode, language        how people came, where they answered, in which language
    region, sex, age ...         by the answer to the question that measures it
    agency_region                each region within each agency
    item                         no group of people: a row for each question

Whoever gave no such answer, for whatever reason, is one group: several small ones would be hidden one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from analytics.counting import counts
from analytics.tallies import NATIONAL, WITHOUT_VALUE
from analytics.wordings import GROUPINGS, LANGUAGE_NAMES, MODES, ROUTES
from surveys.coding import UNKNOWN
from surveys.item import Item
from surveys.questionnaire import Questionnaire

if TYPE_CHECKING:
    from analytics.metadata import Names
    from analytics.moments import Moments

Registered = Literal["regions", "agencies", "services", "offices"]
ITEM = "item"
AGENCY_REGION = "agency_region"
"""Each region of each agency: the two codes with a space between."""
REGISTERED: Mapping[str, Sequence[Registered]] = {
    "agency": ("agencies",),
    "service": ("services",),
    "office": ("offices",),
    "region": ("regions",),
    AGENCY_REGION: ("agencies", "regions"),
}
"""What the registry names, and what it calls all of them."""
WITHIN_AGENCIES = ("service", "office")
"""Whose groups each lie within an agency, as everybody may know: their totals are linked with the agency's."""
BELOW_AGENCIES = (*WITHIN_AGENCIES, AGENCY_REGION)
"""Whose groups are parts of an agency."""
WORDED: Mapping[str, Mapping[str, str]] = {"route": ROUTES, "mode": MODES, "language": LANGUAGE_NAMES}
"""What the catalogues name: code -> msgid."""
ANSWERED = ("region", "sex", "age", "settlement", "disability")
"""Dimensions of the questions about the person."""


class NotAskedError(ValueError):
    """The questionnaire has no question that could part people so."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """By what, and the question that decides on it; None where no question does."""

    by: str
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """Figures by group, the group's code where an agency's stands; all together first, without an answer last.

    `names`: of the groups by code and language. Those that have none in a language stand for themselves, unless the
    catalogues name them (WORDED).
    """

    by: str
    figures: pd.DataFrame
    names: "Names"


def grouping(by: str, questionnaire: Questionnaire) -> Grouping:
    """What decides on the groups. NotAskedError where no question of the questionnaire does that has to."""
    if by not in GROUPINGS:
        raise ValueError(f"figures are not told by {by}; by {', '.join(GROUPINGS)} they are")
    if by == "office":
        asked = [item for item in questionnaire.items if item.also_kept_as == by]
        wanted = "type: office"
    elif by in ANSWERED or by == AGENCY_REGION:
        measured = "region" if by == AGENCY_REGION else by
        asked = [item for item in questionnaire.items if item.measures == measured and _parts_people(item)]
        wanted = f"measures: {measured}, with options of which one is chosen"
    else:
        return Grouping(by)
    if not asked:
        raise NotAskedError(
            f"{questionnaire.id} has no question that parts people by {by} ({wanted}): no figures by {by}"
        )
    return Grouping(by, asked[0])


def key_of(wanted: Grouping, answers: Mapping[str, str]) -> str | None:
    """The column of rows that holds the group. `answers`: item -> the column of its codes; None if there is none.

    Office and region stand in columns of their own, which every response has.
    """
    if wanted.item is None or wanted.by in REGISTERED:
        return wanted.by
    return answers.get(wanted.item.id)


def group_counts(moments: "Moments", key: str) -> pd.DataFrame:
    """People by group, item and code, as `counting.counts` has them by agency."""
    found = counts(moments, key)
    nobody_said = dict.fromkeys(WITHOUT_VALUE, UNKNOWN)
    return found.assign(agency=found["agency"].replace(nobody_said))


def pair_counts(moments: "Moments", key: str) -> pd.DataFrame:
    """The same by agency and group: "agency group"."""
    said = dict.fromkeys(WITHOUT_VALUE, UNKNOWN)

    def together(cells: pd.DataFrame) -> pd.Series:
        return cells["agency"] + " " + cells[key].replace(said)

    cells = moments.sums.index.to_frame(index=False)
    sums = moments.sums.set_axis(pd.Index(together(cells), name="pair")).groupby(level="pair").sum()
    values = {
        item: found.assign(pair=together(found)).groupby(["pair", "value"], as_index=False)[["n"]].sum()
        for item, found in moments.values.items()
    }
    return counts(replace(moments, keys=("pair",), sums=sums, values=values), "pair")


def in_order(figures: pd.DataFrame, wanted: Grouping) -> pd.DataFrame:
    """The rows of each indicator: all together, then the groups as the question offers them, the others by code."""
    options: Sequence[str] = [option.code for option in wanted.item.offered] if wanted.item else []
    places = {code: place for place, code in enumerate(options)}
    keyed = figures.assign(
        block=figures.groupby(["item", "indicator"], sort=False).ngroup(),
        part=figures["agency"] != NATIONAL,
        unsaid=figures["agency"] == UNKNOWN,
        place=figures["agency"].map(lambda code: places.get(code, len(places))),
        among=range(len(figures)),
    )
    ordered = keyed.sort_values(["block", "part", "unsaid", "place", "among"], ignore_index=True)
    return ordered[list(figures.columns)]


def _parts_people(item: Item) -> bool:
    return item.asks and not item.several and item.expects == "tap" and bool(item.offered)
