"""Decides how a release is read again: as the tables that exports write and screens show.

Figures and codes are the release's; names of agencies, questions and groups are those of today.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.assessment import group_names, metadata_of
from analytics.columns import ASSESSMENT_COLUMNS, COLUMNS, DEFF, PEOPLE, WITH_WEIGHTS
from analytics.frequencies import ROW_COLUMNS
from analytics.grouping import AGENCY_REGION, Groups, NotAskedError, grouping
from analytics.measuring import silent_items
from analytics.metadata import Metadata
from analytics.methods import Method, read_method
from analytics.records import Record
from storage import campaigns, questionnaires
from storage.database import StorageError
from storage.releases import Kept
from surveys.questionnaire import Questionnaire

NUMBERS = [column.key for column in (*COLUMNS, *WITH_WEIGHTS) if column.kind == "number"]


@dataclass(frozen=True, slots=True)
class Released:
    """A release. `items`, `silent`, `groups`: see `assessment.Assessment`; here they are as they were published."""

    kept: Kept
    figures: pd.DataFrame
    items: pd.DataFrame
    groups: Mapping[str, Groups]
    metadata: Metadata
    silent: tuple[str, ...]


async def read(connection: AsyncConnection, kept: Kept) -> Released:
    """The tables of a release. Raises MethodError where its method is none of this program's any more."""
    found, method = kept.tables, read_method(kept.method)
    known = await campaigns.named(connection, kept.campaign)
    questionnaire = await questionnaires.load(connection, known.questionnaire)
    first, last = (datetime.date.fromisoformat(day) for day in found["period"])
    metadata = replace(
        await metadata_of(connection, known, questionnaire, method, (first, last)),
        release=(kept.number, kept.day),
        weighting=found.get("weighting", {}),
    )
    groups = {}
    for by in (*method.tables, *method.tables_at_close):
        if by in found["groups"]:
            names = await group_names(connection, grouping(by, questionnaire), metadata)
            groups[by] = Groups(by, _figures(found["groups"][by]), names)
    kinds = {"n": "Int64", "base": "Int64", "percent": "float64", "value": "float64"}
    items = pd.DataFrame(found["items"], columns=ROW_COLUMNS).astype(kinds)
    return Released(
        kept, _figures(found["figures"]), items, groups, metadata, silent_items(questionnaire, method)
    )


def tables_of(
    questionnaire: Questionnaire, method: Method, *, closing: bool, weighted: bool = False
) -> tuple[str, ...]:
    """What a release has figures by: of what the method names, what the questionnaire can part people by.

    Of pairs of groups there are no weighted figures, and none beside weighted ones.
    """
    named = (*method.tables, *(method.tables_at_close if closing else ()))
    wanted = [by for by in named if not (weighted and by == AGENCY_REGION)]
    return tuple(_told(wanted, questionnaire))


def require_told(by: str, released: Released) -> Groups:
    """The table by these groups. Raises StorageError where the release has none, and says why."""
    if by in released.groups:
        return released.groups[by]
    offered = ", ".join(released.groups)
    about = f"release {released.kept.number} of {released.kept.campaign} has no figures by {by}, but by: {offered}"
    if by in released.metadata.method.tables_at_close and not released.kept.closing:
        about += f"; those by {by} are in the release that is made at the close"
    raise StorageError(about)


def _told(wanted: Sequence[str], questionnaire: Questionnaire) -> Iterator[str]:
    for by in wanted:
        try:
            grouping(by, questionnaire)
        except NotAskedError:
            continue
        yield by


def _figures(rows: Sequence[Record]) -> pd.DataFrame:
    columns = [*ASSESSMENT_COLUMNS, *([DEFF] if any(DEFF in row for row in rows) else [])]
    kinds = {**dict.fromkeys(PEOPLE, "Int64"), **dict.fromkeys(NUMBERS, "float64")}
    return pd.DataFrame(list(rows), columns=columns).astype(
        {key: kind for key, kind in kinds.items() if key in columns}
    )
