"""Decides what an operator is told of campaigns that end: what waits to be released, which keys are to be destroyed."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from console.checks.finding import Finding, fail, ok, warn
from storage.inspection import InCampaign
from storage.keys import CampaignKeys
from storage.periods import KEPT, LEAST

KEPT_DAYS = datetime.timedelta(days=KEPT)


def batches(campaigns: Mapping[str, InCampaign]) -> Finding:
    """Whether ended interviews wait that no batch will take: fewer than LEAST of a closed campaign."""
    waiting = {name: found for name, found in campaigns.items() if found.waiting}
    closed = {name: found for name, found in waiting.items() if found.state == "closed"}
    if not closed:
        says = ", ".join(f"{name} {found.waiting}" for name, found in waiting.items())
        return ok("batches", f"ended interviews that wait: {says or 'none'}; {LEAST} are released together")
    left = []
    for name, found in closed.items():
        until = f" until {found.closed_on + KEPT_DAYS}" if found.closed_on else ""
        few = f", fewer than {LEAST}," if found.waiting < LEAST else ""
        left.append(f"{name} is closed, and {found.waiting} interviews{few} wait{until}")
    name = next(iter(closed))
    mend = f"release them with `saualnama campaign close {name} --release-small`, or they go with the campaign's key"
    return warn("batches", "; ".join(left), mend)


def forgetting(folder: Path, campaigns: Mapping[str, InCampaign], today: datetime.date) -> Finding:
    """Whether the keys of campaigns that were closed KEPT days ago are gone."""
    kept = CampaignKeys(folder)
    left = [name for name, found in campaigns.items() if found.forgotten and kept.path(name).exists()]
    if left:
        says = f"the key of {left[0]} is still there, although the campaign is forgotten"
        return fail("forgetting", says, f"`saualnama campaign forget {left[0]}`")
    ends = {
        name: found.closed_on + KEPT_DAYS
        for name, found in campaigns.items()
        if found.closed_on is not None and not found.forgotten
    }
    late = [name for name, day in ends.items() if day < today]
    if late:
        mend = f"start the bot, which does it once a day, or `saualnama campaign forget {late[0]}`"
        return warn("forgetting", f"closed more than {KEPT} days ago: {', '.join(late)}", mend)
    soon = [f"{name} on {day}" for name, day in sorted(ends.items(), key=lambda each: (each[1], each[0]))]
    return ok("forgetting", f"keys to be destroyed: {', '.join(soon) or 'none'}")
