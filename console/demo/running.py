"""Decides the demo from beginning to end: registry, campaign, simulated Telegram, real bot, citizens, figures."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.simulator.phone.phones import Phone
from bot.simulator.simulator import Simulator
from console import launching, shipped
from console.demo.citizens import Citizen, citizens
from console.demo.truth import TRUTHS
from console.demo.walking import walk
from console.running import freeze
from console.settings import Settings
from console.wiring import storage
from storage import schema
from storage.campaigns import Plan
from surveys.questionnaire import Questionnaire

TOKEN = "1000000:demo-on-this-machine-only"  # noqa: S105 - the simulator takes any
CAMPAIGN = "demo-2026"
NAMES = {"kk": "Көрсетілім", "ru": "Демонстрация", "en": "Demonstration"}
AT_ONCE = 60
"""Citizens who have the phone in hand together."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What is asked of the demo. `figures` is where the files go, `work` holds the database of this run."""

    count: int
    seed: int
    library: str
    figures: Path
    work: Path


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo saw: one chat in each language, and how the citizens fared."""

    samples: dict[str, str]
    calls: int


async def prepare(demo: Demo, settings: Settings) -> tuple[Questionnaire, dict[str, str]]:
    """A fresh database with registry, questionnaire and campaign; returns the link of each service."""
    shutil.rmtree(demo.work, ignore_errors=True)
    services = [service for truth in TRUTHS for service in truth.services]
    async with storage(settings, current=False) as database:
        await schema.upgrade(database)
        await launching.load_registry(database)
        questionnaire, fingerprint = await launching.publish(
            database, shipped.questionnaire_text(shipped.FULL)
        )
        promise = launching.example_promise(settings)
        plan = Plan(CAMPAIGN, NAMES, fingerprint, services, promise=promise)
        links = await launching.launch(database, settings, plan)
    return questionnaire, {service: payload for (service, _), payload in links.items()}


async def converse(
    demo: Demo, questionnaire: Questionnaire, links: dict[str, str], *, progress: Callable[[int], None]
) -> Shown:
    """Lets every citizen go through a real chat with the bot in a process of its own."""
    people = citizens(demo.count, demo.seed)
    freeze()
    async with Simulator(call_log=0, former_keyboards=0) as simulator, _bot(demo, simulator.url) as bot:
        phones = [_phone(simulator, citizen) for citizen in people]
        done = asyncio.Semaphore(AT_ONCE)

        async def one(citizen: Citizen, phone: Phone) -> None:
            async with done:
                await walk(phone, citizen, questionnaire, links[citizen.service])
                progress(1)

        walking = asyncio.gather(*map(one, people, phones))
        ended = asyncio.create_task(bot.wait())
        await asyncio.wait([walking, ended], return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            walking.cancel()
            raise RuntimeError(f"the bot ended by itself; see {demo.work / 'bot.log'}")
        ended.cancel()
        await walking
        return Shown(_samples(people, phones), sum(simulator.calls.counts.values()))


async def close(settings: Settings) -> None:
    """Closes the campaign: unfinished interviews end, the pool is emptied, all answers are counted."""
    async with storage(settings) as database:
        # Made-up people may be few, and have nothing to hide.
        await launching.close(database, settings, CAMPAIGN, release_small=True)


def _phone(simulator: Simulator, citizen: Citizen) -> Phone:
    hint = (
        "ru" if citizen.number % 5 else "kk"
    )  # most phones in Kazakhstan speak Russian, whatever their owners do
    return simulator.phone(TOKEN, user_id=citizen.address, first_name=citizen.name, language_code=hint)


def _samples(people: Sequence[Citizen], phones: Sequence[Phone]) -> dict[str, str]:
    """One plain chat a language: somebody who finished without detours."""
    found: dict[str, str] = {}
    for citizen, phone in zip(people, phones, strict=True):
        habits = citizen.habits
        detours = (habits.stops_at, habits.switches_at, habits.lags_at, habits.pauses_at, habits.doubles_at)
        if citizen.language not in found and not habits.refuses and detours == (None,) * 5:
            found[citizen.language] = phone.screen()
    return found


@asynccontextmanager
async def _bot(demo: Demo, address: str) -> Any:
    """The real bot, as an operator starts it, with its log in a file."""
    environment = {
        **os.environ,
        "SAUALNAMA_TELEGRAM_TOKEN": TOKEN,
        "SAUALNAMA_TELEGRAM_API": address,
        "SAUALNAMA_LIBRARY": demo.library,
        "SAUALNAMA_DATA": str(demo.work),
        "SAUALNAMA_KEYS": str(demo.work / "keys"),
        "SAUALNAMA_DATABASE": "",
        "SAUALNAMA_MESSAGES_PER_SECOND": "0",
    }
    log = (demo.work / "bot.log").open("w")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "console", "bot", "run", env=environment, stdout=log, stderr=log
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
        log.close()
