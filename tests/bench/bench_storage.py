"""What a durable answer costs in CPU, beside commit 98478cd and one commit for each answer, and where it goes.

`python -m tests.bench.bench_storage`: simulated citizens, each of whom waits for an answer to be durable before giving
the next, on SQLite and on PostgreSQL with full durability, through the real turns, engine and seals. Rounds of all are
interleaved in one run, since CPU time too depends on what else the machine does; medians are compared. 98478cd runs in
a `git worktree` of its own, in a process of its own; where git or the commit is missing, a line says so. Lines
`ratio N`: how many times less CPU than that.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from console import shipped
from console.running import freeze
from storage import loading, outbox, schema, writing
from storage.database import open_database
from storage.sealing import Seals
from storage.turn import Address, Delivered, Turn
from storage.turns import BATCH, Turns
from surveys.interview.arrival import Started
from surveys.interview.events import Tapped
from surveys.interview.prompts import Ask
from tests.bench.other_commit import OtherCommit, other_commit
from tests.bench.storage_rounds import STAGES, Round, Stages, Ways, alone, grouped
from tests.databases import NoPostgresError, Server, postgresql
from tests.fieldwork import Field, fieldwork

CITIZENS = 256
ONE_BY_ONE = 8
"""Citizens where each answer has a commit of its own: more of them would only wait longer."""
ROUNDS = 2
RATE, QUIET = 30, 4
"""Turns a second that come one by one, and interviews of a round of them."""
BOT = 1_000
PAGE = b"\0" * 4096
CAMPAIGN = "bench"
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--citizens", type=int, default=CITIZENS)
    wanted.add_argument("--rounds", type=int, default=ROUNDS)
    wanted.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = wanted.parse_args()
    for kind in ("sqlite", "postgresql"):
        if asked.only in {None, kind}:
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
                try:
                    asyncio.run(_compare(kind, folder, stack, asked))
                except NoPostgresError as error:
                    print(f"{kind}: not measured: {error}")


async def _compare(kind: str, folder: Path, stack: ExitStack, asked: argparse.Namespace) -> None:
    server = stack.enter_context(postgresql(durable=True)) if kind == "postgresql" else None
    url, former_url = await _addresses(folder, server)
    former = await other_commit("98478cd", folder, former_url)
    database = open_database(url)
    await schema.upgrade(database)
    async with fieldwork(database, folder / "keys") as world:
        await world.launch(CAMPAIGN, text=shipped.questionnaire_text(shipped.FULL))
        print(f"{kind}: {asked.citizens} citizens; raw syncs of 4 KiB: {_syncs(folder):,.0f} a second")
        ways, sealing = _ways(world), []
        await grouped(ways, ONE_BY_ONE, batch=BATCH)  # statements are compiled, files are grown
        freeze()  # as the bot does
        here, there, single = [], [], []
        for _ in range(asked.rounds):
            before = _cpu_of(server)
            with _sealing_timed() as took:
                here.append(await _round(lambda: grouped(ways, asked.citizens, batch=BATCH)))
            sealing.append(took[0])
            here[-1].stages["server"] = _cpu_of(server) - before
            if former is not None:
                before = _cpu_of(server)
                there.append(await former.round(f"grouped {asked.citizens} {BATCH}"))
                there[-1].stages["server"] = _cpu_of(server) - before
                single.append(await former.round(f"grouped {ONE_BY_ONE} 1"))
        _tell_groups(here, there, single, sealing)
        if server is None:
            await _tell_alone(ways, former)
    await database.close()
    if former is not None:
        await former.end()


async def _addresses(folder: Path, server: Server | None) -> tuple[str, str]:
    if server is None:
        return f"sqlite:///{folder / 'bench.sqlite'}", f"sqlite:///{folder / 'former.sqlite'}"
    return server.url(await server.create()), server.url(await server.create())


async def _round(run: Callable[[], Any]) -> Round:
    stages = Stages()
    with stages.watched(Turns, loading, writing, outbox):
        made: Round = await run()
    made.stages = stages.told(made.cpu)
    return made


def _tell_groups(here: list[Round], there: list[Round], single: list[Round], sealing: list[float]) -> None:
    print(f"  now                {_line(here)}")
    sealed = statistics.median(seconds / len(made.taken) for seconds, made in zip(sealing, here, strict=True))
    print(f"    of it sealing and opening {1e6 * sealed:,.0f} us an answer")
    if not there:
        return
    print(f"  98478cd            {_line(there)}")
    print(f"  commit per answer  {_line(single)}")
    print(f"    us an answer     {''.join(f'{stage:>9}' for stage in (*STAGES, 'server'))}")
    for name, rounds in (("now", here), ("98478cd", there)):
        shares = (_per_answer(rounds, stage) for stage in (*STAGES, "server"))
        print(f"      {name:15}{''.join(f'{share:9,.0f}' for share in shares)}")
    ours, theirs = (_cpu(rounds) for rounds in (here, there))
    print(f"CPU of an answer, one commit each over now: ratio {_cpu(single) / ours:.1f}")
    wrote = [
        sum(_per_answer(rounds, stage) for stage in ("write", "close", "commit", "server"))
        for rounds in (here, there)
    ]
    print(f"CPU of the write part with the server's, 98478cd over now: ratio {wrote[1] / wrote[0]:.1f}")
    print(f"CPU of an answer, 98478cd over now: ratio {theirs / ours:.1f}", flush=True)


async def _tell_alone(ways: Ways, former: OtherCommit | None) -> None:
    """Turns that come one by one, as on a quiet day."""
    here, there = [], []
    for _ in range(2):
        here.append(await alone(ways, QUIET, rate=RATE))
        if former is not None:
            there.append(await former.round(f"alone {QUIET} {RATE}"))
    ours, theirs = (
        statistics.median([1000 * made.cpu / made.turns for made in rounds] or [0.0])
        for rounds in (here, there)
    )
    print(f"  turns one by one, {RATE} a second: {ours:.2f} ms of CPU each, 98478cd {theirs:.2f} ms")
    if there:
        print(f"CPU of a lone turn, 98478cd over now: ratio {theirs / ours:.1f}", flush=True)


def _line(rounds: list[Round]) -> str:
    ordered = sorted(taken for made in rounds for taken in made.taken)
    p50, p99 = (1000 * ordered[int(len(ordered) * share)] for share in (0.50, 0.99))
    rate = statistics.median(len(made.taken) / made.wall for made in rounds)
    return f"{rate:8,.0f} answers/s   p50 {p50:7.1f} ms   p99 {p99:7.1f} ms   CPU {_cpu(rounds):7,.0f} us an answer"


def _cpu(rounds: list[Round]) -> float:
    return statistics.median(1e6 * made.cpu / len(made.taken) for made in rounds)


def _per_answer(rounds: list[Round], stage: str) -> float:
    return statistics.median(1e6 * made.stages[stage] / len(made.taken) for made in rounds)


def _ways(world: Field) -> Ways:
    def turns(batch: int) -> Turns:
        return Turns(
            world.database,
            world.keys,
            world.seals,
            clock=lambda: world.now,
            random_hex=world.random_hex,
            batch=batch,
        )

    def turn(update: int, address: int, heard: Any, interview: str | None) -> Turn:
        return Turn(BOT, update, Address("telegram", str(address)), heard, interview=interview)

    return Ways(list(world.links.values()), turns, Started, Tapped, turn, _shown, _taking)


def _shown(outcome: Any) -> tuple[list[Any], str | None, Any]:
    shown = [Delivered(outgoing) for outgoing in outcome.shows]
    asks = [each for each in outcome.shows if isinstance(each.show, Ask)]
    return (shown, asks[-1].interview, asks[-1].show.prompt) if asks else (shown, None, None)


async def _taking(turns: Turns, turn: Turn, shown: list[Any]) -> Any:
    if shown:
        turns.close(shown)
    return await turns.take(turn)


@contextmanager
def _sealing_timed() -> Iterator[list[float]]:
    """Seconds of CPU in which values are sealed and opened, in a list of one."""
    took = [0.0]
    before = Seals.seal, Seals.unseal

    def timed(original: Callable[..., bytes]) -> Callable[..., bytes]:
        def one(*given: Any, **named: Any) -> bytes:
            began = time.thread_time()
            try:
                return original(*given, **named)
            finally:
                took[0] += time.thread_time() - began

        return one

    Seals.seal, Seals.unseal = (timed(original) for original in before)  # type: ignore[method-assign]
    try:
        yield took
    finally:
        Seals.seal, Seals.unseal = before  # type: ignore[method-assign]


def _cpu_of(server: Server | None) -> float:
    """Seconds of CPU that a PostgreSQL server and its processes have used."""
    if server is None or server.process is None:
        return 0.0
    total = 0
    for found in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = found.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if server.process.pid in {int(found.parent.name), int(fields[1])}:
            total += int(fields[11]) + int(fields[12])
    return total / TICK


def _syncs(folder: Path, seconds: float = 0.5) -> float:
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
