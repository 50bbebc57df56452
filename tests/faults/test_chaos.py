"""Under chaos nobody's answer is lost, doubled or misunderstood, with either library.

A real bot process talks over HTTP to the simulator, in which `CITIZENS` people (60 by default; `make faults` and
`make proof` ask for 500) rate a service. A tenth of all calls is lost, a tenth is carried out while its reply is lost,
a tenth is late by 0.1 to 3 s, a tenth of what goes to a chat is refused with a second's wait, and a tenth of the
updates come twice. Nothing ends by the clock: on a busy machine all of it only takes longer.
"""

import asyncio
import os
from collections import Counter
from pathlib import Path

import pytest

from bot.simulator.state.faults import Faults
from tests.faults.chaos_crowd import MOST_CALLS, Person, looks_on
from tests.faults.chaos_findings import Findings, findings
from tests.faults.evidence import kept_on_failure
from tests.faults.hanging import unless_it_hangs
from tests.faults.living_bot import shows_all
from tests.faults.rating import arrives, listening_bot, rating
from tests.faults.trial import Trial

CITIZENS = int(os.environ.get("CITIZENS", "60"))
SEED = int(os.environ.get("SEED", "1"))
AT_ONCE = 100
"""People who have the phone in hand together."""
CHANCE = 0.1
LATE = 0.1, 3.0
"""Seconds."""
CALLS_A_PERSON = 40
"""On average: a conversation without faults takes about 26."""
FEWEST_FAULTS = CITIZENS // 4
"""Of each kind: a chaos in which little happened proves nothing."""


def chaos(faults: Faults) -> None:
    """All that goes wrong, a tenth of the time each."""
    for method in ("", "getUpdates"):  # "" is any other
        faults.delay(method, LATE[0], up_to=LATE[1], times=None, chance=CHANCE)
        faults.lose_request(method, times=None, chance=CHANCE)
        faults.lose_reply(method, times=None, chance=CHANCE)
    for method in ("sendMessage", "editMessageText"):
        faults.flood(method, 1, times=None, chance=CHANCE)
    faults.repeat_update(times=None, chance=CHANCE)


@pytest.mark.parametrize("library", ["aiogram", "ptb"])
async def test_under_chaos_no_answer_is_lost_doubled_or_taken_for_another(
    library: str, tmp_path: Path
) -> None:
    async with rating(library, tmp_path, seed=SEED) as trial:
        with kept_on_failure(trial, seed=SEED):
            people = await _all_answer(trial)
            found = findings(trial, people)
            print(f"{library}: {found.told()}")
            _judge(found)


async def _all_answer(trial: Trial) -> list[Person]:
    people: list[Person] = []

    async def one_place() -> None:
        while len(people) < CITIZENS:
            person = arrives(trial, len(people) + 1)
            people.append(person)
            watching = asyncio.create_task(looks_on(person))
            try:
                await person.walks(trial.links[0])
            finally:
                watching.cancel()

    async with listening_bot(trial):
        chaos(trial.simulator.faults)
        crowd = asyncio.gather(*(one_place() for _ in range(min(AT_ONCE, CITIZENS))))
        try:
            await unless_it_hangs(trial.signs, crowd)
        finally:
            crowd.cancel()
            await asyncio.gather(crowd, return_exceptions=True)
        happened = Counter(call.fault for call in trial.simulator.calls if call.fault)
        trial.simulator.faults.clear()
        await unless_it_hangs(trial.signs, asyncio.ensure_future(shows_all(trial)))
    assert all(happened[kind] >= FEWEST_FAULTS for kind in ("lose request", "lose reply", "refuse")), happened
    return people


def _judge(found: Findings) -> None:
    wrong = [name for name in Findings.WRONGS if getattr(found, name)]
    if found.mean_calls > CALLS_A_PERSON or max(found.calls) > MOST_CALLS:
        wrong.append("calls a person")
    assert not wrong, f"{', '.join(wrong)}: {found.told()}"
