"""Decides how a call is carried by aiogram: its session and its words for a refusal, no model of it."""

from typing import Any

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
from aiogram.methods import TelegramMethod
from aiohttp import ClientError, ClientTimeout

from bot.channel import ChannelError, Unavailable
from bot.telegram import wire
from bot.telegram.calls import FORM, Fields, body
from bot.telegram.refusals import FAILED, NOT_TELEGRAM, refusal

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
_HEADERS = {"Content-Type": FORM}


class Refused(TelegramMethod[Any]):
    """Stands for whichever call was refused: the library's check of an answer wants one, and looks at nothing of it."""

    __returning__ = Any
    __api_method__ = ""


_REFUSED = Refused()


class AiogramCarrier:
    """bot.telegram.telegram_channel.Carrier over aiogram's session."""

    def __init__(self, bot: Bot, session: AiohttpSession) -> None:
        self._bot = bot
        self._session = session

    @property
    def bot(self) -> int:
        return self._bot.id

    async def open(self) -> None:
        await self._session.create_session()

    async def close(self) -> None:
        await self._session.close()

    async def post(self, method: str, fields: Fields, *, seconds: float) -> bytes:
        error: ChannelError
        try:
            client = await self._session.create_session()
            async with client.post(
                self._session.api.api_url(token=self._bot.token, method=method),
                data=body(fields),
                headers=_HEADERS,
                timeout=ClientTimeout(total=seconds),
                allow_redirects=False,
            ) as answer:
                status, content = answer.status, await answer.read()
            if wire.is_good(status):
                return content
            error = self._in_our_words(status, content)
        except (ClientError, OSError):
            error = Unavailable(FAILED)
        raise error  # out here the library's own words, which may hold the token, are not chained to it

    def _in_our_words(self, status: int, content: bytes) -> ChannelError:
        try:
            self._session.check_response(self._bot, _REFUSED, status, content.decode("utf-8", "replace"))
        except TelegramRetryAfter as error:
            return refusal(429, error.message, seconds=error.retry_after)
        except TelegramAPIError as error:
            return refusal(_STATUS.get(type(error)), error.message)
        except _UNREADABLE:
            pass
        return Unavailable(NOT_TELEGRAM)


def carrier(token: str, *, base: str) -> AiogramCarrier:
    """The carrier of the bot of this token, by the Bot API server at `base`."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(base), limit=wire.CONNECTIONS)
    return AiogramCarrier(Bot(token, session=session), session)
