"""One person whom Telegram refuses silences nobody else, with either library.

Every message to the flooder's chat is refused for `LONG` seconds, longer than any test waits: who waited for that would
wait for ever, and is said to hang. So nothing here ends by the clock.
"""

import asyncio
from pathlib import Path

import pytest

from tests.faults.evidence import kept_on_failure
from tests.faults.hanging import unless_it_hangs
from tests.faults.rating import arrives, listening_bot, rating
from tests.faults.trial import TOKEN, Trial

CALM = 12
LONG = 3_600
"""Seconds; in public 10,072 have been seen."""
BURST = 30
FLOODER = 6_000_000_000
UNDER_WAY = 2
"""Calls that may be under way together to one chat: a question, and the edit beside it."""


@pytest.mark.parametrize("library", ["aiogram", "ptb"])
async def test_no_call_of_another_chat_waits_for_the_flooders_429(library: str, tmp_path: Path) -> None:
    async with rating(library, tmp_path, seed=1) as trial, listening_bot(trial):
        with kept_on_failure(trial, seed=1):
            await _flooder_is_refused(trial)
            calm = [arrives(trial, number) for number in range(1, CALM + 1)]
            talks = asyncio.gather(*(person.walks(trial.links[0]) for person in calm))
            try:
                await unless_it_hangs(trial.signs, talks)
            finally:
                talks.cancel()
                await asyncio.gather(talks, return_exceptions=True)
            assert all(person.finished for person in calm)
            refused = [call for call in trial.simulator.calls.of(chat_id=FLOODER) if call.error_code == 429]
            assert 1 <= len(refused) <= UNDER_WAY, "whoever is told to wait and calls again is refused longer"


@pytest.mark.parametrize("library", ["aiogram", "ptb"])
async def test_a_burst_of_one_person_gets_few_messages_and_the_person_is_served_after_it(
    library: str, tmp_path: Path
) -> None:
    async with rating(library, tmp_path, seed=1) as trial, listening_bot(trial):
        with kept_on_failure(trial, seed=1):
            flooder = arrives(trial, 1)
            trial.simulator.faults.flood("sendMessage", 2)
            for _ in range(BURST):
                await flooder.phone.types("/help")
            walk = asyncio.ensure_future(flooder.walks(trial.links[0]))
            await unless_it_hangs(trial.signs, walk)
            assert flooder.finished
            said = sum(not message.is_mine for message in flooder.phone.messages) - flooder.acts
            assert said <= BURST // 2, f"{said} messages for {BURST} times /help"


async def _flooder_is_refused(trial: Trial) -> None:
    """Writes as fast as a phone can, and is refused from the first answer on."""
    phone = trial.simulator.phone(TOKEN, user_id=FLOODER)
    for method in ("sendMessage", "editMessageText"):
        trial.simulator.faults.flood(method, LONG, chat_id=FLOODER, times=None)
    for _ in range(BURST):
        await phone.types("/help")
    while not trial.simulator.calls.by_chat[FLOODER]:  # noqa: ASYNC110 - a refused call wakes nobody
        await asyncio.sleep(0.01)
    await trial.simulator.bot(TOKEN).inbox.until_empty(within=float("inf"))
    trial.held = trial.unshown()
