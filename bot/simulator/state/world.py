"""Decides what one simulated Telegram consists of, apart from any wire: bots, chats, faults, log, clock."""

import random
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol

from bot.simulator.state.bots import Bot
from bot.simulator.state.calls import CallLog
from bot.simulator.state.chats import Chat
from bot.simulator.state.faults import Faults
from bot.simulator.state.files import FileStore
from bot.simulator.wire.objects import JsonObject, group_chat
from bot.simulator.wire.parameters import Parameters


class Delivery(Protocol):
    """How one bot's updates are taken to it without its asking: what others may know of its webhook."""

    url: str
    connections: int
    last_error: JsonObject

    async def stop(self) -> None:
        """Ends the delivery; what waits goes on waiting."""


@dataclass
class World:
    """All that the methods of the Bot API read and change.

    `clock` gives seconds since the epoch; `sleep` is how the simulator itself pauses (delays, webhook
    retries); `answer` carries out a call that came in a webhook's reply.
    """

    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    randomness: random.Random
    calls: CallLog
    faults: Faults
    first_update_id: int
    former_keyboards: int
    tokens: Collection[str] | None
    answer: Callable[["World", Bot, str, Parameters], Awaitable[object]]
    files: FileStore = field(default_factory=FileStore)
    bots: dict[str, Bot] = field(default_factory=dict)
    webhooks: dict[int, Delivery] = field(default_factory=dict)  # by bot id
    held_back: dict[tuple[int, int], Callable[[], None]] = field(default_factory=dict)  # (bot id, chat id)

    def bot(self, token: str) -> Bot:
        """The bot with this token, born when it is first spoken of."""
        bot = self.bots.get(token)
        if bot is None:
            bot = self.bots[token] = Bot(token, clock=self.clock, first_update_id=self.first_update_id)
        return bot

    def meet(self, bot: Bot, user: JsonObject) -> Chat:
        """The private chat between this bot and this person."""
        return bot.meet(user, former_keyboards=self.former_keyboards)

    def group(self, bot: Bot, chat_id: int, title: str, *, is_supergroup: bool) -> Chat:
        """A group with the bot in it."""
        chat = Chat(
            group_chat(chat_id, title, is_supergroup=is_supergroup), former_keyboards=self.former_keyboards
        )
        chat.has_met = True
        bot.chats[chat_id] = chat
        return chat
