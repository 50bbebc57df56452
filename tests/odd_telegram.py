"""A Bot API server that answers what no Telegram would: for tests only, loopback only."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

ME = {"id": 987654321, "is_bot": True, "first_name": "x", "username": "x_bot"}
SENT = {"message_id": 3, "date": 1_700_000_000, "chat": {"id": 1, "type": "private"}}


class OddServer:
    """Answers getMe and setMyCommands well, and everything else with what it was told."""

    def __init__(self) -> None:
        self.url = ""
        self.status = 200
        self.body = b""
        self.headers: dict[str, str] = {}
        self.forms: list[dict[str, Any]] = []

    def says(self, status: int, body: Any, **headers: str) -> None:
        """From now on: `body` as it is when in bytes, else as JSON; {path} stands for the path asked for."""
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.headers = headers

    async def answer(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.forms.append(
            {
                name: (field.filename, field.file.read()) if isinstance(field, web.FileField) else field
                for name, field in form.items()
            }
        )
        if self.status == 200 and request.path.endswith("getMe"):
            return web.json_response({"ok": True, "result": ME})
        if self.status == 200 and request.path.endswith("setMyCommands"):
            return web.json_response({"ok": True, "result": True})
        body = self.body.replace(b"{path}", request.path.encode())
        headers = {name: value.format(path=request.path) for name, value in self.headers.items()}
        return web.Response(status=self.status, body=body, headers=headers)


@asynccontextmanager
async def odd_telegram() -> AsyncIterator[OddServer]:
    """One such server; `url` is its address."""
    odd, application = OddServer(), web.Application()
    application.router.add_route("*", "/{any:.*}", odd.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    odd.url = "http://127.0.0.1:{1}".format(*runner.addresses[0][:2])
    yield odd
    await runner.cleanup()
