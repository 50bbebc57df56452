"""Decides what becomes of those who are being asked and of those who took part: sealed, or a hash as before.

Everything that knows an address goes under today's key. What an interview is looked up by is today's hash of the
person. Old participations keep their hash, which
stands for all services.
"""

import base64
import datetime
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from storage.database import StorageError
from storage.migrations.outside import Outside
from storage.sealing import day_number

CHANNEL = "telegram"
"""The only channel there was."""
UNKNOWN = -1
"""Active seconds of an interview that began before they were counted."""
REPEATED = 2
"""Days in which a repeated update must still be known: 48 hours."""
DIGITS = 64
"""Of the hash of somebody who took part."""
CHUNK = 1_000

_ID = (1 << 63) - 1
_EPOCH = datetime.date(1970, 1, 1)
_TYPED = frozenset({"text", "number", "date"})

log = logging.getLogger(__name__)


def interview_number(name: str) -> int:
    """The interview's id as a whole number: the 8 bytes that its name spells in base64url, without the topmost bit.

    A button in a chat carries the name; whoever reads one drops the same bit, and it still leads to its interview.
    """
    try:
        found = base64.b64decode(f"{name}=", altchars=b"-_", validate=True)
    except ValueError:
        found = b""
    if len(found) != 8:
        raise StorageError(f"an open interview has the id {name!r}, which is none of this program's")
    return int.from_bytes(found, "big") & _ID


def interview_name(number: int) -> str:
    """What the interview with this number is called from now on."""
    return base64.urlsafe_b64encode(number.to_bytes(8, "big")).rstrip(b"=").decode()


def carry_interviews(connection: sa.Connection, new: sa.Table, outside: Outside) -> None:
    """Open interviews with all that was answered so far, in the order of their random ids."""
    given: dict[str, dict[str, Any]] = {}
    for row in connection.execute(sa.select(_ANSWERS)):
        given.setdefault(row.interview, {})[row.item] = row.answer
    rows = [
        _interview(row, given.pop(row.id, {}), outside) for row in connection.execute(sa.select(_INTERVIEWS))
    ]
    if given:
        raise StorageError(f"{len(given)} interviews are gone, but their answers are still there")
    _insert(connection, new, sorted(rows, key=lambda row: row["id"]))


def carry_outbox(connection: sa.Connection, new: sa.Table, outside: Outside) -> None:
    """What waits to be shown, one row for each turn; of what was given up, why."""
    kept = sorted(connection.execute(sa.select(_OUTBOX)), key=lambda row: _placed(row.id))
    turns = [(update, list(rows)) for update, rows in groupby(kept, lambda row: _placed(row.id)[0])]
    _insert(connection, new, [_turn(update, rows, outside) for update, rows in turns])


def carry_updates(connection: sa.Connection, new: sa.Table, outside: Outside) -> None:
    """The updates of the last two days, as if each had come in the last hour of its day."""
    since = outside.today - datetime.timedelta(days=REPEATED)
    for day in connection.scalars(sa.select(_UPDATES.c.day).where(_UPDATES.c.day >= since).distinct()).all():
        hour = (day - _EPOCH).days * 24 + 23
        bot = sa.literal(_bot(outside), sa.BigInteger)
        wanted = sa.select(bot, _UPDATES.c.id, sa.literal(hour)).where(_UPDATES.c.day == day)
        connection.execute(new.insert().from_select(["bot", "update", "hour"], wanted))


def carry_dead_letters(connection: sa.Connection, new: sa.Table, outside: Outside) -> None:
    """Turns that were put aside: whose they were, nobody knew before either."""
    rows = connection.execute(sa.select(_DEAD_LETTERS).order_by(_DEAD_LETTERS.c["update"])).mappings().all()
    _insert(connection, new, [{**row, "bot": _bot(outside)} for row in rows])


def carry_participations(connection: sa.Connection, new: sa.Table) -> None:
    """Who took part, by the same hash; on what day is not kept any more."""
    old = _PARTICIPATIONS.c
    bad = sa.select(old.campaign).where(sa.func.length(old.person) != DIGITS).limit(1)
    if campaign := connection.scalar(bad):
        raise StorageError(f"a participation in {campaign} has no hash of {DIGITS} digits")
    wanted = sa.select(old.campaign, old.person, old.disposition)
    names = ["campaign", "person", "disposition"]
    connection.execute(new.insert().from_select(names, wanted.order_by(old.campaign, old.person)))


