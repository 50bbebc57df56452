"""Decides the figures that counts amount to: every indicator of a method, for each agency and for all together.

Pure: the same counts, items and method give the same figures, in the same order, however the rows of counts are ordered
or split.
"""

from collections.abc import Mapping

import pandas as pd

from analytics.beyond_items import Beyond, figures_beyond, options_of
from analytics.columns import ASSESSMENT_COLUMNS, DEFF, PEOPLE
from analytics.indicators import ItemIndicator, of_item, of_options
from analytics.methods import Method
from analytics.scoring import scores
from analytics.suppression import judge, suppress
from analytics.tallies import NATIONAL, Tally, by_score, tally
from analytics.weighted_sample import Sample
from surveys.questionnaire import Questionnaire


class NoHeadlineError(ValueError):
    """The questionnaire has no scored item for the dimension that the method is about."""


def figures(
    counts: pd.DataFrame, items: pd.DataFrame, method: Method, beyond: Beyond | None = None
) -> pd.DataFrame:
    """What `measured` gives, without what the bases of each row forbid."""
    found = measured(counts, items, method, beyond)
    return suppress(found, method.thresholds)[list(found.columns)]


def measured(
    counts: pd.DataFrame, items: pd.DataFrame, method: Method, beyond: Beyond | None = None
) -> pd.DataFrame:
    """One row per item, indicator and agency, with ASSESSMENT_COLUMNS: exact, so nobody is shown them as they are.

    `counts`: agency, item, code (texts), n (respondents; differences of later corrections may stand in rows of their
    own); other columns are summed over, several campaigns are taken together. `items`: what
    `scoring.scores` gives. The headline's rows come first, then the items in their order; within an item the
    indicators in the method's order, all agencies together (agency "*") before each agency by code. An
    indicator is computed for the items whose meaning and scale it speaks of; an agency where an item was never
    met has no row. `beyond`: what there is beside counts; where its sample has weights the figures are weighted, and
    have DEFF too.
    Errors: ValueError for counts that lack a column or are below 0; NoHeadlineError if no item
    measures the headline.
    """
    dimensions = _dimensions(items)
    if method.headline not in set(dimensions):
        raise NoHeadlineError(
            f"no item with scores measures '{method.headline}', the headline of '{method.name}'"
        )
    counted = tally(counts, items)
    known = of_item()
    weighted = beyond.sample if beyond is not None and beyond.sample.weighting is not None else None
    long = pd.concat(
        [
            _figures_of(known[each], counted, items, method, weighted)
            for each in method.indicators
            if each in known
        ]
    ).reset_index()
    long = long.join(counted.apart, on=["agency", "item"])
    long["dimension"] = long["item"].map(dimensions)
    long["respondents"] = long["agency"].map(counted.respondents)
    if beyond is not None:
        long = pd.concat([long, *figures_beyond(beyond, method, counts, counted)], ignore_index=True)
    ordered = _in_order(long, items, method).astype(dict.fromkeys(PEOPLE, "Int64"))
    wanted = [*ASSESSMENT_COLUMNS, *([DEFF] if DEFF in ordered else [])]
    return judge(ordered, method.thresholds).assign(hidden_counts="")[wanted]


def silent_items(questionnaire: Questionnaire, method: Method) -> tuple[str, ...]:
    """The items that a method gives no figure for, in their order: all of them, where none measures its headline.

    Words, and codes of the registry or the campaign, are never measured, so nobody misses a figure there.
    """
    known = scores(questionnaire)
    named = [of_item()[name] for name in method.indicators if name in of_item()]
    spoken = {item for each in named for scale in each.SCALES for item in _applicable(each, scale, known)}
    if set(of_options()) & set(method.indicators):
        spoken |= {item for items in options_of(questionnaire).values() for item in items}
    headed = method.headline in set(_dimensions(known))
    return tuple(
        item.id
        for item in questionnaire.items
        if item.asks and not item.registered and item.kind != "text" and not (headed and item.id in spoken)
    )


def _figures_of(
    indicator: ItemIndicator, counted: Tally, items: pd.DataFrame, method: Method, weighted: Sample | None
) -> pd.DataFrame:
    found = []
    for scale in indicator.SCALES:
        wanted = _applicable(indicator, scale, items)
        groups = counted.apart.index[counted.apart.index.get_level_values("item").isin(wanted)]
        if weighted is None:
            scored, sample = by_score(counted.answers, groups, scale), int(counted.respondents[NATIONAL])
            found.append(indicator.figure(scored, sample=sample, rules=method.rules))
        else:
            codes = {item: _codes(items, item) for item in wanted}
            found.append(indicator.figure(weighted.by_score(groups, codes, scale), rules=method.rules))
    return pd.concat(found).assign(indicator=indicator.NAME)


def _codes(items: pd.DataFrame, item: str) -> Mapping[str, float]:
    here = items[items["item"] == item]
    return dict(zip(here["code"], here["score"], strict=True))


def _applicable(indicator: ItemIndicator, scale: tuple[float, ...], items: pd.DataFrame) -> list[str]:
    """The items on this scale that mean what the indicator speaks of."""
    meant = items[items["means"].isin(indicator.MEANS)]
    found = meant.groupby("item")["score"].agg(set)
    return [str(item) for item, points in found.items() if points == set(scale)]


def _dimensions(items: pd.DataFrame) -> pd.Series:
    return items.drop_duplicates("item").set_index("item")["measures"]


def _in_order(long: pd.DataFrame, items: pd.DataFrame, method: Method) -> pd.DataFrame:
    places = {item: place for place, item in enumerate(items["item"].drop_duplicates())}
    keyed = long.assign(
        driver=long["dimension"] != method.headline,
        place=long["item"].map(lambda item: places.get(item, len(places))),
        turn=long["indicator"].map({name: turn for turn, name in enumerate(method.indicators)}),
        part=long["agency"] != NATIONAL,
        among=long.groupby("item", sort=False).ngroup(),
    )
    return keyed.sort_values(["driver", "place", "turn", "among", "part", "agency"], ignore_index=True)
