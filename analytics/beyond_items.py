"""Decides the rows of figures that speak of no single item: of several together, of options, of how interviews ended.

They stand under TOGETHER, under `item:option`, or under the name of a rate. Who is not in the base of such a figure is
counted as without a score: those who answered too few of the items, or were not offered the option.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from analytics.batteries import TOGETHER, Battery, joint, name_of
from analytics.indicators import of_dispositions, of_items, of_options
from analytics.tallies import NATIONAL, WITHOUT_VALUE, Tally
from analytics.wordings import ALL_PARTS, HOW_ENDED
from locales.catalogs import words
from surveys.coding import LANGUAGES

if TYPE_CHECKING:
    from analytics.methods import Method
    from analytics.weighted_sample import Sample
    from surveys.questionnaire import Questionnaire

RATES = "*rates"
"""The dimension of how interviews ended."""
APART = [*WITHOUT_VALUE.values()]


@dataclass(frozen=True, slots=True)
class Beyond:
    """What there is beside counts of items. `options`: dimension -> item -> its options; empty where not asked."""

    sample: "Sample"
    batteries: tuple[Battery, ...] = ()
    options: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    dispositions: Mapping[str, int] = field(default_factory=dict)


def options_of(questionnaire: "Questionnaire") -> dict[str, dict[str, tuple[str, ...]]]:
    """The multiple choices whose options have figures: dimension -> item -> options."""
    wanted = {indicator.MEASURES for indicator in of_options().values()}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for item in questionnaire.items:
        if item.several and item.measures in wanted:
            found.setdefault(str(item.measures), {})[item.id] = tuple(option.code for option in item.offered)
    return found


def figures_beyond(
    beyond: Beyond, method: "Method", counts: pd.DataFrame, counted: Tally
) -> list[pd.DataFrame]:
    """Frames with what a figure is made of, as for items: agency, item, indicator ..."""
    return [
        frame.assign(indicator=name)
        for name in method.indicators
        for frame in (
            *_of_items(beyond, name, method, counted),
            *_of_options(beyond, name, method, counts, counted),
            *_of_dispositions(beyond, name, method),
        )
    ]


def names_beyond(questionnaire: "Questionnaire") -> dict[str, dict[str, str]]:
    """What stands under the question of such figures: code -> language -> name."""
    found = {
        key: {language: words(language).text(msgid) for language in LANGUAGES}
        for key, msgid in {TOGETHER: ALL_PARTS, RATES: HOW_ENDED}.items()
    }
    for section in questionnaire.sections:
        found[name_of(section.id)] = dict(section.title or found[TOGETHER])
    for items in options_of(questionnaire).values():
        for item in items:
            asked = questionnaire.by_id[item]
            for option in asked.offered:
                found[f"{item}:{option.code}"] = {
                    language: f"{asked.text[language]}: {option.label[language]}"
                    for language in asked.text
                    if language in option.label
                }
    return found


def _of_items(beyond: Beyond, name: str, method: "Method", counted: Tally) -> Iterator[pd.DataFrame]:
    indicator = of_items().get(name)
    for battery in beyond.batteries:
        if indicator is not None and battery.indicator == name:
            found = indicator.figure(joint(battery, beyond.sample), rules=method.rules)
            found = found[found["base"] > 0]
            nobody = pd.DataFrame(0, index=found.index, columns=APART)
            yield _row(found, name_of(battery.section), TOGETHER, nobody, counted.respondents)


def _of_options(
    beyond: Beyond, name: str, method: "Method", counts: pd.DataFrame, counted: Tally
) -> Iterator[pd.DataFrame]:
    indicator = of_options().get(name)
    if indicator is None:
        return
    for item, options in beyond.options.get(indicator.MEASURES, {}).items():
        apart = _apart(counts, item)
        for option in options:
            found = indicator.figure(beyond.sample.ticks(item, option), rules=method.rules)
            found = found[found["base"] > 0]
            here = apart.reindex(found.index, fill_value=0)
            yield _row(found, f"{item}:{option}", indicator.MEASURES, here, counted.respondents)


def _of_dispositions(beyond: Beyond, name: str, method: "Method") -> Iterator[pd.DataFrame]:
    indicator = of_dispositions().get(name)
    if indicator is not None and beyond.dispositions:
        found = indicator.figure(beyond.dispositions, rules=method.rules)
        rates = [RATES if rate == TOGETHER else rate for rate in found.index]
        nobody = dict.fromkeys([*APART, "unscored"], 0)
        told = found.assign(item=rates, agency=NATIONAL, dimension=RATES, respondents=found["base"], **nobody)
        yield told.reset_index(drop=True)


def _apart(counts: pd.DataFrame, item: str) -> pd.DataFrame:
    """People of each agency, and of all together, who answered without a value."""
    here = counts[(counts["item"] == item) & counts["code"].isin(list(WITHOUT_VALUE))]
    named = here.assign(where=here["code"].map(WITHOUT_VALUE))
    by_agency = named.groupby(["agency", "where"])["n"].sum().unstack(fill_value=0)
    together = by_agency.sum().to_frame(NATIONAL).T
    return pd.concat([by_agency, together]).reindex(columns=APART, fill_value=0).astype("int64")


def _row(
    found: pd.DataFrame, item: str, dimension: str, apart: pd.DataFrame, respondents: pd.Series
) -> pd.DataFrame:
    people = respondents.reindex(found.index).to_numpy()
    told = found.assign(**{key: apart[key] for key in APART})
    others = people - told["base"].to_numpy() - apart.sum(axis=1).to_numpy()
    told = told.assign(item=item, dimension=dimension, respondents=people, unscored=others)
    return told.rename_axis("agency").reset_index()
