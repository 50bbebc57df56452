"""The bot is killed at any moment and started again: no acknowledged answer is lost, and none counts twice.

A real bot process talks over HTTP to the simulator, in which a crowd of citizens goes on answering. `KILLS` in the
environment says how often the bot dies (20 by default; `make faults` asks for more), `SEED` which moments are chosen.
"""

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field, replace
from json import loads
from pathlib import Path
from random import Random

import pytest

from bot.simulator.simulator import Simulator
from console import launching
from console.settings import Settings
from console.wiring import storage
from storage import schema
from storage.campaigns import Plan
from surveys.questionnaire import Questionnaire
from tests.faults.crowd import MARK, TEXT, Citizen

KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", "1"))
TOKEN = "1000000:killed-again-and-again"  # noqa: S105 - the simulator takes any
CAMPAIGN = "kills"
SERVICES = ("mia_id_card", "moh_clinic")
AT_ONCE = 24
"""Citizens who have the phone in hand together."""
START = 90.0
"""Seconds that a bot may take to ask for updates on a busy machine."""
LIFE = 0.05, 1.2
"""Seconds between the first request for updates and death."""
CHILDHOOD = 0.0, 0.4
"""Seconds after which a bot dies that is killed while it starts."""
WARM = Path(__file__).parent / "warm_bot.py"

Stored = dict[str, dict[str, tuple[str, ...]]]


