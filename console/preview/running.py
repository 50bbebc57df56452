"""Decides the life of a preview: a folder of its own, the simulator, the bot, two phones, and the watched file."""

import asyncio
import errno
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.simulator import Simulator
from bot.simulator.page.pages import HEADERS, Beside, Seat, asked_by_page, chat_pages
from bot.simulator.server import Page
from bot.telegram.libraries import Library
from console import launching
from console.preview.alongside import alongside
from console.preview.board import Board
from console.preview.bots import answering
from console.preview.drafts import Draft, read_draft
from console.preview.stage import Stage
from console.preview.watching import changes
from console.settings import Settings
from console.wiring import clock, storage
from storage import schema

TOKEN = "1000000:preview-on-this-machine-only"  # noqa: S105 - the simulator takes any
BOT_NAME = "Сауалнама"
PEOPLE = {"kk": (7_000_000_001, "Айгүл"), "ru": (7_000_000_002, "Ольга")}
"""Who holds the phones, by the language they chose. The chat ids lie above 32 bits, as Telegram's newer ones do."""
FILES = ("preview.css", "preview.js", "preview_words.js")
AGAIN = "/again"
"""Where the page asks for a new beginning of one phone."""
SHOWN_OF_VERSION = 12
"""Characters of a fingerprint that are enough for people."""

Say = Callable[[str], object]


class PortTaken(Exception):
    """Somebody else listens there; the message names the port."""


async def run(file: Path, *, port: int, library: Library, browser: bool, say: Say) -> None:
    """Previews the file until SIGINT or SIGTERM. `say` is told the address, then each change of the file.

    Raises PortTaken.
    """
    stopped = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stopped.set)
    async with previewing(file, port=port, library=library, say=say) as address:
        say(f"preview of {file}: {address}   (Ctrl+C ends it)")
        if browser:
            await asyncio.to_thread(webbrowser.open, address)
        await stopped.wait()


@asynccontextmanager
async def previewing(
    file: Path, *, port: int = 0, library: Library = "ptb", say: Say = lambda words: None
) -> AsyncIterator[str]:
    """A preview that is ready; gives its address. Nothing of it is left afterwards."""
    board, simulator = Board(), Simulator()
    bot = simulator.bot(TOKEN)
    bot.user = {**bot.user, "first_name": BOT_NAME}
    seats = [
        Seat(language, language, simulator.phone(TOKEN, user_id=who, first_name=name, language_code=language))
        for language, (who, name) in PEOPLE.items()
    ]
    with tempfile.TemporaryDirectory(prefix="saualnama-preview-") as folder:
        settings = Settings(data=Path(folder), keys=Path(folder, "keys"), database=None)
        async with storage(settings, current=False) as database:
            await schema.upgrade(database)
            await launching.load_registry(database)
            stage = Stage(database, settings, seats, board)
            beside = Beside([files("console.preview").joinpath(name) for name in FILES], board.follow)
            await _listen(simulator, port)
            try:
                async with (
                    answering(database, settings, token=TOKEN, base=simulator.url, library=library),
                    _watched(file, stage, board, say),
                ):
                    simulator.pages.update(chat_pages(bot, seats, beside) | {AGAIN: _again(stage)})
                    yield simulator.url
            finally:
                await simulator.stop()


async def _listen(simulator: Simulator, port: int) -> None:
    try:
        await simulator.start(port)
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise PortTaken(f"Port {port} is taken, or not yours to use.") from None
        raise


@asynccontextmanager
async def _watched(file: Path, stage: Stage, board: Board, say: Say) -> AsyncIterator[None]:
    """The file is watched and the panels follow; begins when the first look at the file is done."""
    ready = asyncio.Event()

    async def watch() -> None:
        async for _ in changes(file):
            draft = await asyncio.to_thread(read_draft, file)
            is_new = bool(draft.version) and draft.version != stage.version
            if is_new:
                await stage.publish(draft.text, draft.overlays)
            board.post("survey", "survey", _news(file, draft, stage.version))
            for trouble in draft.troubles:
                say(str(trouble))
            if is_new:
                say(f"version {stage.version[:SHOWN_OF_VERSION]} is open")
            ready.set()

    async with alongside(watch(), *(stage.follow(name) for name in PEOPLE)):
        await ready.wait()
        yield


def _news(file: Path, draft: Draft, version: str) -> dict[str, Any]:
    """The file's state as a JSON object; `version` is the one that runs, empty before the first."""
    return {
        "file": str(file),
        "version": version[:SHOWN_OF_VERSION],
        "at": clock().timestamp(),
        "broken": draft.questionnaire is None,
        "troubles": [asdict(trouble) for trouble in draft.troubles],
    }


def _again(stage: Stage) -> Page:
    async def page(request: web.BaseRequest) -> web.StreamResponse:
        wanted = await asked_by_page(request)
        if isinstance(wanted, web.Response):
            return wanted
        if wanted.get("phone") not in PEOPLE:
            return web.Response(status=400, text="There is no such phone.", headers=HEADERS)
        await stage.begin(wanted["phone"])
        return web.Response(status=204, headers=HEADERS)

    return page
