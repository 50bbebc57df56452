"""Decides what a release is: all tables that a campaign's method names, protected together, rounded, as data.

A row is new, or stands as it was released before, or says only that it is hidden; `since` is the release from which it
stands so. Hidden rows are those of all agencies and services of the campaign and of all answers that are offered, also
where nobody is: so no row says that there is somebody. Whatever shows figures reads a release; nothing that is shown is
worked out from rows.
"""

import datetime
import hashlib
import json
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.columns import ASSESSMENT_COLUMNS, COLUMNS, DEFF, PEOPLE, WITH_WEIGHTS
from analytics.frequencies import APART
from analytics.freshness import Ledger, Releasing
from analytics.grouping import BELOW_AGENCIES, ITEM, grouping
from analytics.indicators import indicators
from analytics.records import Record, records_of
from analytics.released_answers import released_answers
from analytics.releasing_answers import VALID, fresh_answers
from analytics.releasing_figures import AGENCY, FreshFigures, cell, fresh_figures, may_be_told
from analytics.rounding import rounded
from analytics.suppression import HIDDEN, REASONS, suppress
from analytics.tallies import NATIONAL, WITHOUT_VALUE
from surveys.answers import MISSING_CODES
from surveys.coding import UNKNOWN
from surveys.questionnaire import Questionnaire

FORMAT = "saualnama-release-1"
NUMBERS = [column.key for column in (*COLUMNS, *WITH_WEIGHTS) if column.kind == "number"]
ASIDE = {column: code for code, column in WITHOUT_VALUE.items()}
DEFF_DIGITS = 2
BASE_DIGITS = 1
"""Digits of an effective base."""

Records = list[Record]


class TooFewError(ValueError):
    """Not enough people have answered, or have come since the last release: `missing` more are needed."""

    def __init__(self, campaign: str, counted: int, missing: int) -> None:
        self.missing = missing
        super().__init__(
            f"no new release of {campaign}: {counted} people are counted, and {missing} more are needed"
        )


