"""Decides the world of the attacks on anonymity: a thousand people, and who said what, which only the script knows.

People come in waves, some at a time, each turn in a small transaction, as on a quiet day; as soon as a batch has
gathered it is mixed. Around each mixing whatever an attacker may hold is copied: the tables (a backup), the log, the
files with their dead rows.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Protocol

from sqlalchemy import text

from storage import schema
from storage.database import open_database
from storage.interview_rows import number_of
from tests.fieldwork import Citizen, Field, address_of, fieldwork

CAMPAIGN = "spring"
WAVE, REFUSALS = 22, 2
"""People who come between two mixings, and those of them who refuse: the rest is the smallest batch there is."""
AT_ONCE = 4
"""Interviews that are under way together."""
RATINGS = {"5": 50, "4": 25, "3": 12, "2": 7, "1": 6}
"""How people answer, in percent: mostly alike, as they do."""
LETTERS = "абвгдежзиклмнопрстуфхцчшыэюя"
ASKED = """
questionnaire: linkage_trial
languages: [kk, ru]
title: {kk: Сынақ, ru: Проба}
introduction: {kk: Пікіріңіз керек., ru: Нам важно Ваше мнение.}
partial_when: answered(overall)
items:
  - use: region@1
  - id: comment
    type: text
    text: {kk: Не болды?, ru: Что произошло?}
  - id: overall
    type: rating
    scale: satisfaction-5
    missing: [98]
    measures: overall
    text: {kk: Жалпы алғанда ше?, ru: А в целом?}
  - id: good
    type: multiple
    text: {kk: Не ұнады?, ru: Что понравилось?}
    options:
      - {code: staff, label: {kk: Қызметкерлер, ru: Сотрудники}}
      - {code: speed, label: {kk: Жылдамдық, ru: Скорость}}
"""


@dataclass(slots=True)
class Person:
    """Somebody and what they did: the truth. `words` are theirs alone; who has not `answered` refuses."""

    address: int
    service: str
    words: str = ""
    interview: int = 0
    answered: bool = True


@dataclass(slots=True)
class Copies:
    """What was copied around one mixing. `before`, `after`: every row of a table, in the order in which it lies.

    `files`: whatever else the kind of database leaves lying about, by name.
    """

    before: Mapping[str, Sequence[Mapping[str, Any]]]
    after: Mapping[str, Sequence[Mapping[str, Any]]]
    files: Mapping[str, bytes]


class Leaves(Protocol):
    """What is left in the files around a mixing, by kind of database."""

    async def before_mixing(self) -> None: ...

    async def after_mixing(self) -> Mapping[str, bytes]: ...


@dataclass(slots=True)
class World:
    """The field, its people in the order in which they ended, and the copies of each mixing."""

    field: Field
    leaves: Leaves
    random: Random
    ended: list[Person] = field(default_factory=list)
    mixings: list[Copies] = field(default_factory=list)

    def hashed(self, person: Person) -> str:
        """What the person is called in the participations: known to the script, which has the key."""
        return self.field.keys.person(CAMPAIGN, address_of(person.address), person.service)

    async def fills(self, people: int) -> None:
        """So many people come, and all who answered are mixed but the last few."""
        services = [service for campaign, service in self.field.links if campaign == CAMPAIGN]
        known = self.random.sample(range(10**8, 7 * 10**9), people)
        crowd = [Person(address, self.random.choice(services)) for address in known]
        async with self.field.writer() as turns:
            for first in range(0, people, WAVE):
                wave = asyncio.Semaphore(AT_ONCE)
                citizens = [(each, Citizen(each.address, turns)) for each in crowd[first : first + WAVE]]
                for person, _ in self.random.sample(citizens, min(REFUSALS, len(citizens))):
                    person.answered = False
                await asyncio.gather(*(self._answers(each, citizen, wave) for each, citizen in citizens))
                await self._mixes()

    async def _answers(self, person: Person, citizen: Citizen, wave: asyncio.Semaphore) -> None:
        random = Random(person.address)
        async with wave:
            await citizen.opens(self.field.links[CAMPAIGN, person.service])
            if citizen.prompt is not None and citizen.prompt.kind == "language":
                await citizen.taps(random.choice(("ru", "kk")))
            person.interview = number_of(citizen.interview or "")
            if person.answered:
                await self._says_all(person, citizen, random)
            else:
                await citizen.stops()
            self.ended.append(person)

    async def _says_all(self, person: Person, citizen: Citizen, random: Random) -> None:
        await citizen.taps(".go")
        await citizen.taps(random.choice(("KZ-10", "KZ-75", "KZ-71")))
        person.words = "".join(random.choices(LETTERS, k=random.randint(12, 160)))
        await citizen.types(person.words)
        await citizen.taps(random.choices(list(RATINGS), list(RATINGS.values()))[0])
        ticks = [code for code in ("staff", "speed") if random.random() < 0.5]
        for code in ticks:
            await citizen.taps(code)
        await citizen.taps(".done" if ticks else ".skip")

    async def _mixes(self) -> None:
        await self.leaves.before_mixing()
        before = await self._tables()
        if await self.field.mix(CAMPAIGN):
            self.mixings.append(Copies(before, await self._tables(), await self.leaves.after_mixing()))

    async def _tables(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of people, as a backup holds it, in the order in which it lies, with what orders it."""
        hidden, order = (
            ("", "") if self.field.database.is_sqlite else ("xmin::text::bigint AS xmin, ", "ORDER BY ctid")
        )
        found = {}
        async with self.field.database.reading() as connection:
            for table in ("interviews", "participations", "responses"):
                rows = await connection.execute(text(f"SELECT {hidden}* FROM {table} {order}"))  # noqa: S608
                found[table] = [dict(row) for row in rows.mappings()]
        return found


@asynccontextmanager
async def world(url: str, folder: Path, leaves: Leaves, seed: int) -> AsyncIterator[World]:
    """A campaign of two services in the field, on an empty database."""
    database = open_database(url)
    await schema.upgrade(database)
    random = Random(seed)
    async with fieldwork(database, folder / "keys") as launched:
        launched.random_hex = lambda size: random.randbytes(size).hex()
        await launched.launch(CAMPAIGN, text=ASKED)
        yield World(launched, leaves, Random(seed + 1))
    await database.close()


@dataclass(slots=True)
class SqliteLeaves:
    """The file and its log: the log is emptied before a mixing, so that after it holds that mixing and no more."""

    file: Path

    async def before_mixing(self) -> None:
        with sqlite3.connect(self.file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def after_mixing(self) -> Mapping[str, bytes]:
        log = self.file.with_name(self.file.name + "-wal")
        return {"file": self.file.read_bytes(), "log": log.read_bytes()}


@dataclass(slots=True)
class PostgresLeaves:
    """The file of the interviews, with the dead rows of a mixing. `connection` is asyncpg's; `data` the server's."""

    connection: Any
    data: Path

    async def before_mixing(self) -> None:
        """Nothing has to be made ready."""

    async def after_mixing(self) -> Mapping[str, bytes]:
        await self.connection.execute("CHECKPOINT")
        path = await self.connection.fetchval("SELECT pg_relation_filepath('interviews')")
        return {"interviews": (self.data / path).read_bytes()}
