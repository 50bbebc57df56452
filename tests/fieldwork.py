"""Decides the small world of the storage tests: one questionnaire, campaigns in the field, citizens who answer."""

import asyncio
import datetime
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Table, select

from console import launching, shipped
from storage import campaigns, closing, mixing, questionnaires, writing
from storage.campaigns import Plan
from storage.changes import Changes
from storage.database import Database
from storage.driver import Transaction
from storage.environment import Environment
from storage.keys import DAYS, CampaignKeys
from storage.questionnaires import QuestionnaireCache
from storage.sealing import Seals
from storage.trials import is_trial
from storage.turn import Address, Delivered, Outcome, Outgoing, Turn
from storage.turns import Turns
from surveys.coding import LANGUAGES
from surveys.interview.arrival import Heard, Started
from surveys.interview.events import Commanded, Tapped, Typed
from surveys.interview.prompts import Ask, Prompt, Refresh, Say
from surveys.questionnaire import Questionnaire
from surveys.reading import read
from tests.promises import PROMISE

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
SERVICES = ("mia_id_card", "moh_clinic")
TEXT = """
questionnaire: storage_trial
languages: [kk, ru]
title: {kk: Сынақ, ru: Проба}
introduction: {kk: Пікіріңіз керек., ru: Нам важно Ваше мнение.}
partial_when: answered(overall)
items:
  - use: region@1
  - id: overall
    type: rating
    scale: satisfaction-5
    missing: [98]
    measures: overall
    text: {kk: Жалпы алғанда ше?, ru: А в целом?}
  - id: reason
    type: text
    ask_when: overall <= 3
    text: {kk: Неліктен?, ru: Почему?}
  - id: good
    type: multiple
    text: {kk: Не ұнады?, ru: Что понравилось?}
    options:
      - {code: staff, label: {kk: Қызметкерлер, ru: Сотрудники}}
      - {code: speed, label: {kk: Жылдамдық, ru: Скорость}}
  - id: visits
    type: number
    text: {kk: Неше рет бардыңыз?, ru: Сколько раз приходили?}
"""

BOT = 1_000
"""The bot of these tests."""


def address_of(number: int) -> Address:
    """Where somebody is reached in these tests."""
    return Address("telegram", str(number))


def turn(update: int, address: int, heard: Heard, **about: Any) -> Turn:
    """One update of these tests' bot."""
    return Turn(BOT, update, address_of(address), heard, **about)


_updates = count(1_000_000)
"""Far above the ids that tests give by hand."""
_messages = count(1_000, 10)
"""Numbers of messages, which rise over both sides of a chat."""


@cache
def questionnaire() -> Questionnaire:
    """What is asked in these tests: a region, a rating, a reason for the unhappy, ticks and a number."""
    return read(TEXT, core=shipped.core())


def names(seed: int = 7) -> Callable[[int], str]:
    """Random names that are the same in every run."""
    random = Random(seed)
    return lambda size: random.randbytes(size).hex()


@dataclass(slots=True)
class Field:
    """Campaigns in the field. `links` are payloads by (campaign, service)."""

    database: Database
    keys: CampaignKeys
    seals: Seals
    links: dict[tuple[str, str], str] = field(default_factory=dict)
    random_hex: Callable[[int], str] = field(default_factory=names)
    now: datetime.datetime = NOON

    @property
    def link(self) -> str:
        """One link into the first campaign."""
        return next(iter(self.links.values()))

    @property
    def environment(self) -> Environment:
        """What the records take from outside, for what happens outside a turn."""
        return Environment(self.now, self.random_hex, self.keys, self.seals)

    def clock(self) -> datetime.datetime:
        """A clock that goes on whenever somebody looks at it."""
        self.now += datetime.timedelta(milliseconds=1)
        return self.now

    async def launch(self, campaign: str, *, text: str = TEXT, services: Sequence[str] = SERVICES) -> None:
        """Opens one more campaign."""
        asked = read(text, core=shipped.core())
        async with self.database.writing() as connection:
            fingerprint = await questionnaires.publish(connection, asked, yaml=text, today=self.now.date())
        named = dict.fromkeys(LANGUAGES, campaign)
        plan = Plan(campaign, named, fingerprint, services, trial=is_trial(campaign), promise=PROMISE)
        links = await campaigns.launch(self.database, plan, environment=self.environment)
        self.links |= {(campaign, service): payload for (service, _), payload in links.items()}

    async def close(self, campaign: str, *, release_small: bool = True) -> int:
        """Closes it: interviews end, what they left is mixed; returns how many ended interviews still wait."""
        return await closing.close(
            self.database, campaign, environment=self.environment, release_small=release_small
        )

    async def mix(self, campaign: str, *, everything: bool = False) -> int:
        """Takes apart what may be; returns how many ended interviews went."""
        moved, cache = 0, QuestionnaireCache()
        while batch := await mixing.mix(
            self.database, campaign, cache=cache, environment=self.environment, everything=everything
        ):
            moved += batch
        return moved

    @asynccontextmanager
    async def writer(self, database: Database | None = None) -> AsyncIterator[Turns]:
        """A running group commit; several of them are several replicas."""
        turns = Turns(
            database or self.database,
            self.keys,
            self.seals,
            clock=self.clock,
            random_hex=self.random_hex,
        )
        running = asyncio.create_task(turns.run())
        try:
            yield turns
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


