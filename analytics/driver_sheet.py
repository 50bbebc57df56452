"""Decides which questions are drivers of the headline, and what is said of them: importance beside performance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.columns import Column
from analytics.drivers import COLLINEAR, bootstrap_shares, importance, weighted_correlation
from analytics.quality_sheet import ONCE_EACH
from analytics.sheet import Sheet, known_columns
from locales.marking import marked

SEED = 20_260_101
"""Of the people drawn again: the same answers give the same bounds on any day."""
LEAST_PEOPLE = 100
PER_DRIVER = 15
"""People for each driver from which shares say something (the usual 10 to 15 of regression)."""
LEAST_ANSWERED = 0.5
"""Share of those with a headline answer who answered a driver at least: a question of few would leave few strings."""
NOT_DRIVERS = frozenset({"recommendation", "importance", "expectation"})
"""What these scales mean is no judgement of a part of the service."""


class NoDriversError(ValueError):
    """The questionnaire, or what was answered, lets no drivers be told."""


@dataclass(frozen=True, slots=True)
class Strings:
    """Scores of whole strings of answers. `items`: the drivers, then the headline; `people`: who gave each string."""

    items: tuple[str, ...]
    scores: np.ndarray[tuple[int, int], np.dtype[np.float64]]
    people: np.ndarray[tuple[int], np.dtype[np.int64]]


PLACES: Mapping[str, str] = {
    "close_low": marked("closely associated, rated below the mean"),
    "close_high": marked("closely associated, rated above the mean"),
    "less_low": marked("less associated, rated below the mean"),
    "less_high": marked("less associated, rated above the mean"),
    "unclear_low": marked("no telling how closely, rated below the mean"),
    "unclear_high": marked("no telling how closely, rated above the mean"),
}
DRIVER_COLUMNS: tuple[Column, ...] = (
    *known_columns("item", "question"),
    Column("importance", marked("Share of what is explained, %"), kind="number"),
    *known_columns("lower", "upper"),
    Column("performance", marked("Rating, 0 to 100"), kind="number"),
    Column("correlation", marked("Correlation with the headline"), kind="number"),
    Column("explained", marked("R² of all together"), kind="number"),
    Column("people", marked("People who answered all"), kind="people"),
    Column("place", marked("Place"), words=PLACES),
)
"""In the order in which they are published, the most closely associated first."""

CAVEATS: tuple[str, ...] = (
    marked(
        "The share says how much of what all these questions together explain of the headline (R²) is associated with "
        "each: its Shapley value over all orders (Lindeman, Merenda and Gold), above twelve questions Johnson's "
        "relative weight. It does not say what causes what: who is content with one thing tends to be content with all."
    ),
    marked("Intervals ({confidence}%) come from 200 samples of the same people, drawn again."),
    marked(
        "“Closely” and “less”: the whole interval is above, or below, an equal share. Ratings are set beside the mean "
        "of the questions."
    ),
    marked(
        "Only people who answered all of these questions count here, so ratings can differ from other tables."
    ),
    ONCE_EACH,
)
COLLINEAR_CAVEAT = marked(
    "These questions were answered so much alike that their shares can hardly be told apart: read them together."
)


def driver_items(items: pd.DataFrame, counts: pd.DataFrame, headline: str) -> tuple[str, ...]:
    """The drivers that enough people answered, then the headline. `items`, `counts` as for `assessment.figures`.

    NoDriversError where there are no two of them.
    """
    valid = counts.merge(items[["item", "code"]].drop_duplicates(), on=["item", "code"])
    answered = valid.groupby("item")["n"].sum()
    about = items.drop_duplicates("item").set_index("item")
    overall = [item for item in about.index if about["measures"][item] == headline]
    if not overall or overall[0] not in answered:
        raise NoDriversError(f"no question with scores measures '{headline}'")
    least = LEAST_ANSWERED * answered[overall[0]]
    drivers = [
        str(item)
        for item in about.index
        if about["measures"][item] not in {headline, ""}
        and about["means"][item] not in NOT_DRIVERS
        and answered.get(item, 0) >= least
    ]
    if len(drivers) < 2:
        raise NoDriversError("fewer than two other questions with scores were answered by half of the people")
    return (*drivers, str(overall[0]))


def driver_sheet(strings: Strings, confidence: float) -> Sheet:
    """Of strings whose scores are on any scales. NoDriversError for too few people, or where all answer alike."""
    drivers, people = strings.items[:-1], int(strings.people.sum())
    least = max(LEAST_PEOPLE, PER_DRIVER * len(drivers))
    if people < least:
        raise NoDriversError(f"fewer than {least} people answered all of {', '.join(strings.items)}")
    correlation = weighted_correlation(strings.scores, strings.people)
    if not np.isfinite(correlation).all():
        raise NoDriversError("one of these questions was answered alike by everybody")
    found = importance(correlation)
    if found.r2 <= 0:
        raise NoDriversError("none of these questions is associated with the headline")
    bounds = bootstrap_shares(strings.scores, strings.people, seed=SEED, confidence=confidence)
    shares = 100 * found.shares / found.r2
    rating = _ratings(strings)[:-1]
    equal = 100 / len(drivers)
    how = np.select([bounds.lower > equal, bounds.upper < equal], ["close", "less"], "unclear")
    level = np.where(rating >= rating.mean(), "high", "low")
    rows = pd.DataFrame(
        {
            "item": list(drivers),
            "importance": shares,
            "lower": bounds.lower,
            "upper": bounds.upper,
            "performance": rating,
            "correlation": correlation[:-1, -1],
            "explained": found.r2,
            "people": people,
            "place": [f"{one}_{other}" for one, other in zip(how, level, strict=True)],
        }
    ).astype({"item": "str", "place": "str", "people": "Int64"})
    ordered = rows.sort_values(["importance", "item"], ascending=[False, True], ignore_index=True)
    caveats = (*CAVEATS, COLLINEAR_CAVEAT) if found.condition > COLLINEAR else CAVEATS
    return Sheet("drivers", marked("Drivers"), DRIVER_COLUMNS, ordered, caveats)


def _ratings(strings: Strings) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    rating: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        strings.people @ strings.scores / strings.people.sum()
    )
    return rating


def strings_of(answers: pd.DataFrame, items: Sequence[str], scored: pd.DataFrame) -> Strings:
    """Codes by item and n -> scores from 0 to 100, each by the ends of its scale."""
    values = []
    for item in items:
        worth = scored[scored["item"] == item].set_index("code")["score"]
        score = answers[item].map(worth).to_numpy(dtype=float)
        values.append(100 * (score - worth.min()) / (worth.max() - worth.min()))
    return Strings(tuple(items), np.column_stack(values), answers["n"].to_numpy(dtype=np.int64))
