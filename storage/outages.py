"""Decides what is known of the times when a bot could not be heard, and who was answering when one began."""

import datetime
import logging
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.sql import ClauseElement

from storage.days import day_in_kazakhstan
from storage.driver import Transaction
from storage.interview_rows import name_of
from storage.interview_states import address_of, open_state
from storage.sealing import SealedError, Seals, day_number
from storage.statements import inserting
from storage.tables import OPEN, campaigns, interviews, polls
from storage.turn import Address

BEFORE = datetime.timedelta(minutes=10)
"""Who has answered so shortly before an outage sits there and waits for the next question."""

AFTER = datetime.timedelta(minutes=1)
"""When a bot was heard is noted now and then: so long after the last note somebody may still have answered."""
PAGE = 500
"""Interviews that are opened at once to see when they moved."""

log = logging.getLogger(__name__)


class Left(NamedTuple):
    """An open interview whose person waits, and where they are reached."""

    address: Address
    interview: str


class Page(NamedTuple):
    """Who was found among the interviews up to the one of this number; None where there are no more."""

    left: list[Left]
    up_to: int | None


async def note(transaction: Transaction, taken: Mapping[int, int]) -> None:
    """Notes when each bot could be heard last, in seconds since 1970."""
    await transaction.many(_note, [{"bot": bot, "taken": at} for bot, at in taken.items()])


async def last(transaction: Transaction, bot: int) -> datetime.datetime | None:
    """When the bot could be heard last; None where it never was."""
    rows = await transaction.fetch(_last, bot=bot)
    return datetime.datetime.fromtimestamp(rows[0][0], datetime.UTC) if rows else None


async def left_waiting(
    transaction: Transaction, began: datetime.datetime, *, after: int, seals: Seals
) -> Page:
    """The interviews that moved last within BEFORE an outage that `began` then, in campaigns that are open, but not of
    those who have blocked the bot.

    A page of them, `after` the interview of that number. Who has moved since is in none: after a death in the middle of
    asking, the rest is found again.
    """
    since, until = began - BEFORE, began + AFTER
    days = {
        "first": day_number(day_in_kazakhstan(since)),
        "last": day_number(day_in_kazakhstan(until)),
    }
    rows = await transaction.fetch(_sealed_on, after=after, most=PAGE, **days)
    found: list[Left] = []
    for number, sealed in rows:
        try:
            state = open_state(seals, number, sealed)
        except SealedError as error:
            log.warning("an interview cannot be asked again: %s", error)
            continue
        if state.blocked:
            continue
        if since.timestamp() <= state.touched <= until.timestamp():
            found.append(Left(address_of(state), name_of(number)))
    return Page(found, rows[-1][0] if len(rows) == PAGE else None)


def _note(dialect: str) -> ClauseElement:
    statement = inserting(dialect, polls, "bot", "taken")
    noted: ClauseElement = statement.on_conflict_do_update(
        index_elements=[polls.c.bot], set_={"taken": statement.excluded.taken}
    )
    return noted


def _last(_dialect: str) -> ClauseElement:
    return select(polls.c.taken).where(polls.c.bot == bindparam("bot"))


def _sealed_on(_dialect: str) -> ClauseElement:
    mine = select(interviews.c.id, interviews.c.sealed).join(campaigns)
    mine = mine.where(
        interviews.c.id > bindparam("after"),
        interviews.c.slot == OPEN,
        campaigns.c.state == "open",
        interviews.c.day.between(bindparam("first"), bindparam("last")),
    )
    return mine.order_by(interviews.c.id).limit(bindparam("most"))
