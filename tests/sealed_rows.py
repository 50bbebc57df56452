"""Decides how tests look into what is sealed: with the keys of their field, as nobody with a copy alone can."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from storage.answer_bytes import layout
from storage.interview_rows import name_of, number_of
from storage.interview_states import opened, resealed
from storage.tables import interviews, outbox, participations, responses
from tests.fieldwork import Field, questionnaire, rows


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of `interviews`, opened. `ended`: it waits for its batch."""

    name: str
    campaign: str
    ended: bool
    marked: bool
    turn: int
    message: int | None
    day: int
    state: Mapping[str, Any]

    @property
    def address(self) -> int:
        """The number by which these tests know the person."""
        return int(self.state["address"])

    @property
    def answers(self) -> Mapping[str, Any]:
        """By item, as `Answer.as_json` gives them."""
        found: Mapping[str, Any] = self.state["answers"]
        return found


async def kept(field: Field) -> list[Kept]:
    """Every row of `interviews`, by address."""
    found = [
        Kept(
            name_of(row["id"]),
            row["campaign"],
            row["slot"] != 0,
            row["marked"],
            row["turn"],
            row["message"],
            row["day"],
            opened(field.seals, row["id"], row["sealed"]),
        )
        for row in await rows(field.database, interviews)
    ]
    return sorted(found, key=lambda each: (each.address, each.name))


async def in_progress(field: Field) -> list[Kept]:
    """The interviews that go on."""
    return [each for each in await kept(field) if not each.ended]


async def finished(field: Field) -> list[Kept]:
    """The interviews that have ended and wait for their batch."""
    return [each for each in await kept(field) if each.ended]


async def dispositions(field: Field) -> list[str]:
    """What everybody's interview has become, in alphabetical order: of those that wait, and of those that are mixed."""
    waiting = [each.state["disposition"] for each in await finished(field) if not each.marked]
    return sorted([*waiting, *(row["disposition"] for row in await rows(field.database, participations))])


async def answered(field: Field) -> list[dict[str, Any]]:
    """The answers of every response to the questionnaire of these tests, by item."""
    found = layout(questionnaire())
    return [
        {item: answer.as_json() for item, answer in found.decode(row["answers"], row["beside"] or {}).items()}
        for row in await rows(field.database, responses)
    ]


async def to_show(field: Field) -> list[dict[str, Any]]:
    """What every row of the outbox holds, those that were given up left out."""
    async with field.database.reading() as connection:
        found = (await connection.execute(select(outbox).where(outbox.c.failed.is_(None)))).mappings().all()
    return [
        json.loads(field.seals.unseal(row["sealed"], b"outbox:%d:%d" % (row["bot"], row["update"])))
        for row in found
    ]


async def rewritten(field: Field, row: Kept, **changed: Any) -> None:
    """The same row with another state under its seal, as a fault of an earlier release might have left it."""
    number = number_of(row.name)
    anew = resealed(field.seals, number, {**row.state, **changed}, today=field.now.date())
    async with field.database.writing() as connection:
        await connection.execute(update(interviews).where(interviews.c.id == number).values(anew))
