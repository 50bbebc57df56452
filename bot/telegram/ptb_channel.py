"""Decides how the surveys speak through python-telegram-bot: its Bot and its types, no Application."""

from collections.abc import Awaitable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.channel import Batch, Channel, ChannelError, Screen, Unavailable
from bot.telegram import wire
from bot.telegram.arriving import incoming
from bot.telegram.commands import Command
from bot.telegram.ptb_request import AiohttpRequest, NotTelegramError
from bot.telegram.quiet_logs import keep_secrets_out_of_logs
from bot.telegram.refusals import NOT_TELEGRAM, Moot, at_start, refusal
from bot.telegram.registration import register_commands
from storage.turn import Address, Turn

_STATUS: dict[type[TelegramError], int] = {
    BadRequest: 400,
    ChatMigrated: 400,
    InvalidToken: 401,  # or 404: this library makes no difference
    Forbidden: 403,
    Conflict: 409,
}

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

T = TypeVar("T")


class RawUpdatesBot(Bot):
    """Bot with a getUpdates whose answer stays JSON, so that each update is decoded alone."""

    async def get_raw_updates(self, offset: int | None, *, wait: int) -> Any:
        """What Telegram gave as `result`; `do_api_request` would warn that a decoding method exists."""
        asked = {
            "offset": offset,
            "limit": wire.UPDATES_PER_CALL,
            "timeout": wait,
            "allowed_updates": wire.ALLOWED_UPDATES,
        }
        return await self._post("getUpdates", asked, read_timeout=wait + wire.POLL_MARGIN_SECONDS)


class PtbChannel:
    """bot.channel.Channel over python-telegram-bot's Bot."""

    def __init__(self, bot: RawUpdatesBot) -> None:
        self._bot = bot

    @property
    def bot(self) -> int:
        return wire.bot_of(self._bot.token)

    async def open(self) -> str:
        keep_secrets_out_of_logs()
        try:
            await _said(self._bot.initialize())
        except ChannelError as error:
            await self.close()
            raise at_start(error) from None
        await register_commands(self._set_commands)
        return self._bot.bot.username or self._bot.bot.first_name

    async def close(self) -> None:
        await self._bot.shutdown()

    async def updates(self, offset: int | None, *, wait: int) -> Batch:
        answer = await _said(self._bot.get_raw_updates(offset, wait=wait))
        return wire.batch(answer, offset=offset, decode=self._decode)

    async def send(self, address: Address, screen: Screen) -> int:
        keyboard = _keyboard(screen)
        sent = await _said(
            self._bot.send_message(
                int(address.name),
                screen.text,
                parse_mode="HTML",
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard,
            )
        )
        return sent.message_id

    async def edit(self, address: Address, message: int, screen: Screen) -> None:
        keyboard = _keyboard(screen)
        with suppress(Moot):
            await _said(
                self._bot.edit_message_text(
                    screen.text,
                    chat_id=int(address.name),
                    message_id=message,
                    parse_mode="HTML",
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=keyboard,
                )
            )

    async def take_buttons(self, address: Address, message: int) -> None:
        with suppress(Moot):
            await _said(self._bot.edit_message_reply_markup(chat_id=int(address.name), message_id=message))

    async def answer_press(self, press: str) -> None:
        with suppress(Moot):
            await _said(self._bot.answer_callback_query(press))

    def _decode(self, raw: Any) -> Turn | None:
        return incoming(Update.de_json(raw, self._bot), self.bot)

    async def _set_commands(self, commands: Sequence[Command], language: str | None) -> None:
        menu = [BotCommand(one.name, one.description) for one in commands]
        await _said(self._bot.set_my_commands(menu, language_code=language))


def channel(token: str, *, base: str) -> Channel:
    """See bot.telegram.open_channel."""
    keep_secrets_out_of_logs()
    bot = RawUpdatesBot(
        wire.checked(token),
        base_url=f"{base.rstrip('/')}/bot",
        base_file_url=f"{base.rstrip('/')}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=1),
    )
    return PtbChannel(bot)


def _keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    if not screen.rows:
        return None
    rows = [
        [InlineKeyboardButton(button.label, callback_data=button.data) for button in row]
        for row in screen.rows
    ]
    return InlineKeyboardMarkup(rows)


async def _said(call: Awaitable[T]) -> T:
    error: ChannelError
    try:
        return await call
    except TelegramError as raised:
        error = _in_our_words(raised)
    except wire.UNREADABLE:
        error = Unavailable(NOT_TELEGRAM)
    raise error  # out here the library's own words, which may hold the token, are not chained to it


def _in_our_words(error: TelegramError) -> ChannelError:
    if any(isinstance(cause, NotTelegramError) for cause in _causes(error)):
        return Unavailable(NOT_TELEGRAM)
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else wait
        return refusal(429, error.message, seconds=seconds)
    return refusal(_STATUS.get(type(error)), error.message)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it. The library calls a proxy's 403 page Forbidden: nobody has blocked us."""
    while error is not None:
        yield error
        error = error.__cause__
