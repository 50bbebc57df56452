"""Decides how a call is carried by python-telegram-bot: its request and its words for a refusal, no model of it."""

from collections.abc import Iterator
from datetime import timedelta

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channel import ChannelError, Unavailable
from bot.telegram import wire
from bot.telegram.calls import Fields
from bot.telegram.ptb_request import AiohttpRequest, NotTelegramError
from bot.telegram.refusals import NOT_TELEGRAM, refusal

_STATUS: dict[type[TelegramError], int] = {
    BadRequest: 400,
    ChatMigrated: 400,
    InvalidToken: 401,  # or 404: this library makes no difference
    Forbidden: 403,
    Conflict: 409,
}


class PtbCarrier:
    """bot.telegram.telegram_channel.Carrier over the request of python-telegram-bot's Bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    @property
    def bot(self) -> int:
        return wire.bot_of(self._bot.token)

    async def open(self) -> None:
        await self._bot.request.initialize()

    async def close(self) -> None:
        await self._bot.request.shutdown()

    async def post(self, method: str, fields: Fields, *, seconds: float) -> bytes:
        data = RequestData([RequestParameter(name, value, None) for name, value in fields.items()])
        error: ChannelError
        try:  # the library's `post` is this and a decoding of the answer, which would want more of it than we
            return await self._bot.request._request_wrapper(
                f"{self._bot.base_url}/{method}", "POST", data, read_timeout=seconds
            )
        except TelegramError as raised:
            error = _in_our_words(raised)
        except wire.UNREADABLE:
            error = Unavailable(NOT_TELEGRAM)
        raise error  # out here the library's own words, which may hold the token, are not chained to it


def carrier(token: str, *, base: str) -> PtbCarrier:
    """The carrier of the bot of this token, by the Bot API server at `base`."""
    request = AiohttpRequest()
    bot = Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=request,
    )
    return PtbCarrier(bot)


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
