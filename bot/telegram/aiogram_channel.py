"""Decides how the surveys speak through aiogram: its Bot and its types, none of its dispatching or state."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    GetMe,
    SendMessage,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update

from bot.channel import Batch, Channel, ChannelError, Screen, Unavailable
from bot.telegram import wire
from bot.telegram.arriving import incoming
from bot.telegram.commands import Command
from bot.telegram.quiet_logs import keep_secrets_out_of_logs
from bot.telegram.refusals import NOT_TELEGRAM, Moot, at_start, refusal
from bot.telegram.registration import register_commands
from storage.turn import Address, Turn

_STATUS: dict[type[TelegramAPIError], int] = {
    TelegramBadRequest: 400,
    TelegramMigrateToChat: 400,
    TelegramUnauthorizedError: 401,
    TelegramForbiddenError: 403,
    TelegramNotFound: 404,
    TelegramConflictError: 409,
    TelegramEntityTooLarge: 413,
}

_UNREADABLE: tuple[type[Exception], ...] = (ClientDecodeError, *wire.UNREADABLE)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

T = TypeVar("T")


class GetRawUpdates(TelegramMethod[list[Any]]):
    """getUpdates whose answer stays JSON, so that each update is decoded alone."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int
    timeout: int
    allowed_updates: list[str]


class AiogramChannel:
    """bot.channel.Channel over aiogram's Bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    @property
    def bot(self) -> int:
        return self._bot.id

    async def open(self) -> str:
        keep_secrets_out_of_logs()
        try:
            me = await self._call(GetMe())
        except ChannelError as error:
            await self.close()
            raise at_start(error) from None
        await register_commands(self._set_commands)
        return me.username or me.first_name

    async def close(self) -> None:
        await self._bot.session.close()

    async def updates(self, offset: int | None, *, wait: int) -> Batch:
        asked = GetRawUpdates(
            offset=offset,
            limit=wire.UPDATES_PER_CALL,
            timeout=wait,
            allowed_updates=list(wire.ALLOWED_UPDATES),
        )
        answer = await self._call(asked, seconds=wait + wire.POLL_MARGIN_SECONDS)
        return wire.batch(answer, offset=offset, decode=self._decode)

    async def send(self, address: Address, screen: Screen) -> int:
        sent = await self._call(
            SendMessage(
                chat_id=int(address.name),
                text=screen.text,
                parse_mode="HTML",
                link_preview_options=_NO_PREVIEW,
                reply_markup=_keyboard(screen),
            )
        )
        return sent.message_id

    async def edit(self, address: Address, message: int, screen: Screen) -> None:
        changed = EditMessageText(
            chat_id=int(address.name),
            message_id=message,
            text=screen.text,
            parse_mode="HTML",
            link_preview_options=_NO_PREVIEW,
            reply_markup=_keyboard(screen),
        )
        with suppress(Moot):
            await self._call(changed)

    async def take_buttons(self, address: Address, message: int) -> None:
        with suppress(Moot):
            await self._call(EditMessageReplyMarkup(chat_id=int(address.name), message_id=message))

    async def answer_press(self, press: str) -> None:
        with suppress(Moot):
            await self._call(AnswerCallbackQuery(callback_query_id=press))

    def _decode(self, raw: Any) -> Turn | None:
        return incoming(Update.model_validate(raw, context={"bot": self._bot}), self.bot)

    async def _set_commands(self, commands: Sequence[Command], language: str | None) -> None:
        menu = [BotCommand(command=one.name, description=one.description) for one in commands]
        await self._call(SetMyCommands(commands=menu, language_code=language))

    async def _call(self, method: TelegramMethod[T], *, seconds: int = wire.CALL_SECONDS) -> T:
        error: ChannelError = Unavailable(NOT_TELEGRAM)
        try:
            answer = await self._bot(method, request_timeout=seconds)
            if answer is not None:
                return answer
        except TelegramAPIError as raised:
            error = _in_our_words(raised)
        except _UNREADABLE:
            pass
        raise error  # out here the library's own words, which may hold the token, are not chained to it


def channel(token: str, *, base: str) -> Channel:
    """See bot.telegram.open_channel."""
    keep_secrets_out_of_logs()
    session = AiohttpSession(api=TelegramAPIServer.from_base(base.rstrip("/")), limit=wire.CONNECTIONS)
    return AiogramChannel(Bot(wire.checked(token), session=session))


def _keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    if not screen.rows:
        return None
    rows = [
        [InlineKeyboardButton(text=button.label, callback_data=button.data) for button in row]
        for row in screen.rows
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _in_our_words(error: TelegramAPIError) -> ChannelError:
    if isinstance(error, TelegramRetryAfter):
        return refusal(429, error.message, seconds=error.retry_after)
    return refusal(_STATUS.get(type(error)), error.message)
