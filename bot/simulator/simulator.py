"""Decides how a simulated Telegram is started, asked and stopped: the door for tests, demo and chat page."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.simulator.methods.answering import answer
from bot.simulator.phone.phones import Phone
from bot.simulator.server import Page, door
from bot.simulator.state.bots import Bot
from bot.simulator.state.calls import CallLog
from bot.simulator.state.chats import Chat
from bot.simulator.state.faults import Faults
from bot.simulator.state.files import FileStore
from bot.simulator.state.world import World
from bot.simulator.wire.loopback import is_loopback
from bot.simulator.wire.objects import JsonObject, user_object

CALL_LOG_LENGTH = 10_000  # calls; about 1 KB each
FORMER_KEYBOARDS = 20  # remembered per chat, for phones that press what is gone
FIRST_UPDATE_ID = 1_000
LAST_ANSWERS = 0.2  # seconds a stop waits for the calls under way


class Simulator:
    """A local Telegram: the Bot API over HTTP on loopback, and the phones of the people who talk to its bots.

    `clock` gives seconds since the epoch, and a test may move it; `sleep` is how the simulator pauses by
    itself (delayed calls, webhook retries); `tokens` limits which bots are accepted (None: any well-formed
    token); `call_log` bounds the log of calls (0 keeps counts only), `former_keyboards` what each chat
    remembers of removed buttons (0 remembers none); `randomness` decides chances of faults.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        first_update_id: int = FIRST_UPDATE_ID,
        tokens: Collection[str] | None = None,
        call_log: int = CALL_LOG_LENGTH,
        former_keyboards: int = FORMER_KEYBOARDS,
        randomness: random.Random | None = None,
    ) -> None:
        randomness = randomness or random.Random()  # noqa: S311 - chances of faults are no secrets
        self._world = World(
            clock=clock,
            sleep=sleep,
            randomness=randomness,
            calls=CallLog(call_log),
            faults=Faults(randomness, clock),
            first_update_id=first_update_id,
            former_keyboards=former_keyboards,
            tokens=tokens,
            answer=answer,
        )
        self.pages: dict[str, Page] = {}
        self.url = ""
        self._runner: web.ServerRunner | None = None

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listens; `url` is known afterwards. Raises ValueError for a host that is not loopback."""
        if not is_loopback(host):
            raise ValueError(f"the simulator listens on loopback only, not on {host}")
        self._runner = web.ServerRunner(door(self._world, self.pages), shutdown_timeout=LAST_ANSWERS)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, backlog=1_024).start()
        bound_host, bound_port = self._runner.addresses[0][:2]
        self.url = f"http://{f'[{bound_host}]' if ':' in bound_host else bound_host}:{bound_port}"

    async def stop(self) -> None:
        """Ends polls, deliveries and connections; what is in the chats can still be read."""
        for bot in self._world.bots.values():
            bot.inbox.close()
        for webhook in list(self._world.webhooks.values()):
            await webhook.stop()
        self._world.webhooks.clear()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def calls(self) -> CallLog:
        """Every call that bots made."""
        return self._world.calls

    @property
    def faults(self) -> Faults:
        """Where to say what shall go wrong."""
        return self._world.faults

    @property
    def files(self) -> FileStore:
        """The files that bots sent."""
        return self._world.files

    def bot(self, token: str) -> Bot:
        """The bot with this token: its chats, commands, profile and inbox."""
        return self._world.bot(token)

    def phone(
        self,
        token: str,
        *,
        user_id: int,
        first_name: str = "Айгүл",
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
        has_met: bool = False,
    ) -> Phone:
        """The phone of this person, in the private chat with this bot.

        `has_met` says that they wrote to the bot some time ago: without that it cannot write to them first.
        """
        bot = self._world.bot(token)
        user = user_object(
            user_id, first_name, last_name=last_name, username=username, language_code=language_code
        )
        chat = self._world.meet(bot, user)
        chat.has_met = chat.has_met or has_met
        return Phone(self._world, bot, user, chat)

    def group(self, token: str, chat_id: int, title: str, *, is_supergroup: bool = True) -> Chat:
        """A group with this bot in it; `phone.inside(group)` writes there."""
        return self._world.group(self._world.bot(token), chat_id, title, is_supergroup=is_supergroup)

    def push_update(self, token: str, update: JsonObject, *, chat_id: int = 0) -> int:
        """Gives the bot any object at all as an update, however broken; gives its update_id."""
        return self._world.bot(token).inbox.push_raw(update, lane=chat_id)

    def restart_update_ids(self, first_id: int, token: str | None = None) -> None:
        """Update ids go on from `first_id`, for one bot or all, as after a week of silence; what waits is
        gone.
        """
        bots = self._world.bots.values() if token is None else [self._world.bot(token)]
        for bot in bots:
            bot.inbox.restart_ids(first_id)
