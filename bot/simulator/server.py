"""Decides what is answered to an HTTP request: a call to `/bot<token>/<method>`, a page, or a refusal.

The lower level of aiohttp's server is used, without its router and middlewares: they cost a fifth of a
request here. Only requests to this machine's own name are answered (the Host header is checked), so that no
web page elsewhere can reach the simulator through a name that it points at 127.0.0.1.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from bot.simulator.methods.answering import answer
from bot.simulator.state.world import World
from bot.simulator.wire.bodies import MAX_BODY, read_request
from bot.simulator.wire.loopback import is_local_host_header
from bot.simulator.wire.objects import encode
from bot.simulator.wire.refusals import CallRefusedError, unauthorized

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
CALL_START = "/bot"
JSON = "application/json"

Page = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


def door(world: World, pages: dict[str, Page]) -> web.Server:
    """The HTTP server of one world, in the running loop. `pages` stand beside the Bot API, by exact path."""

    async def serve(request: web.BaseRequest) -> web.StreamResponse:
        if not is_local_host_header(request.headers.get("Host", "")):
            return web.Response(status=403, text="The simulator answers to 127.0.0.1 and localhost only.")
        path = request.raw_path.partition("?")[0]
        if path.startswith(CALL_START):
            return await _call(world, request, path)
        page = pages.get(path)
        return await page(request) if page else web.Response(status=404, text="Not Found")

    loop = asyncio.get_running_loop()

    def make_request(*parts: Any) -> web.BaseRequest:
        message, payload, protocol, writer, task = parts
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MAX_BODY)

    return web.Server(serve, request_factory=make_request, access_log=None)


async def _call(world: World, request: web.BaseRequest, path: str) -> web.StreamResponse:
    token, _, method = path.removeprefix(CALL_START).partition("/")
    if "%" in token:
        token = unquote(token)
    try:
        if not TOKEN.fullmatch(token) or (world.tokens is not None and token not in world.tokens):
            raise unauthorized()
        parameters = await read_request(request)
    except CallRefusedError as refusal:
        return web.Response(status=refusal.error_code, body=encode(refusal.as_object()), content_type=JSON)
    status, body, is_lost = await answer(world, world.bot(token), method, parameters)
    if is_lost and request.transport:
        request.transport.abort()
    return web.Response(status=status or 500, body=body, content_type=JSON)
