"""How many answers become durable in a second, beside the disk's own syncs and beside one commit for each answer.

`python -m tests.bench.bench_storage`: simulated citizens, each of whom waits for an answer to be durable before giving
the next, on SQLite and on PostgreSQL with full durability. Under group commit outbox rows are closed as the bot closes
them; one commit per answer is spared that. All figures come from the same run; the last line of each database is
`ratio N`: group commit over one commit per answer.
"""

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[2]))

from console import shipped
from storage import schema
from storage.database import open_database
from storage.turn import Delivered
from storage.turns import BATCH, Turns
from surveys.interview.arrival import Heard, Started
from surveys.interview.events import Tapped
from surveys.interview.prompts import Ask, Prompt
from tests.commits import commits
from tests.databases import NoPostgresError, postgresql
from tests.fieldwork import Field, fieldwork, turn

CITIZENS = 256
ONE_BY_ONE = 32
"""Citizens where each answer has a commit of its own: more of them would only wait longer."""
SECONDS = 6.0
PAGE = b"\0" * 4096
CAMPAIGN = "bench"

updates = count(1)
addresses = count(5_000_000_000)


@dataclass(slots=True)
class Tally:
    """What a run amounts to: seconds that each answer took to be durable, and how many commits there were."""

    taken: list[float] = field(default_factory=list)
    commits: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.taken) / self.seconds

    def __str__(self) -> str:
        ordered = sorted(self.taken)
        p50, p99 = (1000 * ordered[int(len(ordered) * share)] for share in (0.50, 0.99))
        per_commit = len(ordered) / self.commits
        return (
            f"{self.rate:8,.0f} answers/s   p50 {p50:7.1f} ms   p99 {p99:7.1f} ms   "
            f"{per_commit:6.1f} answers per commit"
        )


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--citizens", type=int, default=CITIZENS)
    wanted.add_argument(
        "--seconds", type=float, default=SECONDS, help="of each of the two runs on a database"
    )
    wanted.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = wanted.parse_args()
    for kind in ("sqlite", "postgresql"):
        if asked.only in {None, kind}:
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
                try:
                    url = _address(kind, folder, stack)
                except NoPostgresError as error:
                    sys.exit(str(error))
                asyncio.run(_compare(kind, url, folder, asked))


def _address(kind: str, folder: Path, stack: ExitStack) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder / 'bench.sqlite'}"
    return stack.enter_context(postgresql(durable=True)).url()


async def _compare(kind: str, url: str, folder: Path, asked: argparse.Namespace) -> None:
    database = open_database(url)
    await schema.upgrade(database)
    async with fieldwork(database, folder / "keys") as world:
        await world.launch(CAMPAIGN, text=shipped.questionnaire_text(shipped.FULL))
        print(f"{kind}: {asked.citizens} citizens; raw syncs of 4 KiB: {_syncs(folder):,.0f} a second")
        await _run(world, asked.citizens, 1.0, batch=BATCH)  # statements are compiled, files are grown
        gc.collect()
        gc.freeze()  # as the bot does (console/running.py)
        grouped = await _run(world, asked.citizens, asked.seconds, batch=BATCH)
        print(f"  group commit       {grouped}")
        single = await _run(world, ONE_BY_ONE, asked.seconds, batch=1)
        print(f"  commit per answer  {single}")
        print(f"ratio {grouped.rate / single.rate:.1f}", flush=True)
    await database.close()


async def _run(world: Field, citizens: int, seconds: float, *, batch: int) -> Tally:
    tally = Tally()
    with commits() as counted:
        turns = Turns(
            world.database,
            world.keys,
            world.seals,
            clock=lambda: world.now,
            random_hex=world.random_hex,
            batch=batch,
        )
        writer = asyncio.create_task(turns.run())
        links = list(world.links.values())
        began = time.perf_counter()
        people = [
            asyncio.create_task(_answers_for_ever(turns, links, Random(number), tally, closes=batch > 1))
            for number in range(citizens)
        ]
        await asyncio.sleep(seconds)
        tally.seconds = time.perf_counter() - began
        for task in [*people, writer]:
            task.cancel()
        for ended in await asyncio.gather(*people, writer, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended
    tally.commits = len(counted)
    return tally


async def _answers_for_ever(
    turns: Turns, links: list[str], random: Random, tally: Tally, *, closes: bool
) -> None:
    while True:
        await _one_interview(turns, random.choice(links), random, tally, closes=closes)


async def _one_interview(turns: Turns, link: str, random: Random, tally: Tally, *, closes: bool) -> None:
    """From the link to the thanks; the rows of the screen before are closed together with the next answer."""
    address, interview, prompt = next(addresses), None, None
    heard: Heard = Started(link)
    shown: list[Delivered] = []
    while True:
        began = time.perf_counter()
        if closes and shown:
            turns.close(shown)
        outcome = await turns.take(turn(next(updates), address, heard, interview=interview))
        if prompt is not None and prompt.kind == "question":
            tally.taken.append(time.perf_counter() - began)
        shown = [Delivered(outgoing) for outgoing in outcome.shows]
        asks = [each for each in outcome.shows if isinstance(each.show, Ask)]
        if not asks:
            return
        interview, prompt = asks[-1].interview, asks[-1].show.prompt
        heard = Tapped(prompt.turn, _code(prompt, random))


def _code(prompt: Prompt, random: Random) -> str:
    if prompt.kind == "consent":
        return ".go"
    return random.choice(prompt.choices).code if prompt.choices else ".skip"


def _syncs(folder: Path, seconds: float = 1.0) -> float:
    """4 KiB appended and synced, one after the other."""
    done, began = 0, time.perf_counter()
    with (folder / "syncs").open("ab", buffering=0) as file:
        while time.perf_counter() - began < seconds:
            file.write(PAGE)
            os.fdatasync(file.fileno())
            done += 1
    return done / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
