"""Decides whether the records are in order: schema, an open campaign, nothing put aside or left waiting."""

import datetime
from collections.abc import Mapping
from shlex import quote

from console.checks.finding import Finding, fail, ok, warn
from console.checks.keys import OTHERS
from console.settings import Settings
from storage.campaign_states import state_on
from storage.inspection import (
    InCampaign,
    InspectionError,
    Records,
    Waiting,
    inspect,
    needed_schema,
    sqlite_file,
)

LATE = datetime.timedelta(minutes=5)
"""A message that waits longer shows that no bot runs, or that Telegram cannot be reached."""
UNREACHABLE = "unreachable"
"""Given up because the person has blocked the bot or is gone: nobody's mistake."""


async def database(settings: Settings) -> tuple[Records | None, Finding]:
    """The records, None where there are none to read, and whether they are of this release."""
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        if settings.database and not file.absolute().parent.is_dir():
            return None, fail(
                "database", f"there is no folder {file.parent}", "make it, or correct SAUALNAMA_DATABASE"
            )
        mend = "`saualnama bot run` makes it, or `saualnama db upgrade`"
        return None, warn("database", f"{file} is not there yet", mend)
    try:
        found = await inspect(settings.database_url)
    except InspectionError as error:
        return None, fail("database", str(error), "check SAUALNAMA_DATABASE, and that the database runs")
    needed = needed_schema()
    if found.schema is None:
        return None, warn("database", "reachable and empty", "run `saualnama db upgrade`")
    if found.schema < needed:
        mend = "back it up, then `saualnama db upgrade`"
        return None, fail("database", f"schema {found.schema}, this release needs {needed}", mend)
    if found.schema != needed:
        mend = "install the newer release that made it"
        return None, fail("database", f"schema {found.schema}, this release knows up to {needed}", mend)
    if file is not None and file.stat().st_mode & OTHERS:
        mend = f"close it to others, with the log beside it: `chmod 600 {quote(str(file))}*`"
        return found, warn("database", f"others may read {file}", mend)
    return found, ok("database", f"{file or 'PostgreSQL'} is reachable, schema {found.schema}")


def campaigns(known: Mapping[str, InCampaign], today: datetime.date) -> Finding:
    """Whether somebody who comes today can be asked anything. `known`: by id."""
    taking = [
        name
        for name, found in known.items()
        if state_on(today, found.state, found.opens_on or today, found.closes_on) == "open"
    ]
    if taking:
        return ok("campaigns", f"{len(taking)} open: {', '.join(taking[:5])}")
    if known:
        return warn(
            "campaigns", f"none of {len(known)} is open", "launch one: `saualnama campaign launch --help`"
        )
    return warn(
        "campaigns",
        "none yet",
        "`saualnama bot run` opens an example, or `saualnama campaign launch --help`",
    )


def dead_letters(dead: Mapping[str, int]) -> Finding:
    """Whether every turn could be taken. `dead`: put aside, by reason."""
    if dead:
        worst = max(dead, key=lambda reason: dead[reason])
        mend = "look for `was put aside` in the bot's log and report it; those people were asked to repeat"
        return warn("dead letters", f"{sum(dead.values())} turns put aside, most of them: {worst}", mend)
    return ok("dead letters", "none")


def unreadable(days: Mapping[datetime.date, int]) -> Finding:
    """Whether every update had a form that could be read. `days`: how many had not, by day."""
    if days:
        latest = ", ".join(f"{days[day]} on {day}" for day in sorted(days, reverse=True)[:3])
        mend = "install the newest release; if they go on, report it with the bot's log: who sent them got no answer"
        return warn("updates", f"{sum(days.values())} could not be read: {latest}", mend)
    return ok("updates", "all could be read")


def outbox(waiting: Waiting, now: datetime.datetime) -> Finding:
    """Whether what was to be shown was shown."""
    refused = {reason: n for reason, n in waiting.failed.items() if reason != UNREACHABLE}
    if waiting.oldest is not None and now - waiting.oldest > LATE:
        minutes = int((now - waiting.oldest).total_seconds() // 60)
        mend = "start the bot with `saualnama bot run`; if it runs, look into its log"
        return warn("outbox", f"{waiting.rows} messages wait, the oldest for {minutes} min", mend)
    if refused:
        worst = max(refused, key=lambda reason: refused[reason])
        mend = "report it with the bot's log: the next answer of those people shows the question again"
        return warn("outbox", f"{sum(refused.values())} messages refused, most of them: {worst}", mend)
    gone = waiting.failed.get(UNREACHABLE, 0)
    return ok("outbox", f"{waiting.rows} waiting" + (f", {gone} to people who left" if gone else ""))
