"""Decides which body stands for another one in the structure of a day: its successors, or those it came from.

    ministry of A  ->  ministry of A and B, from July     in August the one stands for the other, in May it is itself
    ministries A, B  ->  ministry C                       C names B as its predecessor, and B names A
    ministry of A and B  ->  ministry A, ministry B       a split: nobody can say whose its answers would be

Who was valid on the day stands for itself, whatever followed.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Reason = Literal["unknown", "ended", "not-yet", "several"]


@dataclass(frozen=True, slots=True)
class Term:
    """The first and the last day, None where it is not known or not over, and whom it has followed."""

    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    predecessor: str | None = None

    def covers(self, day: datetime.date) -> bool:
        """Whether it was valid on the day."""
        return not self.is_over(day) and (self.valid_from is None or self.valid_from <= day)

    def is_over(self, day: datetime.date) -> bool:
        """Whether its last day was before."""
        return self.valid_to is not None and self.valid_to < day


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nobody stands for it: it is unknown, ended without a successor, began later, or `several` could be meant."""

    reason: Reason
    several: tuple[str, ...] = ()


def standing_for(code: str, day: datetime.date, terms: Mapping[str, Term]) -> str | Nobody:
    """The code that stands for this one on the day. Looks forward from what is over, and back from what is to come."""
    return structure(day, terms, [code])[code]


def structure(day: datetime.date, terms: Mapping[str, Term], codes: list[str]) -> dict[str, str | Nobody]:
    """The same for several codes."""
    followers: defaultdict[str, list[str]] = defaultdict(list)
    for code, term in terms.items():
        if term.predecessor is not None:
            followers[term.predecessor].append(code)
    return {code: _standing(code, day, terms, followers) for code in codes}


def _standing(
    code: str, day: datetime.date, terms: Mapping[str, Term], followers: Mapping[str, list[str]]
) -> str | Nobody:
    term = terms.get(code)
    if term is None:
        return Nobody("unknown")
    if term.covers(day):
        return code
    found = _after(code, day, terms, followers) if term.is_over(day) else _before(code, day, terms)
    if len(found) == 1:
        return found.pop()
    if found:
        return Nobody("several", tuple(sorted(found)))
    return Nobody("ended" if term.is_over(day) else "not-yet")


def _after(
    code: str, day: datetime.date, terms: Mapping[str, Term], followers: Mapping[str, list[str]]
) -> set[str]:
    """The first on each line of successors that was valid on the day."""
    found: set[str] = set()
    seen, waiting = {code}, [code]
    while waiting:
        for next_one in followers.get(waiting.pop(), ()):
            if next_one in seen:
                continue
            seen.add(next_one)
            if terms[next_one].covers(day):
                found.add(next_one)
            else:
                waiting.append(next_one)
    return found


def _before(code: str, day: datetime.date, terms: Mapping[str, Term]) -> set[str]:
    """All that were valid on the day of those that it came from: more than one where they have merged."""
    found: set[str] = set()
    seen, earlier = {code}, terms[code].predecessor
    while earlier is not None and earlier not in seen and earlier in terms:
        seen.add(earlier)
        if terms[earlier].covers(day):
            found.add(earlier)
        earlier = terms[earlier].predecessor
    return found
