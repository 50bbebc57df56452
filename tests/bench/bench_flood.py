"""What one impatient person costs the others: their time to the next question before and while that person floods.

`python tests/bench/bench_flood.py`: `CALM` people answer at their ease, a turn each about every two seconds. Then one
more sends /help five times a second, and Telegram takes of that chat what it takes: 20 at once, one a second, and
beyond them nothing for 20 seconds. Lines `ratio N`: the median time of the calm ones during over before (asked: at most
2). The real bot runs in a process of its own.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.pacing import MESSAGES_PER_SECOND
from bot.simulator.phone.phones import Phone
from bot.simulator.phone.screens import Shown
from tests.faults.living_bot import UNMIXED, living_bot
from tests.faults.rating import rating
from tests.faults.trial import TOKEN, Trial

CALM = 20
BEFORE, DURING = 15.0, 45.0
"""Seconds of each."""
WARMING, FILLING = 3.0, 7.0
"""Seconds at the beginning of each that are not counted: until all have come, and until that chat is refused."""
EASE = 1.0, 3.0
"""Seconds between a question and its answer."""
IMPATIENCE = 0.2
FLOODER = 6_000_000_000
ENDINGS = (":ru", ":.go", ":3", ":.skip")

_people = count(5_000_000_001)


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--seconds", type=float, default=DURING)
    wanted.add_argument("--library", choices=["aiogram", "ptb"])
    asked = wanted.parse_args()
    for library in ("aiogram", "ptb"):
        if asked.library in {None, library}:
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                asyncio.run(_measure(library, Path(folder), asked.seconds))


async def _measure(library: str, folder: Path, seconds: float) -> None:
    async with (
        rating(library, folder, seed=1, per_second=MESSAGES_PER_SECOND) as trial,
        living_bot(trial, UNMIXED),
    ):
        await trial.simulator.bot(TOKEN).inbox.until_polled()
        taken: list[tuple[float, float]] = []
        calm = [asyncio.create_task(_answers_for_ever(trial, taken)) for _ in range(CALM)]
        began = time.perf_counter()
        await asyncio.sleep(BEFORE)
        flooding = asyncio.create_task(_floods(trial))
        await asyncio.sleep(seconds)
        ended = time.perf_counter()
        for task in (*calm, flooding):
            task.cancel()
        await asyncio.gather(*calm, flooding, return_exceptions=True)
        refused = sum(call.error_code == 429 for call in trial.simulator.calls)
    before = _times(taken, began + WARMING, began + BEFORE, ended)
    during = _times(taken, began + BEFORE + FILLING, ended, ended)
    print(f"{library}: {CALM} calm people, one flooder, {refused} calls of that chat refused")
    for name, times in (("before", before), ("during", during)):
        p95 = sorted(times)[int(0.95 * len(times))]
        print(f"{library} {name}: {len(times)} turns, p50 {_p50(times):8.1f} ms, p95 {1_000 * p95:8.1f} ms")
    print(
        f"{library}: time of a turn, during over before: ratio {_p50(during) / _p50(before):.2f}", flush=True
    )


def _times(taken: list[tuple[float, float]], since: float, until: float, ended: float) -> list[float]:
    """Seconds of the turns that began then; one that had no answer at the end counts with what it had waited."""
    return [min(took, ended - at) for at, took in taken if since <= at < until] or [ended - since]


def _p50(times: list[float]) -> float:
    return 1_000 * statistics.median(times)


async def _answers_for_ever(trial: Trial, taken: list[tuple[float, float]]) -> None:
    """Interview after interview, each by another person; each turn is noted when it begins, and again when it ends."""
    while True:
        phone = trial.simulator.phone(TOKEN, user_id=next(_people))
        await _turn(taken, phone, phone.opens(trial.links[0]))
        while not _data(phone.last).startswith("w:"):
            await asyncio.sleep(random.uniform(*EASE))
            await _turn(taken, phone, phone.presses(phone.last.message_id, _data(phone.last)))


async def _turn(taken: list[tuple[float, float]], phone: Phone, act: object) -> None:
    at, before = time.perf_counter(), phone.chat.last_by_bot("message")
    place = len(taken)
    taken.append((at, float("inf")))
    await act  # type: ignore[misc]
    await phone.until(lambda: phone.chat.last_by_bot("message") > before, within=float("inf"))
    taken[place] = at, time.perf_counter() - at


async def _floods(trial: Trial) -> None:
    phone = trial.simulator.phone(TOKEN, user_id=FLOODER)
    trial.simulator.faults.limit(FLOODER, burst=20, rate=1.0, retry_after=20)
    with suppress(asyncio.CancelledError):
        while True:
            await phone.types("/help")
            await asyncio.sleep(IMPATIENCE)


def _data(shown: Shown) -> str:
    """What a calm person presses on this message."""
    keys = [key.data for row in shown.buttons for key in row]
    return next((key for end in ENDINGS for key in keys if key.endswith(end)), keys[0] if keys else "")


if __name__ == "__main__":
    main()