@dataclass(frozen=True, slots=True)
class Made:
    """A release: what is published, its canonical text and the SHA-256 of that, and what the next one has to know."""

    published: Mapping[str, Any]
    text: str
    sha256: str
    ledger: Ledger

    @property
    def ledger_text(self) -> str:
        """As it is kept."""
        return json.dumps(self.ledger, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def make(
    assessed: Assessment,
    campaign: str,
    past: Sequence[tuple[Mapping[str, Any], Ledger]],
    *,
    served: Mapping[str, Sequence[str]],
    day: datetime.date,
    closing: bool,
    margins: str | None = None,
) -> Made:
    """The next release of a campaign. `past`: what was published in those before, with their ledgers, the oldest first.

    `margins`: SHA-256 of what the figures are weighted to.
    `served`: the agencies and the services that the campaign is about, as "agency" and "service". Raises TooFewError
    where there are fewer people than are needed for one; a later one at the close is made anyway.
    """
    least = assessed.metadata.method.thresholds.privacy
    releasing = Releasing([ledger for _, ledger in past], least)
    figures = fresh_figures(assessed, releasing)
    if NATIONAL not in figures.respondents.cells and not (closing and past):
        counted = assessed.respondents[NATIONAL]
        before = max((ledger["respondents"][NATIONAL][0] for _, ledger in past), default=0)
        raise TooFewError(campaign, counted, max(1, least - (counted - before)))
    told = fresh_answers(assessed, figures, releasing, closing=closing)
    number = len(past) + 1
    former: Mapping[str, Any] = past[-1][0] if past else {"figures": [], "items": [], "groups": {}}
    metadata = assessed.metadata
    published = {
        "format": FORMAT,
        "campaign": campaign,
        "number": number,
        "day": day.isoformat(),
        "closing": closing,
        "method": metadata.method.name,
        "edition": metadata.method.edition,
        "period": [metadata.starts.isoformat(), metadata.ends.isoformat()],
        "figures": _figures(
            assessed, figures, told, releasing, former["figures"], number=number, listed=served[AGENCY]
        ),
        "items": released_answers(assessed, told, former["items"], number=number, closing=closing),
        "weighting": {language: list(said) for language, said in metadata.weighting.items()},
        "margins": margins,
        "groups": _groups(assessed, figures, former, number=number, served=served),
    }
    text = canonical(published)
    return Made(published, text, hashlib.sha256(text.encode()).hexdigest(), releasing.ledger)


def canonical(published: Mapping[str, Any]) -> str:
    """The one text of a release: sorted keys, no spaces, no number that JSON does not know."""
    return json.dumps(published, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _figures(
    assessed: Assessment,
    fresh: FreshFigures,
    told: Mapping[str, Collection[str]],
    releasing: Releasing,
    former: Records,
    *,
    number: int,
    listed: Sequence[str],
) -> Records:
    """Of agencies. Respondents stand as they were published last; who gave no valid answer stands as answers do."""
    found = assessed.figures.copy()
    names = [cell(AGENCY, agency) for agency in found["agency"]]
    found["respondents"] = pd.array(
        [releasing.last_count(fresh.people, name) for name in names], dtype="Int64"
    )
    for column in PEOPLE:
        if column in {*ASIDE, "unscored"}:
            part = f"{APART} {ASIDE[column]}" if column in ASIDE else VALID
            is_told = [
                f"{agency} {part}" in told.get(item, ())
                for agency, item in found[["agency", "item"]].itertuples(index=False)
            ]
            found[column] = found[column].where(pd.Series(is_told, index=found.index))
    is_fresh = [name in fresh.items[item].cells for name, item in zip(names, found["item"], strict=True)]
    return _rows(assessed, found, is_fresh, former, number=number, listed=listed)


def _groups(
    assessed: Assessment,
    fresh: FreshFigures,
    former: Mapping[str, Any],
    *,
    number: int,
    served: Mapping[str, Sequence[str]],
) -> dict[str, Records]:
    """By group; of a group nothing is told but the base. A table that is new has what is known of all together."""
    released = {}
    untold = [key for key in PEOPLE if key != "base"]
    together = [{**row, **dict.fromkeys(untold)} for row in former["figures"] if row["agency"] == NATIONAL]
    for by, groups in assessed.groups.items():
        rows = groups.figures
        rows = rows[rows["item"].map(lambda item, by=by: may_be_told(assessed, by, str(item))).astype(bool)]
        found = rows.assign(**{key: pd.array([None] * len(rows), dtype="Int64") for key in untold})
        kind = AGENCY if by == ITEM else by
        is_fresh = [
            cell(kind, code) in fresh.items[item].cells
            for code, item in found[["agency", "item"]].itertuples(index=False)
        ]
        listed = _listed(by, assessed.questionnaire, served)
        before = former["groups"].get(by, together)
        released[by] = _rows(assessed, found, is_fresh, before, number=number, listed=listed)
    return released


def _listed(by: str, questionnaire: Questionnaire, served: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The groups that have a row in any case."""
    item = grouping(by, questionnaire).item
    if by in served:
        return served[by]
    if item is None or by in BELOW_AGENCIES:
        return []
    return [*(each.code for each in item.offered if each.code not in MISSING_CODES), UNKNOWN]


def _rows(
    assessed: Assessment,
    found: pd.DataFrame,
    is_fresh: list[bool],
    former: Records,
    *,
    number: int,
    listed: Sequence[str],
) -> Records:
    thresholds = assessed.metadata.method.thresholds
    wanted = [*ASSESSMENT_COLUMNS, *([DEFF] if DEFF in found else [])]
    shown = suppress(found.reset_index(drop=True), thresholds)[wanted]
    before = {_key(row): row for row in former}
    blocks: dict[tuple[str, str], Records] = {}
    for row, new in zip(records_of(shown), is_fresh, strict=True):
        told = _rounded(row, number) if new else before.get(_key(row))
        block = blocks.setdefault((row["item"], row["indicator"]), [])
        if told is not None or row["agency"] == NATIONAL:
            block.append(told or _hidden(row))
    places = {code: place for place, code in enumerate([NATIONAL, *listed])} | {UNKNOWN: sys.maxsize}
    for block in blocks.values():
        missing = set(listed) - {row["agency"] for row in block}
        block += [{**_hidden(block[0]), "agency": code} for code in missing]
        block.sort(key=lambda row: (places.get(row["agency"], len(places)), row["agency"]))
    return [row for block in blocks.values() for row in block]


def _rounded(row: dict[str, Any], number: int) -> dict[str, Any]:
    digits = indicators()[row["indicator"]].DECIMALS
    places = {"se": digits + 1, "effective_base": BASE_DIGITS, DEFF: DEFF_DIGITS}
    numbers = {key: rounded(row[key], places.get(key, digits)) for key in NUMBERS if key in row}
    return {**row, **numbers, "since": number}


def _hidden(row: dict[str, Any]) -> dict[str, Any]:
    nothing = {key: None for key in (*NUMBERS, *PEOPLE) if key in row}
    return {**row, **nothing, "status": HIDDEN, "reason": REASONS[HIDDEN], "hidden_counts": "", "since": None}


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return row["agency"], row["item"], row["indicator"]