_INTERVIEWS = sa.table(
    "old_interviews",
    *map(sa.column, ("id", "campaign", "route", "language", "stage", "cursor", "turn", "page")),
    *map(sa.column, ("last", "seed", "message", "address")),
    sa.column("draft", sa.JSON),
    sa.column("touched_at", sa.DateTime(timezone=True)),
)
_ANSWERS = sa.table(
    "interview_answers", sa.column("interview"), sa.column("item"), sa.column("answer", sa.JSON)
)
_OUTBOX = sa.table(
    "old_outbox",
    *map(sa.column, ("id", "address", "interview", "message", "failed")),
    sa.column("show", sa.JSON),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
_UPDATES = sa.table("old_updates", sa.column("id", sa.BigInteger), sa.column("day", sa.Date))
_DEAD_LETTERS = sa.table(
    "old_dead_letters", sa.column("update"), sa.column("reason"), sa.column("day", sa.Date)
)
_PARTICIPATIONS = sa.table(
    "old_participations",
    sa.column("campaign", sa.String),
    sa.column("person", sa.String),
    sa.column("disposition"),
)


def _interview(row: sa.Row[Any], answers: Mapping[str, Any], outside: Outside) -> dict[str, Any]:
    number, address = interview_number(row.id), str(row.address)
    state = {
        "channel": CHANNEL,
        "address": address,
        "route": row.route,
        "language": row.language,
        "stage": row.stage,
        "cursor": row.cursor,
        "page": row.page,
        "draft": row.draft,
        "last": row.last,
        "seed": row.seed,
        "answers": answers,
        "touched": _seconds(row.touched_at),
        "active": UNKNOWN,
        "disposition": None,
        "ended": None,
        "withdrawal": None,
    }
    return {
        "id": number,
        "person": outside.seals.person(CHANNEL, address, today=outside.today),
        "campaign": row.campaign,
        "slot": 0,
        "turn": row.turn,
        "message": row.message,
        "day": day_number(outside.today),
        "marked": False,
        "sealed": _sealed(state, b"interview:%d" % number, outside),
    }


def _turn(update: int, rows: Sequence[sa.Row[Any]], outside: Outside) -> dict[str, Any]:
    bot, waiting = _bot(outside), [row for row in rows if row.failed is None]
    if waiting and len(waiting) < len(rows):
        log.warning("update %d: %s; the rest still waits", update, _reason(rows))
    content = {
        "channel": CHANNEL,
        "address": str((waiting or rows)[0].address),
        "interview": next((_renamed(row.interview) for row in waiting if row.interview), None),
        "shows": [{"message": row.message, "show": _shown(row.show)} for row in waiting],
    }
    return {
        "bot": bot,
        "update": update,
        "day": day_number(outside.today),
        "created": min(_seconds(row.created_at) for row in rows),
        "owner": 0,
        "leased_until": 0,
        "failed": None if waiting else _reason(rows),
        "sealed": _sealed(content, b"outbox:%d:%d" % (bot, update), outside) if waiting else b"",
    }


def _renamed(name: str) -> str:
    return interview_name(interview_number(name))


def _reason(rows: Sequence[sa.Row[Any]]) -> str:
    return next(str(row.failed) for row in rows if row.failed is not None)


def _shown(show: Mapping[str, Any]) -> dict[str, Any]:
    """How an answer is typed has become a field of its own beside that it is typed."""
    prompt = show.get("prompt")
    if prompt is None or prompt.get("expects") not in _TYPED:
        return dict(show)
    return {**show, "prompt": {**prompt, "expects": "typed", "typing_hint": prompt["expects"]}}


def _sealed(content: Mapping[str, Any], belongs_to: bytes, outside: Outside) -> bytes:
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return outside.seals.seal(plain.encode(), belongs_to, today=outside.today)


def _bot(outside: Outside) -> int:
    if outside.bot is None:
        raise StorageError(
            "set SAUALNAMA_TELEGRAM_TOKEN for the upgrade: the number before its colon says "
            "whose updates and waiting messages these are"
        )
    return outside.bot


def _seconds(moment: datetime.datetime) -> int:
    """Since 1970; SQLite keeps UTC without saying so."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp())


def _placed(name: str) -> tuple[int, int]:
    """Update and place of an outbox row."""
    update, _, place = name.partition(".")
    return int(update), int(place)


def _insert(connection: sa.Connection, table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    for chunk in _chunks(list(rows)):
        connection.execute(table.insert(), chunk)


def _chunks(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), CHUNK):
        yield list(rows[start : start + CHUNK])
