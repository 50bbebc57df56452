"""Decides how python-telegram-bot reaches the network: by aiohttp, at a fifth of its default's cost."""

import json
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram import wire
from bot.telegram.calls import FORM, body

CONNECT_SECONDS = 5.0
"""How long reaching the server may take, before anything is asked of it."""

_HEADERS = {"Content-Type": FORM}


class NotTelegramError(TelegramError):
    """What answered is not the Bot API: no JSON, or not in its form."""


class AiohttpRequest(BaseRequest):
    """The connections of one bot; `initialize` opens them and `shutdown` closes them."""

    def __init__(self, *, connections: int = wire.CONNECTIONS) -> None:
        self._connections = connections
        self._client: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds for one call; getUpdates states its own."""
        return wire.CALL_SECONDS

    async def initialize(self) -> None:
        if self._client is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._client = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and body of the answer; `write_timeout` and `pool_timeout` are parts of the whole here.

        Raises telegram.error.TimedOut and NetworkError. Their texts never hold the address, so no token.
        """
        if self._client is None:
            raise NetworkError("the connections are closed")
        data, headers = _body(request_data)
        error: NetworkError
        try:
            async with self._client.request(
                method,
                url,
                data=data,
                headers=headers,
                timeout=self._limits(read_timeout, connect_timeout),
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            error = TimedOut()
        except (aiohttp.ClientError, OSError) as raised:
            error = NetworkError(type(raised).__name__)
        raise error  # out here aiohttp's words about an address are not chained to it

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As in the base class, but raises NotTelegramError, and writes nothing of it to the log.

        A proxy's page often repeats the address that was asked for.
        """
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
            raise NotTelegramError("the answer is none of Telegram's")
        return answer

    def _limits(self, read: Any, connect: Any) -> aiohttp.ClientTimeout:
        seconds = self.read_timeout if read is BaseRequest.DEFAULT_NONE else read
        reach = CONNECT_SECONDS if connect is BaseRequest.DEFAULT_NONE else connect
        return aiohttp.ClientTimeout(total=seconds, sock_connect=reach)


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    """What goes out, and the header that says in which form."""
    if data is None:
        return None, None
    if not data.contains_files:
        return body(data.json_parameters), _HEADERS
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)  # names of files keep their letters
    for field, (filename, content, mime) in data.multipart_data.items():
        form.add_field(field, content, filename=filename, content_type=mime)
    return form, None
