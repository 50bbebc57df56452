"""Decides what a batch gathers for the database while its turns are taken."""

from dataclasses import dataclass, field
from typing import Any

from storage.counters import Counted
from storage.interview_rows import EndedInterview, OpenInterview
from storage.turn import Outgoing


@dataclass(slots=True)
class Changes:
    """Everything that a batch changes, the last state of each row only.

    `begun`: the interviews that have no row yet. `parked`: those that another one of their campaign has set aside.
    `aside`: open rows that nobody can read now. `redeemed`: hashes of the one-time links that somebody began by.
    """

    updates: list[dict[str, Any]] = field(default_factory=list)
    touched: dict[str, OpenInterview] = field(default_factory=dict)
    parked: dict[str, OpenInterview] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    ended: dict[str, EndedInterview] = field(default_factory=dict)
    aside: list[int] = field(default_factory=list)
    outbox: list[tuple[Outgoing, ...]] = field(default_factory=list)
    withdrawn: set[bytes] = field(default_factory=set)
    redeemed: set[str] = field(default_factory=set)
    counted: Counted = field(default_factory=Counted)
