"""The bot is killed at any moment and started again: no acknowledged answer is lost, and none counts twice.

A real bot process talks over HTTP to the simulator, in which a crowd of citizens goes on answering. `KILLS` in the
environment says how often the bot dies (20 by default; `make faults` asks for more), `SEED` which moments are chosen.
The bot mixes small batches all the time and dawdles between the two transactions of each, so that deaths fall there.
After each death every tick that any chat shows is looked for on the disk, with the keys that open it. Lives are counted
in calls, and nothing ends by the clock: on a busy machine all of it only takes longer.
"""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest

from tests.faults.evidence import kept_on_failure
from tests.faults.hanging import unless_it_hangs
from tests.faults.living_bot import living_bot, shows_all
from tests.faults.trial import TOKEN, Stored, Trial, trial_of

KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", "1"))
AT_ONCE = 24
"""Citizens who have the phone in hand together."""
LIFE = 0, 80
"""Calls that a bot makes between its first request for updates and its death."""
MOMENT = 0.03
"""Seconds at most between the last of these calls and death: what it does meanwhile is cut off anywhere."""
CHILDHOOD = 0.0, 0.4
"""Seconds after which a bot dies that is killed while it starts."""
WARM = Path(__file__).parent / "warm_bot.py"


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


async def dies_again_and_again(trial: Trial) -> None:
    """KILLS lives of the bot, each ended by SIGKILL; after each, every tick that a chat shows is on the disk."""
    async with warm_bots(trial) as warm:
        for life in range(KILLS):
            await _lives_once(trial, warm)
            lost = list(trial.lost())
            assert not lost, f"life {life}: " + "\n".join(lost)


async def _lives_once(trial: Trial, warm: asyncio.subprocess.Process) -> None:
    assert warm.stdin is not None
    assert warm.stdout is not None
    polls = trial.simulator.bot(TOKEN).inbox.polls
    warm.stdin.write(b"\n")
    process = int(await warm.stdout.readline())
    trial.lives += 1
    try:
        if trial.random.random() < 0.2:
            await asyncio.sleep(trial.random.uniform(*CHILDHOOD))
        else:
            await _until_it_polls(trial, polls)
            enough = trial.calls() + trial.random.randint(*LIFE)
            while trial.calls() < enough:  # noqa: ASYNC110 - nobody is told of a call
                await asyncio.sleep(0.001)
            await asyncio.sleep(trial.random.uniform(0, MOMENT))
    finally:
        os.kill(process, signal.SIGKILL)
    assert int(await warm.stdout.readline()) == process  # it has been reaped: nobody writes any more
    trial.deaths += 1


async def _until_it_polls(trial: Trial, polls: int) -> None:
    while trial.simulator.bot(TOKEN).inbox.polls == polls:  # noqa: ASYNC110 - only the first poll of all is told
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("library", ["aiogram", "ptb"])
async def test_a_bot_that_is_killed_loses_no_answer_and_counts_none_twice(
    library: str, tmp_path: Path
) -> None:
    async with trial_of(library, tmp_path, seed=SEED) as trial:
        with kept_on_failure(trial, seed=SEED):
            await _lives_and_dies(trial)
    with kept_on_failure(trial, seed=SEED):
        _compare(trial, trial.stored())
    answers = sum(len(citizen.acknowledged()) for citizen in trial.citizens)
    print(
        f"{library}: {KILLS} kills, {trial.between} of them between mark and move, "
        f"{len(trial.citizens)} citizens, {answers} ticks: 0 lost, 0 doubled"
    )


async def _lives_and_dies(trial: Trial) -> None:
    stop = asyncio.Event()
    crowd = asyncio.gather(*(trial.comes_and_goes(stop) for _ in range(AT_ONCE)))
    dying = asyncio.create_task(dies_again_and_again(trial))
    try:
        await unless_it_hangs(trial.signs, crowd, dying)
        stop.set()
        async with living_bot(trial):
            await unless_it_hangs(trial.signs, crowd)
            await unless_it_hangs(trial.signs, asyncio.ensure_future(shows_all(trial)))
    finally:
        crowd.cancel()
        dying.cancel()
        await asyncio.gather(crowd, dying, return_exceptions=True)


def _compare(trial: Trial, stored: Stored) -> None:
    """The campaign is closed: what each chat shows and what is kept are the same."""
    shown = {citizen.mark: citizen.acknowledged() for citizen in trial.citizens}
    assert stored == {mark: answers for mark, answers in shown.items() if answers}
    finished = [citizen for citizen in trial.citizens if citizen.finished]
    for citizen in finished:
        assert set(stored[citizen.mark]) == {item.id for item in trial.questionnaire.items}
    with closing(sqlite3.connect(trial.database)) as connection:
        dispositions = dict(
            connection.execute("SELECT disposition, count(*) FROM responses GROUP BY disposition").fetchall()
        )
        assert dispositions.get("complete", 0) == len(finished)
        assert dispositions.get("partial", 0) == len(stored) - len(finished)
        for table in ("interviews", "outbox", "dead_letters"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table  # noqa: S608
        took_part = connection.execute("SELECT count(*) FROM participations").fetchone()[0]
        assert took_part == len(trial.citizens)
