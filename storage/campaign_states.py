"""Decides what a campaign is on a day, and what can be done with it then: one table for every way in.

The records keep draft, open, paused and closed. An open campaign whose first day is still to come is `scheduled`, and
one whose last day is over is `closed` from midnight in Kazakhstan on, whether or not somebody has noted it.
"""

import datetime
from collections.abc import Mapping
from typing import Any, Literal

from storage.faults import StorageError

State = Literal["draft", "scheduled", "open", "paused", "closed"]
Action = Literal["change", "launch", "pause", "resume", "extend", "close", "forget"]

ALLOWED: Mapping[Action, tuple[State, ...]] = {
    "change": ("draft",),
    "launch": ("draft",),
    "pause": ("scheduled", "open"),
    "resume": ("paused",),
    "extend": ("scheduled", "open", "paused"),
    "close": ("draft", "scheduled", "open", "paused", "closed"),  # again: after a fault, or for a small rest
    "forget": ("closed",),
}
"""From which state what can be done. To close a draft is to remove it: it has asked nobody."""
_REFUSED: Mapping[Action, str] = {
    "change": "cannot be changed any more, or created again",
    "launch": "was launched before",
    "pause": "cannot be paused",
    "resume": "cannot be resumed",
    "extend": "cannot be extended",
    "close": "cannot be closed",
    "forget": "cannot be forgotten before it is closed",
}


def state_on(
    today: datetime.date, state: str, opens_on: datetime.date, closes_on: datetime.date | None
) -> State:
    """What the campaign with this state in the records is on that day."""
    if state == "draft":
        return "draft"
    if state == "closed" or (closes_on is not None and closes_on < today):
        return "closed"
    if state == "paused":
        return "paused"
    return "scheduled" if opens_on > today else "open"


def possible(state: State) -> list[Action]:
    """What can be done with a campaign in this state."""
    return [action for action, states in ALLOWED.items() if state in states]


def require(row: Mapping[Any, Any], action: Action, *, today: datetime.date) -> None:
    """Raises StorageError where the campaign in this row is in no state for it."""
    state = state_on(today, row["state"], row["opens_on"], row["closes_on"])
    if state not in ALLOWED[action]:
        others = ", ".join(possible(state))
        raise StorageError(f"campaign {row['id']} is {state}: it {_REFUSED[action]}. Possible now: {others}")
