"""Decides how whole bots run in the bench: each a process of its own, and one more for the Telegram that they share."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console import launching, shipped
from console.settings import Settings
from console.wiring import storage
from storage import schema
from storage.campaigns import Plan
from tests.promises import PROMISE

HERE = Path(__file__).parent
TICK = os.sysconf("SC_CLK_TCK")
LONGEST = 64 * 1024 * 1024
"""Bytes of the longest line that tells a round."""
RIVALS = {
    "bare": {"aiogram": "bare_aiogram.py", "ptb": "bare_ptb.py"},
    "fsm": {"aiogram": "fsm_aiogram.py", "ptb": "fsm_ptb.py"},
}
TOKENS = {"ours": "1000001:ours", "bare": "1000002:bare", "fsm": "1000003:fsm"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One round: CPU seconds of the bot, and what Telegram tells of it."""

    cpu: float
    turns: int
    calls: int
    wall: float
    taken: list[float]


@dataclass
class Telegram:
    """The process that plays Telegram and the people."""

    process: asyncio.subprocess.Process
    url: str

    async def orders(self, **order: Any) -> dict[str, Any]:
        """Carries out one order of `fast_telegram.py`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        line = await self.process.stdout.readline()
        if not line:
            raise RuntimeError("the round was given up: see the process's log")
        told: dict[str, Any] = json.loads(line)
        return told


@dataclass
class Bots:
    """Our bot and its rivals of one library, all of them up."""

    telegram: Telegram
    processes: dict[str, asyncio.subprocess.Process]
    link: str

    async def round(self, name: str, **order: Any) -> Measured:
        """One round with one of them; the others wait for updates meanwhile."""
        pid = self.processes[name].pid
        before = _cpu(pid)
        told = await self.telegram.orders(token=TOKENS[name], link=self.link, **order)
        return Measured(_cpu(pid) - before, told["turns"], told["calls"], told["wall"], told["taken"])


@asynccontextmanager
async def whole_bots(library: str, folder: Path) -> AsyncIterator[Bots]:
    """Starts them: first ours, whose screens the others show."""
    async with AsyncExitStack() as stack:
        process = await stack.enter_async_context(_process(HERE / "fast_telegram.py", folder, piped=True))
        assert process.stdout is not None
        telegram = Telegram(process, (await process.stdout.readline()).decode().strip())
        link = await _campaign(folder)
        ours = await stack.enter_async_context(
            _process(_starter(), folder, env=_environment(library, telegram.url, folder))
        )
        screens = await telegram.orders(
            token=TOKENS["ours"], link=link, interviews=1, at_once=1, screens=True
        )
        kept = folder / "screens.json"
        kept.write_text(json.dumps({name: screens[name] for name in ("sent", "changed")}), "utf-8")
        processes = {"ours": ours}
        for name, scripts in RIVALS.items():
            database = f"sqlite+aiosqlite:///{folder / 'fsm.sqlite'}"
            arguments = (telegram.url, TOKENS[name], str(kept), database)
            processes[name] = await stack.enter_async_context(
                _process(HERE / scripts[library], folder, *arguments)
            )
            await telegram.orders(token=TOKENS[name], interviews=2, at_once=1)
        yield Bots(telegram, processes, link)


def _starter() -> Path:
    return HERE.parent / "faults" / "living_bot.py"


def _environment(library: str, url: str, folder: Path) -> dict[str, str]:
    return {
        "SAUALNAMA_TELEGRAM_TOKEN": TOKENS["ours"],
        "SAUALNAMA_TELEGRAM_API": url,
        "SAUALNAMA_LIBRARY": library,
        "SAUALNAMA_DATA": str(folder),
        "SAUALNAMA_KEYS": str(folder / "keys"),
        "SAUALNAMA_DATABASE": "",
        "SAUALNAMA_LOG_LEVEL": "WARNING",
        "SAUALNAMA_MESSAGES_PER_SECOND": "1000",
    }


async def _campaign(folder: Path) -> str:
    """A campaign with the short questionnaire; gives the payload of its link."""
    settings = Settings(data=folder, keys=folder / "keys", database=None, telegram_token=None)
    async with storage(settings, current=False) as database:
        await schema.upgrade(database)
        await launching.load_registry(database)
        text = shipped.questionnaire_text("service-experience-short")
        _, fingerprint = await launching.publish(database, text)
        plan = Plan(
            "bench",
            {"kk": "а", "ru": "б", "en": "c"},
            fingerprint,
            ("maidd_service_centre",),
            promise=PROMISE,
        )
        (link,) = (await launching.launch(database, settings, plan)).values()
    return str(link)


@asynccontextmanager
async def _process(
    script: Path, folder: Path, *arguments: str, env: dict[str, str] | None = None, piped: bool = False
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python process until the end of the block; what it says goes to a file of the folder."""
    pipe = asyncio.subprocess.PIPE if piped else None
    with (folder / f"{script.stem}.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(script), *arguments),
            env={**os.environ, **(env or {})},
            stdin=pipe or asyncio.subprocess.DEVNULL,
            stdout=pipe or log,
            stderr=log,
            limit=LONGEST,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK
