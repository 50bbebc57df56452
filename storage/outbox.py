"""Decides what still has to be shown: one sealed row a turn, erased when the channel has taken all of it."""

import logging
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.sql import ClauseElement

from storage.driver import Transaction
from storage.environment import Environment
from storage.interview_rows import number_of
from storage.sealing import SealedError, Seals, day_number
from storage.statements import given_rows, inserting, listed
from storage.tables import NOWHERE, OPEN, interviews, outbox
from storage.turn import Address, Delivered, Outgoing
from surveys.interview.prompts import Ask, Refresh, Show, show_from_json

log = logging.getLogger(__name__)

FREE = 0
"""The owner of a row that no process shows now."""


async def keep(
    transaction: Transaction, shown: Sequence[Sequence[Outgoing]], *, environment: Environment
) -> None:
    """Keeps a row for each turn that has something to show, all of one bot."""
    if shown:
        await transaction.many(
            insert_row,
            [to_row(shows, environment=environment) for shows in shown],
            bot=shown[0][0].bot,
            day=day_number(environment.today),
            created=int(environment.now.timestamp()),
            owner=FREE,
            leased_until=0,
        )


def to_row(shows: Sequence[Outgoing], *, environment: Environment) -> dict[str, Any]:
    """What the row of one turn has for itself: its number, and all that it has to show, sealed under today's key."""
    first = shows[0]
    kept = _Kept(
        *first.address, first.interview, [_Shown(outgoing.message, outgoing.show) for outgoing in shows]
    )
    belongs_to = _belongs_to(first.bot, first.update)
    sealed = environment.seals.seal(msgspec.json.encode(kept), belongs_to, today=environment.today)
    return {"update": first.update, "sealed": sealed}


class _Shown(msgspec.Struct, gc=False):
    message: int | None
    show: Show


class _Kept(msgspec.Struct, gc=False):
    """What is sealed: a struct is made and written in half the time of a dictionary."""

    channel: str
    address: str
    interview: str | None
    shows: list[_Shown]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What an earlier process left to show.

    `overtaken`: the keys of those whose question was answered or asked again meanwhile.
    """

    shows: Sequence[Outgoing]
    overtaken: frozenset[tuple[int, int]]


async def waiting(
    transaction: Transaction, bot: int, *, seals: Seals, numbers: Sequence[int] | None = None
) -> list[Outgoing]:
    """Everything of a bot not yet shown, of these updates or of all, in the order in which each must be seen."""
    if numbers is None:
        rows = await transaction.fetch(_waiting, bot=bot)
    else:
        rows = await transaction.fetch(_waiting_of, bot=bot, updates=transaction.a_list(numbers))
    return [outgoing for row in rows for outgoing in from_row(bot, row, seals)]


async def unfinished(transaction: Transaction, bot: int, *, seals: Seals) -> Unfinished:
    """Everything of a bot not yet shown, and what has become of its questions."""
    shows = await waiting(transaction, bot, seals=seals)
    asked = [
        (number_of(each.interview), each.show.prompt.turn, each.key)
        for each in shows
        if isinstance(each.show, Ask | Refresh) and each.interview is not None
        if each.message is None  # what changes a message that stands in the chat asks nothing anew
    ]
    names = transaction.a_list({interview for interview, _, _ in asked})
    rows = await transaction.fetch(_turns_of, interviews=names) if asked else ()
    present = {row[0]: row[1] for row in rows}
    overtaken = {key for interview, turn, key in asked if present.get(interview) != turn}
    return Unfinished(shows, frozenset(overtaken | former_copies(shows)))


def former_copies(shows: Sequence[Outgoing]) -> set[tuple[int, int]]:
    """The keys of all but the newest asking of each question: one copy of it is enough."""
    newest: dict[Hashable, tuple[int, int]] = {}
    former: set[tuple[int, int]] = set()
    for each in shows:
        if isinstance(each.show, Ask):
            prompt = each.show.prompt
            question = each.address, each.interview, prompt.turn, prompt.kind
            former |= {newest[question]} if question in newest else set()
            newest[question] = each.key
    return former


async def place(transaction: Transaction, delivered: Sequence[Delivered]) -> None:
    """Notes where present questions stand."""
    await transaction.many(_place, [placed for each in delivered if (placed := _placed(each))])


async def close(transaction: Transaction, delivered: Sequence[Delivered]) -> None:
    """Erases what was shown, notes why the rest was given up, and where the present question stands.

    Of what was given up only the reason is left: an address beside an answer must not outlive the interview.
    """
    await place(transaction, delivered)
    sent, failed = [], []
    rows = groupby(delivered, key=lambda each: (each.outgoing.bot, each.outgoing.update))
    for (bot, number), shown in rows:
        reasons = [each.failed for each in shown if each.failed is not None]
        if reasons:
            failed.append({"its_bot": bot, "its_update": number, "why": reasons[0][:200], "nothing": b""})
        else:
            sent.append({"its_bot": bot, "its_update": number})
    await transaction.many(_erase, sent)
    await transaction.many(_give_up, failed)


def sealed_anew(bot: int, number: int, sealed: bytes, *, environment: Environment) -> bytes:
    """The same under today's key. Raises SealedError."""
    belongs_to = _belongs_to(bot, number)
    plain = environment.seals.unseal(sealed, belongs_to)
    return environment.seals.seal(plain, belongs_to, today=environment.today)


