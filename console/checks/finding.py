"""Decides the shape of what a check-up says: one line for each thing, with the mend beside it."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found. `mend` says what to do; it is empty where nothing needs doing."""

    check: str
    level: Level
    says: str
    mend: str = ""


def ok(check: str, says: str) -> Finding:
    """In order."""
    return Finding(check, "ok", says)


def warn(check: str, says: str, mend: str) -> Finding:
    """Works, or is not needed yet; somebody should look at it."""
    return Finding(check, "warn", says, mend)


def fail(check: str, says: str, mend: str) -> Finding:
    """Does not work, or soon will not."""
    return Finding(check, "fail", says, mend)