@asynccontextmanager
async def fieldwork(database: Database, folder: Path, *launched: str) -> AsyncIterator[Field]:
    """A field with the registry loaded and these campaigns open."""
    random = Random(11)
    world = Field(database, CampaignKeys(folder), Seals(folder / DAYS, secret=random.randbytes))
    await launching.load_registry(database)
    for campaign in launched:
        await world.launch(campaign)
    yield world


@dataclass(slots=True)
class Citizen:
    """Somebody who answers, one turn after the other, and sees what is shown."""

    address: int
    turns: Turns
    prompt: Prompt | None = None
    interview: str | None = None
    shown: int = 0
    """The message that shows the present question."""
    notices: list[str] = field(default_factory=list)
    updates: list[int] = field(default_factory=list)

    async def says(self, heard: Heard, *, update: int | None = None, **about: str | int | None) -> Outcome:
        """One update of this citizen; what comes back is seen at once, and its outbox row is closed."""
        number = next(_updates) if update is None else update
        self.updates.append(number)
        if not isinstance(heard, Tapped):
            about = {"own": next(_messages)} | about
        outcome = await self.turns.take(turn(number, self.address, heard, **about))
        for outgoing in outcome.shows:
            if isinstance(outgoing.show, Ask | Refresh):
                self.prompt, self.interview = outgoing.show.prompt, outgoing.interview
            elif isinstance(outgoing.show, Say):
                self.notices.append(outgoing.show.notice)
        if outcome.shows:
            self.turns.close([self._seen(outgoing) for outgoing in outcome.shows])
        return outcome

    def _seen(self, outgoing: Outgoing) -> Delivered:
        if not isinstance(outgoing.show, Ask):
            return Delivered(outgoing)
        self.shown = next(_messages)
        return Delivered(outgoing, self.shown)

    async def opens(self, link: str = "") -> Outcome:
        """Follows a link."""
        return await self.says(Started(link))

    async def taps(self, code: str) -> Outcome:
        """Presses a button of the present question."""
        assert self.prompt is not None
        return await self.says(Tapped(self.prompt.turn, code), interview=self.interview)

    async def types(self, text: str) -> Outcome:
        """Writes words."""
        return await self.says(Typed(text))

    async def stops(self) -> Outcome:
        """Sends /stop."""
        return await self.says(Commanded("stop"))

    async def agrees(self, link: str) -> None:
        """As far as the first question."""
        await self.opens(link)
        if self.prompt is not None and self.prompt.kind == "language":
            await self.taps("ru")
        await self.taps(".go")

    async def finishes(self, link: str, *, overall: str = "4", region: str = "KZ-75") -> None:
        """From the link to the thanks. A low `overall` is asked for its reason."""
        await self.agrees(link)
        await self.taps(region)
        await self.taps(overall)
        if overall in "123":
            await self.types("Кезек ұзақ болды")
        await self.taps("staff")
        await self.taps(".done")
        await self.types("2")


class Slowly:
    """Holds every batch between its reading and its writing until it may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.go_on, self._write = asyncio.Event(), asyncio.Event(), writing.write
        self._loop = asyncio.get_running_loop()
        monkeypatch.setattr(writing, "write", self)

    async def __call__(self, transaction: Transaction, changes: Changes, *, environment: Environment) -> None:
        if transaction.dialect == "sqlite":  # in the driver's thread
            asyncio.run_coroutine_threadsafe(self._hold(), self._loop).result()
        else:
            await self._hold()
        await self._write(transaction, changes, environment=environment)

    async def _hold(self) -> None:
        self.reached.set()
        await self.go_on.wait()


async def crowd(field: Field, addresses: Iterable[int], *, campaign: str = "spring") -> None:
    """Lets each of these people answer everything, together, by either service of the campaign."""
    links = [payload for (name, _), payload in field.links.items() if name == campaign]
    async with field.writer() as turns:
        await asyncio.gather(
            *(
                Citizen(address, turns).finishes(
                    links[address % len(links)],
                    overall=("1", "2", "3", "4", "5", "98")[address % 6],
                    region=("KZ-10", "KZ-75", "KZ-71")[address % 3],
                )
                for address in addresses
            )
        )


async def rows(database: Database, table: Table) -> list[dict[str, Any]]:
    """Everything in a table, in whatever order it lies there."""
    async with database.reading() as connection:
        return [dict(row) for row in (await connection.execute(select(table))).mappings()]
