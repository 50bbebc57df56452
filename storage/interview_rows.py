"""Decides how an interview in progress stands in its row, and how it comes back from there: the one mapping of both."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.answers import Answer
from surveys.coding import SomeRow
from surveys.interview.arrival import CampaignRoute
from surveys.interview.state import Interview


@dataclass(slots=True)
class OpenInterview:
    """An interview in progress: whose, where it came in, and the message that shows its present question."""

    id: str
    address: int
    route: CampaignRoute
    interview: Interview
    message: int | None = None


CHANGED = ("route", "language", "stage", "cursor", "turn", "page", "draft", "last", "message", "touched_at")
"""What a turn can change in the row; the rest was decided when the interview began."""


def to_row(known: OpenInterview, *, touched_at: datetime.datetime) -> dict[str, Any]:
    """The row of `interviews`. The answers stand in rows of their own, as `Answer.as_json` writes them."""
    interview = known.interview
    return {
        "id": known.id,
        "address": known.address,
        "campaign": known.route.campaign,
        "route": known.route.route,
        "language": interview.language,
        "stage": interview.stage,
        "cursor": interview.cursor,
        "turn": interview.turn,
        "page": interview.page,
        "draft": list(interview.draft),
        "last": interview.last,
        "seed": interview.seed,
        "message": known.message,
        "touched_at": touched_at,
    }


def from_row(
    row: SomeRow, answers: Mapping[str, Mapping[str, Any]], *, route: CampaignRoute
) -> OpenInterview:
    """The interview that `to_row` wrote. `answers`: those of its rows, by item; `route`: the one that the row names."""
    interview = Interview(
        language=row["language"],
        stage=row["stage"],
        cursor=row["cursor"],
        turn=row["turn"],
        page=row["page"],
        draft=tuple(row["draft"]),
        last=row["last"],
        seed=row["seed"],
        answers={item: Answer.from_json(answer) for item, answer in answers.items()},
    )
    return OpenInterview(row["id"], row["address"], route, interview, row["message"])