def insert_row(dialect: str) -> ClauseElement:
    """The statement that keeps a row."""
    kept: ClauseElement = inserting(dialect, outbox, "update", "sealed", same=_SAME)
    return kept


_SAME = ("bot", "day", "created", "owner", "leased_until")


def _placed(delivered: Delivered) -> dict[str, Any] | None:
    """Where the present question stands now, if that is known of this."""
    outgoing = delivered.outgoing
    show = outgoing.show
    if outgoing.interview is None or not isinstance(show, Ask | Refresh):
        return None
    if delivered.message is None and not (delivered.failed and isinstance(show, Ask)):
        return None
    return {
        "interview": number_of(outgoing.interview),
        "shown_turn": show.prompt.turn,
        "shown": delivered.message or NOWHERE,
    }


def from_row(bot: int, row: Sequence[Any], seals: Seals) -> list[Outgoing]:
    """What one turn had to show. `row`: update and sealed value; what cannot be opened is named in the log."""
    number, sealed = row[0], row[1]
    try:
        kept: Mapping[str, Any] = msgspec.json.decode(seals.unseal(sealed, _belongs_to(bot, number)))
    except SealedError as error:
        log.error("what update %d had to show is lost: %s", number, error)  # noqa: TRY400 - it says why
        return []
    address = Address(kept["channel"], kept["address"])
    return [
        Outgoing(bot, number, place, address, kept["interview"], one["message"], show_from_json(one["show"]))
        for place, one in enumerate(kept["shows"])
    ]


def _belongs_to(bot: int, number: int) -> bytes:
    return b"outbox:%d:%d" % (bot, number)


def _waiting(_dialect: str) -> ClauseElement:
    mine = select(outbox.c.update, outbox.c.sealed).where(
        outbox.c.bot == bindparam("bot"), outbox.c.failed.is_(None)
    )
    return mine.order_by(outbox.c.update)  # a clock may jump back


def _waiting_of(dialect: str) -> ClauseElement:
    mine = select(outbox.c.update, outbox.c.sealed).where(
        outbox.c.bot == bindparam("bot"),
        outbox.c.failed.is_(None),
        listed(dialect, outbox.c.update, "updates"),
    )
    return mine.order_by(outbox.c.update)


def _turns_of(dialect: str) -> ClauseElement:
    return select(interviews.c.id, interviews.c.turn).where(
        listed(dialect, interviews.c.id, "interviews"), interviews.c.slot == OPEN
    )


def _erase(dialect: str) -> ClauseElement:
    if dialect != "sqlite":
        given = given_rows(its_bot=outbox.c.bot.type, its_update=outbox.c.update.type)
        return delete(outbox).where(outbox.c.bot == given.c.its_bot, outbox.c.update == given.c.its_update)
    return delete(outbox).where(
        outbox.c.bot == bindparam("its_bot"), outbox.c.update == bindparam("its_update")
    )


def _give_up(_dialect: str) -> ClauseElement:
    return (
        update(outbox)
        .where(outbox.c.bot == bindparam("its_bot"), outbox.c.update == bindparam("its_update"))
        .values(failed=bindparam("why"), sealed=bindparam("nothing"))
    )


def _place(dialect: str) -> ClauseElement:
    """A question that was overtaken while it was being sent is no longer the present one."""
    if dialect != "sqlite":
        kinds = {"interview": interviews.c.id, "shown_turn": interviews.c.turn, "shown": interviews.c.message}
        given = given_rows(**{name: column.type for name, column in kinds.items()})
        return (
            update(interviews)
            .where(interviews.c.id == given.c.interview, interviews.c.turn == given.c.shown_turn)
            .values(message=given.c.shown)
        )
    return (
        update(interviews)
        .where(interviews.c.id == bindparam("interview"), interviews.c.turn == bindparam("shown_turn"))
        .values(message=bindparam("shown"))
    )
