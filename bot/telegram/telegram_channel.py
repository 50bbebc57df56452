"""Decides how the surveys speak with Telegram: the same calls, and the same of each answer, by either library."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Protocol

from bot.channel import Batch, ChannelError, MessageGone, Screen, Unavailable
from bot.telegram import answers, calls, wire
from bot.telegram.arriving import incoming
from bot.telegram.commands import Command
from bot.telegram.quiet_logs import keep_secrets_out_of_logs
from bot.telegram.refusals import NOT_TELEGRAM, Moot, at_start
from bot.telegram.registration import register_commands
from storage.turn import Address, Turn

Unread = Callable[[int, Sequence[int]], Awaitable[None]]
"""What is told the bot's number and those of updates that could not be read, before they are confirmed."""


class Carrier(Protocol):
    """A library in its one task here: to carry a call, and to know what a refusal is."""

    @property
    def bot(self) -> int:
        """The bot's number."""

    async def open(self) -> None:
        """Gets ready to call."""

    async def close(self) -> None:
        """Lets go of connections."""

    async def post(self, method: str, fields: calls.Fields, *, seconds: float) -> bytes:
        """Telegram's answer to a call, where its HTTP status is good. Raises ChannelError for all else."""


async def nobody(bot: int, updates: Sequence[int]) -> None:
    """Tells nobody."""


class TelegramChannel:
    """bot.channel.Channel, carried by a library."""

    def __init__(self, carrier: Carrier, unread: Unread = nobody) -> None:
        self._carrier = carrier
        self._unread = unread

    @property
    def bot(self) -> int:
        return self._carrier.bot

    async def open(self) -> str:
        name = await self.name()
        await register_commands(self._set_commands)
        return name

    async def name(self) -> str:
        """What the bot is called in links, where it has such a name; nothing of its account is changed."""
        keep_secrets_out_of_logs()
        try:
            await self._carrier.open()
            me = await self.me()
        except ChannelError as error:
            await self.close()
            raise at_start(error) from None
        return me.username or me.first_name

    async def close(self) -> None:
        await self._carrier.close()

    async def me(self) -> answers.Me:
        """The bot's own account, as @BotFather keeps it."""
        me = answers.me_of(await self._call("getMe", {}))
        if me is None:
            raise Unavailable(NOT_TELEGRAM)
        return me

    async def updates(self, offset: int | None, *, wait: int) -> Batch:
        answer = await self._call(
            "getUpdates", calls.get_updates(offset, wait=wait), seconds=wait + wire.POLL_MARGIN_SECONDS
        )
        found = answers.updates_of(answer)
        if found is None:
            raise Unavailable("Telegram's answer is no list of updates")
        batch = wire.batch(found, offset=offset, read=self._read)
        if batch.parked:
            await self._unread(self.bot, batch.parked)
        return batch

    async def send(self, address: Address, screen: Screen) -> int:
        return answers.message_of(await self._call("sendMessage", calls.send_message(address, screen)))

    async def edit(self, address: Address, message: int, screen: Screen) -> None:
        with suppress(Moot):
            await self._call("editMessageText", calls.edit_message(address, _numbered(message), screen))

    async def take_buttons(self, address: Address, message: int) -> None:
        with suppress(Moot):
            await self._call("editMessageReplyMarkup", calls.take_buttons(address, _numbered(message)))

    async def answer_press(self, press: str) -> None:
        with suppress(Moot):
            await self._call("answerCallbackQuery", calls.answer_press(press))

    def _read(self, raw: bytes) -> Turn | None:
        return incoming(raw, self.bot)

    async def _set_commands(self, commands: Sequence[Command], language: str | None) -> None:
        await self._call("setMyCommands", calls.set_commands(commands, language))

    async def _call(self, method: str, fields: calls.Fields, *, seconds: float = wire.CALL_SECONDS) -> bytes:
        answer = await self._carrier.post(method, fields, seconds=seconds)
        if not answers.is_done(answer):
            raise Unavailable(NOT_TELEGRAM)
        return answer


def _numbered(message: int) -> int:
    """The number, where there is one: a message that was never numbered for us is out of reach."""
    if message == answers.UNNUMBERED:
        raise MessageGone("its number was never heard")
    return message
