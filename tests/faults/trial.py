"""Decides what one trial consists of: a simulator, a database, one bot at a time, and everybody who ever came."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import count
from json import loads
from pathlib import Path
from random import Random
from typing import Any

from bot.simulator.simulator import Simulator
from console import launching
from console.settings import Settings
from console.wiring import storage
from storage import schema
from storage.answer_bytes import layout
from storage.campaigns import Plan
from storage.interview_states import opened
from storage.keys import DAYS
from storage.sealing import Seals
from surveys.questionnaire import Questionnaire
from tests.faults.crowd import MARK, TEXT, Answers, Citizen
from tests.faults.hanging import Signs
from tests.promises import PROMISE

TOKEN = "1000000:killed-again-and-again"  # noqa: S105 - the simulator takes any
CAMPAIGN = "kills"
SERVICES = ("mia_id_card", "moh_clinic")
CALLS_KEPT = 60_000
"""Calls of which is said what they were, should the trial fail; about 1 KB each."""
BEGINNING, STEP = 1_800_000_000, 0.001
"""The simulator's seconds: a step each time it looks at its clock, so that a press ages by what happens alone."""

Stored = dict[str, Answers]
"""Every answer on disk, by the mark of who gave it."""


@dataclass
class Trial:
    """One trial. `lives`: bots that were started; `deaths`: those of them that were killed and reaped.

    `between`: deaths that left a batch marked as having taken part, and not yet moved to the responses.
    `per_second`: messages of the bot to all chats together; at 0 no chat is paced either, nor too much of one let go.
    `held`: rows that the bot keeps to show while Telegram refuses their chat.
    """

    library: str
    folder: Path
    simulator: Simulator
    questionnaire: Questionnaire
    links: list[str]
    random: Random
    citizens: list[Citizen] = field(default_factory=list)
    lives: int = 0
    deaths: int = 0
    between: int = 0
    per_second: int = 0
    held: int = 0

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def seals(self) -> Seals:
        """As an operator reads: with the keys that lie outside the database."""
        return Seals(self.keys / DAYS, secret=os.urandom)

    @property
    def database(self) -> Path:
        return self.folder / "saualnama.sqlite"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SAUALNAMA_TELEGRAM_TOKEN": TOKEN,
            "SAUALNAMA_TELEGRAM_API": self.simulator.url,
            "SAUALNAMA_LIBRARY": self.library,
            "SAUALNAMA_DATA": str(self.folder),
            "SAUALNAMA_DATABASE": "",
            "SAUALNAMA_KEYS": str(self.keys),
            "SAUALNAMA_MESSAGES_PER_SECOND": str(self.per_second),
        }

    @property
    def signs(self) -> Signs:
        """A death and a birth move something, too."""
        inbox = self.simulator.bot(TOKEN).inbox

        def moves() -> object:
            return self.lives, self.deaths, self.calls(), [each.update_id for each in inbox.waiting()]

        return Signs(moves, lambda: inbox.polls)

    def calls(self) -> int:
        """How often bots have called, apart from asking for updates."""
        counts = self.simulator.calls.counts
        return counts.total() - counts["getUpdates"]

    def arrives(self) -> Citizen:
        """One more person; every seventh will not finish."""
        number = len(self.citizens) + 1
        stops = (
            self.random.choice([item.id for item in self.questionnaire.items]) if number % 7 == 0 else None
        )
        phone = self.simulator.phone(TOKEN, user_id=5_000_000_000 + number, first_name="Айгүл")
        citizen = Citizen(number, phone, self.questionnaire, stops, lambda: self.deaths)
        self.citizens.append(citizen)
        return citizen

    async def comes_and_goes(self, stop: asyncio.Event) -> None:
        """One place in the crowd: whoever is done makes room for the next."""
        while not stop.is_set():
            await self.arrives().walks(self.random.choice(self.links))

    def stored(self) -> Stored:
        """Every answer on disk; the files are looked at in a copy, so no living bot may write meanwhile."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for path in self.folder.glob(f"{self.database.name}*"):
            shutil.copy(path, copy)
        with closing(sqlite3.connect(copy / self.database.name)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            marked = connection.execute("SELECT count(*) FROM interviews WHERE marked").fetchone()[0]
            self.between += marked > 0
            return _by_mark(connection, self.seals, self.questionnaire)

    def lost(self) -> Iterator[str]:
        """What a chat shows with a tick and the disk does not have so: a line each. Asked while no bot lives."""
        stored = self.stored()
        for citizen in self.citizens:
            kept = stored.get(citizen.mark, {})
            for item, shown in citizen.acknowledged().items():
                if kept.get(item) != shown:
                    yield f"{citizen.mark}: the chat shows {shown} for {item}, kept is {kept}"

    def unshown(self) -> int:
        """Rows that a living bot has still to show."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT count(*) FROM outbox WHERE failed IS NULL").fetchone()
        return int(found[0])


def _by_mark(connection: sqlite3.Connection, seals: Seals, asked: Questionnaire) -> Stored:
    """A mark that is found twice is a response that was doubled: sealed twice, or sealed and mixed."""
    people: list[Answers] = []
    for number, sealed in connection.execute("SELECT id, sealed FROM interviews"):
        answers = opened(seals, number, sealed)["answers"]
        people.append({item: _values(answer) for item, answer in answers.items()})
    coded = layout(asked)
    for answers, beside in connection.execute("SELECT answers, beside FROM responses"):
        given = coded.decode(answers, loads(beside or "{}"))
        people.append({item: _values(answer.as_json()) for item, answer in given.items()})
    found: Stored = {}
    for each in filter(None, people):
        (mark,) = each[MARK]
        assert mark not in found, f"{mark} is stored twice"
        found[mark] = each
    return found


def _values(answer: Mapping[str, Any]) -> tuple[str, ...]:
    return (str(answer["text"]),) if "text" in answer else tuple(sorted(answer["codes"]))


@asynccontextmanager
async def trial_of(
    library: str,
    folder: Path,
    *,
    seed: int,
    text: str = TEXT,
    services: Sequence[str] = SERVICES,
    clock: Callable[[], float] | None = None,
    per_second: int = 0,
) -> AsyncIterator[Trial]:
    """A fresh database with an open campaign, which is closed at the end. By default the clock is that of STEP."""
    settings = Settings(data=folder, keys=folder / "keys", database=None, telegram_token=None)
    async with storage(settings, current=False) as database:
        await schema.upgrade(database)
        await launching.load_registry(database)
        questionnaire, fingerprint = await launching.publish(database, text)
        plan = Plan(CAMPAIGN, {"kk": "а", "ru": "б", "en": "c"}, fingerprint, services, promise=PROMISE)
        links = await launching.launch(database, settings, plan)
    steps = count()
    clock = clock or (lambda: BEGINNING + STEP * next(steps))
    async with Simulator(call_log=CALLS_KEPT, clock=clock, randomness=Random(seed)) as simulator:
        yield Trial(
            library,
            folder,
            simulator,
            questionnaire,
            list(links.values()),
            Random(seed),
            per_second=per_second,
        )
    async with storage(settings) as database:
        await launching.close(database, settings, CAMPAIGN, release_small=True)
