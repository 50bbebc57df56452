"""Decides the life of a preview: a folder of its own, the simulator, the bot, two phones, and the watched file."""

import asyncio
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from bot.simulator import Simulator
from bot.simulator.pages import Beside, Seat, chat_pages
from console import launching
from console.preview.board import Board
from console.preview.bots import running_bot
from console.preview.stage import Stage
from console.settings import Settings
from console.wiring import storage
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


async def run(file: Path, *, port: int, library: str, browser: bool, say: Say) -> None:
    """Previews the file until SIGINT or SIGTERM. `say` is told the address first, then each change of the file.

    Raises OSError where the port is taken.
    """
    stopped = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stopped.set)
    async with previewing(file, port=port, library=library, say=say) as (address, fault):
        if browser:
            await asyncio.to_thread(webbrowser.open, address)
        waiting = asyncio.create_task(stopped.wait())
        await asyncio.wait([waiting, fault], return_when=asyncio.FIRST_COMPLETED)
        if fault.done():
            fault.result()


@asynccontextmanager
async def previewing(
    file: Path, *, port: int = 0, library: str = "ptb", say: Say = str
) -> AsyncIterator[tuple[str, asyncio.Task[None]]]:
    """A running preview: its address, and the task that ends only by a fault. Nothing of it is left afterwards."""
    board = Board()
    simulator = Simulator()
    bot = simulator.bot(TOKEN)
    bot.user = {**bot.user, "first_name": BOT_NAME}
    seats = [
        Seat(language, language, simulator.phone(TOKEN, user_id=who, first_name=name, language_code=language))
        for language, (who, name) in PEOPLE.items()
    ]
    with tempfile.TemporaryDirectory(prefix="saualnama-preview-") as folder:
        settings = Settings(data=Path(folder), database=None)
        async with storage(settings, current=False) as database:
            await schema.upgrade(database)
            await launching.load_registry(database)
            stage = Stage(database, settings, seats, board)
            beside = Beside([files("console.preview").joinpath(name) for name in FILES], board.follow)
            simulator.pages.update(chat_pages(bot, seats, beside) | {AGAIN: _again(stage)})
            await simulator.start(port)
            try:
                async with running_bot(
                    database, settings, token=TOKEN, base=simulator.url, library=library
                ) as answering:
                    watching = asyncio.create_task(_watch(file, stage, board, say))
            finally:
                await simulator.stop()
