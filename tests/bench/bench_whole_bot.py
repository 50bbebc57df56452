"""What a turn of the whole bot costs in CPU, beside a bare bot and a typical one of the same library.

`python tests/bench/bench_whole_bot.py`: three bots, each in a process of its own, talk over HTTP to a Telegram in a
fourth. Ours is the one that operators run, with its database on disk. The bare one is tuned and keeps nothing: long
polling, and for each press an answer, an edit and a message. The typical one has the library's own states, and commits
each answer through SQLAlchemy. All show the same screens to the same people. Rounds of the three are interleaved, since
CPU time too depends on what else the machine does; medians are compared. Lines `ratio N`: ours over the bare one
(asked: at most 1.0), and the typical one over ours (asked: at least 5).
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.whole_bots import Bots, Measured, whole_bots

ROUNDS = 3
INTERVIEWS = {"ours": 200, "bare": 200, "fsm": 40}
"""In a round; the typical bot costs so much more that fewer are enough."""
AT_ONCE = {"ours": 64, "bare": 64, "fsm": 16}
RATES = {30: 300, 300: 1_500}
"""Turns a second -> turns."""


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--rounds", type=int, default=ROUNDS)
    wanted.add_argument("--library", choices=["aiogram", "ptb"])
    asked = wanted.parse_args()
    for library in ("aiogram", "ptb"):
        if asked.library in {None, library}:
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                asyncio.run(_measure(library, Path(folder), asked.rounds))


async def _measure(library: str, folder: Path, rounds: int) -> None:
    async with whole_bots(library, folder) as bots:
        made: dict[str, list[Measured]] = {name: [] for name in INTERVIEWS}
        for name, interviews in INTERVIEWS.items():  # statements are compiled, files are grown
            await bots.round(name, interviews=interviews // 4, at_once=AT_ONCE[name])
        for _ in range(rounds):
            for name, interviews in INTERVIEWS.items():
                made[name].append(await bots.round(name, interviews=interviews, at_once=AT_ONCE[name]))
        costs = {name: statistics.median(each.cpu / each.turns for each in made[name]) for name in made}
        for name, of in made.items():
            calls = sum(each.calls for each in of) / sum(each.turns for each in of)
            print(
                f"{library} {name:5} {1e6 * costs[name]:8,.0f} us of CPU a turn, "
                f"{1 / costs[name]:7,.0f} turns a CPU-second, {calls:.2f} calls a turn"
            )
        print(f"{library}: CPU of a turn, ours over bare: ratio {costs['ours'] / costs['bare']:.2f}")
        print(
            f"{library}: CPU of a turn, typical over ours: ratio {costs['fsm'] / costs['ours']:.1f}",
            flush=True,
        )
        for rate, turns in RATES.items():
            await _tell_times(library, bots, rate, turns)


async def _tell_times(library: str, bots: Bots, rate: int, turns: int) -> None:
    for name in ("ours", "bare"):
        made = await bots.round(name, turns=turns, rate=rate)
        taken = sorted(made.taken)
        p50, p99 = (1_000 * taken[int(len(taken) * share)] for share in (0.50, 0.99))
        reached = made.turns / made.wall
        print(
            f"{library} {name:5} {rate:4} turns a second asked, {reached:4.0f} reached: "
            f"p50 {p50:7.1f} ms, p99 {p99:7.1f} ms",
            flush=True,
        )


if __name__ == "__main__":
    main()