@dataclass
class Trial:
    """One simulator, one database, one bot at a time, and everybody who ever came."""

    library: str
    folder: Path
    simulator: Simulator
    questionnaire: Questionnaire
    links: list[str]
    random: Random
    citizens: list[Citizen] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "saualnama.sqlite"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SAUALNAMA_TELEGRAM_TOKEN": TOKEN,
            "SAUALNAMA_TELEGRAM_API": self.simulator.url,
            "SAUALNAMA_LIBRARY": self.library,
            "SAUALNAMA_DATA": str(self.folder),
            "SAUALNAMA_DATABASE": "",
        }

    def arrives(self) -> Citizen:
        """One more person; every seventh will not finish."""
        number = len(self.citizens) + 1
        stops = (
            self.random.choice([item.id for item in self.questionnaire.items]) if number % 7 == 0 else None
        )
        phone = self.simulator.phone(TOKEN, user_id=5_000_000_000 + number, first_name="Айгүл")
        citizen = Citizen(number, phone, self.questionnaire, stops)
        self.citizens.append(citizen)
        return citizen

    async def comes_and_goes(self, stop: asyncio.Event) -> None:
        """One place in the crowd: whoever is done makes room for the next."""
        while not stop.is_set():
            await self.arrives().walks(self.random.choice(self.links))

    def stored(self) -> Stored:
        """Every answer on disk, by the mark of who gave it; the files are looked at in a copy."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for path in self.folder.glob("saualnama.sqlite*"):
            shutil.copy(path, copy)
        with closing(sqlite3.connect(copy / self.database.name)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            return _by_mark(connection)


def _by_mark(connection: sqlite3.Connection) -> Stored:
    """A mark that is found twice is a response that was doubled."""
    people: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for interview, item, answer in connection.execute(
        "SELECT interview, item, answer FROM interview_answers"
    ):
        people[f"interview {interview}"][item] = _values(loads(answer))
    for name, answers in connection.execute("SELECT id, answers FROM pool"):
        people[f"pool {name}"] = {item: _values(answer) for item, answer in loads(answers).items()}
    for response, item, code, words in connection.execute("SELECT response, item, code, text FROM answers"):
        given = people[f"response {response}"]
        given[item] = tuple(sorted((*given.get(item, ()), words if code == "text" else code)))
    found: Stored = {}
    for given in people.values():
        (mark,) = given[MARK]
        assert mark not in found, f"{mark} is stored twice"
        found[mark] = given
    return found


def _values(answer: dict[str, object]) -> tuple[str, ...]:
    return (str(answer["text"]),) if "text" in answer else tuple(sorted(answer["codes"]))  # type: ignore[call-overload]


@asynccontextmanager
async def warm_bots(trial: Trial) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that has imported everything, and starts a bot for each line it is sent."""
    with (trial.folder / "bot.log").open("ab") as log:
        warm = await asyncio.create_subprocess_exec(
            *(sys.executable, str(WARM), trial.library),
            env=trial.environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    try:
        yield warm
    finally:
        with suppress(ProcessLookupError):
            warm.kill()
        await warm.wait()


async def dies_again_and_again(trial: Trial, warm: asyncio.subprocess.Process) -> None:
    """KILLS lives of the bot, each ended by SIGKILL; after each, all that was acknowledged is on disk."""
    assert warm.stdin is not None
    assert warm.stdout is not None
    inbox = trial.simulator.bot(TOKEN).inbox
    for life in range(KILLS):
        before = inbox.polls
        warm.stdin.write(b"\n")
        process = int(await asyncio.wait_for(warm.stdout.readline(), START))
        if trial.random.random() < 0.2:
            await asyncio.sleep(trial.random.uniform(*CHILDHOOD))
        else:
            async with asyncio.timeout(START):
                while inbox.polls == before:  # noqa: ASYNC110 - the simulator tells only of the first poll
                    await asyncio.sleep(0.005)
            await asyncio.sleep(trial.random.uniform(*LIFE))
        acknowledged = [replace(each, acknowledged=dict(each.acknowledged)) for each in trial.citizens]
        os.kill(process, signal.SIGKILL)
        assert int(await asyncio.wait_for(warm.stdout.readline(), START)) == process
        stored = trial.stored()
        for each in acknowledged:
            kept = stored.get(each.mark, {})
            assert each.agrees(kept), (
                f"life {life}: {each.mark} saw {each.acknowledged} taken, kept is {kept}"
            )


@asynccontextmanager
async def living_bot(trial: Trial) -> AsyncIterator[None]:
    """The bot as an operator starts it; at the end it is told to stop, and must end well."""
    with (trial.folder / "bot.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "console", "bot", "run"), env=trial.environment, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        code = await asyncio.wait_for(process.wait(), START)
    assert code == 0


@asynccontextmanager
async def trial_of(library: str, folder: Path) -> AsyncIterator[Trial]:
    """A fresh database with an open campaign."""
    settings = Settings(data=folder, database=None, telegram_token=None)
    async with storage(settings, current=False) as database:
        await schema.upgrade(database)
        await launching.load_registry(database)
        questionnaire, fingerprint = await launching.publish(database, TEXT)
        plan = Plan(CAMPAIGN, {"kk": "а", "ru": "б", "en": "c"}, fingerprint, SERVICES)
        links = await launching.launch(database, settings, plan)
    async with Simulator(call_log=0) as simulator:
        yield Trial(library, folder, simulator, questionnaire, list(links.values()), Random(SEED))
    async with storage(settings) as database:
        await launching.close(database, settings, CAMPAIGN)


@pytest.mark.parametrize("library", ["aiogram", "ptb"])
async def test_a_bot_that_is_killed_loses_no_answer_and_counts_none_twice(
    library: str, tmp_path: Path
) -> None:
    async with trial_of(library, tmp_path) as trial:
        stop = asyncio.Event()
        crowd = asyncio.gather(*(trial.comes_and_goes(stop) for _ in range(AT_ONCE)))
        async with warm_bots(trial) as warm:
            await dies_again_and_again(trial, warm)
        stop.set()
        async with living_bot(trial):
            await asyncio.wait_for(crowd, START * 2)
    _compare(trial, trial.stored())
    answers = sum(len(citizen.acknowledged) for citizen in trial.citizens)
    print(
        f"{library}: {KILLS} kills, {len(trial.citizens)} citizens, {answers} acknowledged answers: 0 lost, 0 doubled"
    )


def _compare(trial: Trial, stored: Stored) -> None:
    """The campaign is closed: what each chat shows and what is kept are the same."""
    answered = {citizen.mark: citizen for citizen in trial.citizens if citizen.acknowledged}
    assert set(stored) == set(answered)
    for mark, citizen in answered.items():
        kept = stored[mark]
        assert citizen.agrees(kept), f"{mark} saw {citizen.acknowledged} taken, kept is {kept}"
        assert set(kept) == set(citizen.acknowledged)
        for item, shown in citizen.settled():
            assert kept[item] == shown, f"{mark}: the chat shows {shown} for {item}, kept is {kept[item]}"
        if citizen.finished:
            assert set(kept) == {item.id for item in trial.questionnaire.items}
    with closing(sqlite3.connect(trial.database)) as connection:
        dispositions = dict(
            connection.execute("SELECT disposition, count(*) FROM responses GROUP BY disposition").fetchall()
        )
        finished = sum(citizen.finished for citizen in trial.citizens)
        assert dispositions.get("complete", 0) == finished
        assert dispositions.get("partial", 0) == len(answered) - finished
        for table in ("interviews", "interview_answers", "pool", "dead_letters"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table  # noqa: S608
        took_part = connection.execute("SELECT count(*) FROM participations").fetchone()[0]
        assert took_part == len(trial.citizens)
