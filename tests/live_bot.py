"""Decides how a whole bot is run inside a test: a library, the simulator's HTTP, SQLite on disk, and the phones."""

import asyncio
import datetime
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select

from bot.conversation import converse, resume
from bot.delivery import Delivery
from bot.flood import Gate
from bot.simulator.phone.phones import Phone
from bot.simulator.simulator import Simulator
from bot.simulator.state.calls import Call
from bot.telegram.libraries import Library, open_channel
from bot.telegram.rendering import render
from console import launching
from console.settings import Settings
from console.wiring import keys, seals
from storage import campaigns, questionnaires, registry_loading, schema
from storage.campaigns import Plan
from storage.database import open_database
from storage.interview_states import opened
from storage.tables import interviews, outbox
from storage.turns import Turns
from surveys.questionnaire import Questionnaire
from tests.patience import HANG
from tests.playing import recorded, service_of
from tests.promises import PROMISE

TOKENS: Mapping[Library, str] = {"aiogram": "1000001:in-a-test", "ptb": "1000002:in-a-test"}
NAMES = {"kk": "Сынақ", "ru": "Проба", "en": "Test"}
LOT_BYTES = 6
"""What storage asks for when it draws the lot of a new interview."""


@dataclass
class LiveBot:
    """One bot in this process. `lot` decides the random orders of interviews that begin from now on.

    `per_second`: as the setting of that name, from the next start on; 0 sets no pace.
    """

    library: Library
    simulator: Simulator
    settings: Settings
    lot: int = 1
    per_second: int = 0
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _names: int = 0
    _addresses: int = 0
    _launched: int = 0

    @property
    def token(self) -> str:
        """The bot's token in the simulator."""
        return TOKENS[self.library]

    async def prepare(self) -> None:
        """Makes the database, with the registry."""
        self.database = open_database(self.settings.database_url)
        await schema.upgrade(self.database)
        await launching.load_registry(self.database)
        await self.database.close()

    async def start(self) -> None:
        """Begins to talk, and shows first what an earlier start left in the outbox."""
        self.database = open_database(self.settings.database_url)
        self.seals = seals(self.settings)
        self.turns = Turns(
            self.database, keys(self.settings), self.seals, clock=_now, random_hex=self._random_hex
        )
        self.channel = open_channel(self.library, self.token, base=self.simulator.url)
        self.delivery = Delivery(self.channel, self.turns, render, per_second=self.per_second)
        self._tasks = [asyncio.create_task(self.turns.run())]
        await self.channel.open()
        resume(await self.turns.unfinished(self.channel.bot), self.delivery)
        gate = Gate() if self.per_second else None
        self._tasks.append(asyncio.create_task(converse(self.channel, self.turns, self.delivery, gate=gate)))

    async def stop(self) -> None:
        """Ends at once, as a process that is killed: what was under way is in the outbox."""
        await self.delivery.finish(within=0)
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.channel.close()
        await self.database.close()

    async def launch(
        self,
        questionnaire: Questionnaire,
        services: Sequence[str] = ("maidd_service_centre",),
        *,
        offices: Sequence[Mapping[str, str]] = (),
    ) -> tuple[str, dict[str, str]]:
        """A new campaign; gives its id, and the payloads by service, the first one also as `link`."""
        self._launched += 1
        campaign = f"test-{self._launched}"
        async with self.database.writing() as connection:
            fingerprint = await questionnaires.publish(
                connection, questionnaire, yaml="", today=_now().date()
            )
            await registry_loading.load(connection, {"offices": offices})
        plan = Plan(campaign, NAMES, fingerprint, services, promise=PROMISE)
        links = await launching.launch(self.database, self.settings, plan)
        payloads = {service: payload for (service, _), payload in links.items()}
        return campaign, {**payloads, "link": payloads[services[0]]}

    async def rows(self, wanted: Select[Any]) -> list[Any]:
        """What the database has."""
        async with self.database.reading() as connection:
            return list(await connection.execute(wanted))

    def calls(self, phone: Phone, *methods: str) -> list[Call]:
        """The calls that this bot made to this person's chat, oldest first."""
        found = self.simulator.calls.of(*methods, chat_id=phone.chat.id)
        return [call for call in found if call.bot_id == self.simulator.bot(self.token).id]

    def phone(self, app: str | None = None) -> Phone:
        """The phone of somebody who has never met the bot."""
        self._addresses += 1
        return self.simulator.phone(self.token, user_id=5_000_000_000 + self._addresses, language_code=app)

    async def at_the_first_question(self, link: str) -> Phone:
        """The phone of somebody who has come by a link, chosen Russian and begun."""
        phone = self.phone("ru")
        await phone.opens(link)
        await self.quiet()
        for label in ("Русский", "Начать"):
            await phone.taps(label)
            await self.quiet()
        return phone

    async def quiet(self) -> None:
        """Until every update is taken, everything is shown, and all that is noted."""
        async with asyncio.timeout(HANG):
            await self.simulator.bot(self.token).inbox.until_empty(within=HANG)
            while not self.delivery.is_idle:  # noqa: ASYNC110 - delivery tells nobody
                await asyncio.sleep(0.001)
            left = select(outbox.c.update).where(outbox.c.failed.is_(None)).limit(1)
            while await self.rows(left):  # noqa: ASYNC110 - what was shown is closed with the next batch
                await asyncio.sleep(0.005)
        for task in self._tasks:
            if task.done():
                task.result()

    async def set_state(self, campaign: str, state: str) -> None:
        """What an officer does with a campaign."""
        async with self.database.writing() as connection:
            await campaigns.set_state(connection, campaign, state, today=_now().date())

    async def unshown(self, phone: Phone) -> list[list[Any]]:
        """What each turn of this person has still to show."""
        wanted = select(outbox.c.bot, outbox.c.update, outbox.c.sealed).where(outbox.c.failed.is_(None))
        found = [
            json.loads(self.seals.unseal(row.sealed, b"outbox:%d:%d" % (row.bot, row.update)))
            for row in await self.rows(wanted.order_by(outbox.c.update))
        ]
        return [each["shows"] for each in found if each["address"] == str(phone.chat.id)]

    async def kept(self, phone: Phone) -> list[dict[str, Any]]:
        """This person's interviews, in progress or ended."""
        found = [
            opened(self.seals, row.id, row.sealed)
            for row in await self.rows(select(interviews.c.id, interviews.c.sealed))
        ]
        return [each for each in found if each["address"] == str(phone.chat.id)]

    async def ends(self, campaign: str, address: int, links: Mapping[str, str]) -> dict[str, Any]:
        """What is recorded of a person in this campaign: of what goes on, else of what has ended last."""
        wanted = select(interviews.c.id, interviews.c.slot, interviews.c.sealed)
        found = [
            (row.slot, opened(self.seals, row.id, row.sealed))
            for row in await self.rows(wanted.where(interviews.c.campaign == campaign))
        ]
        mine = [(slot, state) for slot, state in found if state["address"] == str(address)]
        if not mine:
            return recorded("none", None, {}, service=None)
        slot, state = min(mine, key=lambda each: (each[0] != 0, -each[1]["touched"]))
        service = service_of(links, state["route"]) if slot == 0 or state["answers"] else None
        disposition = state.get("disposition") or "in progress"
        return recorded(disposition, state["language"] or None, state["answers"], service=service)

    def _random_hex(self, size: int) -> str:
        if size == LOT_BYTES:
            return f"{self.lot:0{2 * size}x}"
        self._names += 1  # doubled below: of an id the last bit is dropped
        return f"{2 * self._names:0{2 * size}x}"


@asynccontextmanager
async def live_bots(folder: Path) -> AsyncIterator[Callable[[Library], Awaitable[LiveBot]]]:
    """Gives the bot of a library, on one simulator for both; each is started when it is first asked for.

    Its database is in a folder of `folder`, and holds the shipped registry and no campaign.
    """
    started: dict[Library, LiveBot] = {}
    async with Simulator(former_keyboards=50) as simulator:

        async def bot(library: Library) -> LiveBot:
            if library not in started:
                data = folder / library
                data.mkdir()
                settings = Settings(telegram_token=None, data=data, keys=data / "keys", database=None)
                started[library] = LiveBot(library, simulator, settings)
                await started[library].prepare()
                await started[library].start()
            return started[library]

        try:
            yield bot
        finally:
            for each in started.values():
                await each.stop()


@dataclass
class LiveStage:
    """One scenario on a live bot."""

    bot: LiveBot
    campaign: str
    links: Mapping[str, str]

    async def quiet(self) -> None:
        await self.bot.quiet()

    async def set_state(self, state: str) -> None:
        await self.bot.set_state(self.campaign, state)

    async def ends(self, address: int) -> Mapping[str, Any]:
        return await self.bot.ends(self.campaign, address, self.links)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
