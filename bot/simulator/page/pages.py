"""Decides what the chat page is made of: its files, the stream of what happens, and what people do on it.

    telegram.pages.update(chat_pages(telegram.bot(token), [Seat("kk", "kk", phone)]))

The page then stands at `telegram.url`. It loads nothing from elsewhere and runs no script but its own
(Content-Security-Policy), and only itself may press its buttons: a page of another site can send a form to
this machine, but its browser says where that came from.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.simulator.page.page_stream import stream
from bot.simulator.phone.phones import BlockedBotError, Phone
from bot.simulator.server import Page
from bot.simulator.state.bots import Bot

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
TYPES = {
    "css": "text/css",
    "html": "text/html",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
PAGE = "chat_page.html"
PARTS = (
    "chat_icon.svg",
    "chat_message.js",
    "chat_page.css",
    "chat_page.js",
    "chat_phone.js",
    "chat_text.js",
    "chat_words.js",
)
BESIDE = "<!-- beside -->"  # where the page takes in the files of others
LONGEST_TEXT = 4_096  # characters; Telegram's own apps cut a longer text in two
LONGEST_DATA = 64  # bytes of a button's data

Feed = Callable[[], AsyncIterator[tuple[str, Mapping[str, Any]]]]
"""What happens elsewhere: (name of the event, JSON object), first as it stands, then each change."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A phone on the page. `name` stands in addresses; `language` is that of the words around its chat."""

    name: str
    language: str
    phone: Phone


@dataclass(frozen=True, slots=True)
class Beside:
    """What others put beside the phones: their files (.js and .css), and what they tell."""

    files: Sequence[Traversable]
    feed: Feed


def chat_pages(bot: Bot, seats: Sequence[Seat], beside: Beside | None = None) -> dict[str, Page]:
    """The pages by path, for `Simulator.pages`: "/" is the chat page, `/?phone=NAME` shows one phone only."""
    folder = files("bot.simulator.page")
    parts = [folder.joinpath(name) for name in PARTS] + (list(beside.files) if beside else [])
    taken_in = "\n  ".join(_tag(part.name) for part in beside.files) if beside else ""
    whole = folder.joinpath(PAGE).read_text("utf-8").replace(BESIDE, taken_in)

    async def events(request: web.BaseRequest) -> web.StreamResponse:
        wanted = request.query.get("phone")
        shown = [seat for seat in seats if wanted in {None, seat.name}] or seats
        chats = [(seat.name, seat.language, seat.phone) for seat in shown]
        return await stream(request, bot, chats, feed=beside.feed if beside else None, headers=HEADERS)

    async def act(request: web.BaseRequest) -> web.StreamResponse:
        return await _act(request, {seat.name: seat.phone for seat in seats})

    return {
        "/": static_page(whole.encode(), "html"),
        **{f"/{part.name}": static_page(part.read_bytes(), _ending(part.name)) for part in parts},
        "/events": events,
        "/act": act,
    }


def static_page(body: bytes, ending: str) -> Page:
    """A page that never changes; `ending` is that of its file's name."""

    async def page(request: web.BaseRequest) -> web.StreamResponse:
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers=HEADERS)
        return web.Response(body=body, content_type=TYPES[ending], charset="utf-8", headers=HEADERS)

    return page


async def asked_by_page(request: web.BaseRequest) -> dict[str, Any] | web.Response:
    """The JSON object that the page itself has posted; for anything else the refusal to answer with."""
    if request.method != "POST":
        return web.Response(status=405, headers=HEADERS)
    origin = request.headers.get("Origin", "")
    if urlsplit(origin).netloc != request.headers.get("Host") or request.content_type != "application/json":
        return web.Response(status=403, text="Only the page itself may ask for this.", headers=HEADERS)
    try:
        wanted = json.loads(await request.read())
    except ValueError:
        wanted = None
    if not isinstance(wanted, dict):
        return web.Response(status=400, text="A JSON object is expected.", headers=HEADERS)
    return wanted


async def _act(request: web.BaseRequest, phones: Mapping[str, Phone]) -> web.Response:
    wanted = await asked_by_page(request)
    if isinstance(wanted, web.Response):
        return wanted
    act: Awaitable[object]
    match wanted:
        case {"phone": str(name), "text": str(text)} if name in phones and 0 < len(text) <= LONGEST_TEXT:
            act = phones[name].types(text)
        case {"phone": str(name), "message": int(message), "data": str(data)} if (
            name in phones and 0 < len(data.encode()) <= LONGEST_DATA
        ):
            act = phones[name].presses(message, data)
        case _:
            return web.Response(status=400, text="There is no such phone or act.", headers=HEADERS)
    try:
        await act
    except BlockedBotError as error:
        return web.Response(status=409, text=str(error), headers=HEADERS)
    return web.Response(status=204, headers=HEADERS)


def _tag(name: str) -> str:
    if _ending(name) == "css":
        return f'<link rel="stylesheet" href="/{escape(name)}">'
    return f'<script type="module" src="/{escape(name)}"></script>'


def _ending(name: str) -> str:
    return name.rpartition(".")[2]
