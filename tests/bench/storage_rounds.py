"""Decides how a round of the storage bench runs, the same here and in an older commit: citizens, a clock, stages.

It knows no module of the project: what differs between commits comes in as `Ways`, from `bench_storage.py` for this
tree and from `at_98478cd.py` for that one.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count
from random import Random
from types import ModuleType
from typing import Any

STAGES = ("load", "engine", "write", "close", "commit", "rest")
"""Where a turn's CPU goes: statements that read, engine with keeping, those that write, closing what was shown, the
transaction's begin and commit, and the rest of the process: the loop, and the bench's own citizens."""

_updates, _addresses = count(1), count(5_000_000_000)


@dataclass(frozen=True, slots=True)
class Ways:
    """How one commit is driven. `turns(batch)` makes its group commit; `turn` and `tap` its records.

    `shown(outcome)`: what is closed after it, and the interview and prompt of its question, if it asks one. `close`
    closes what was shown, together with the next turn.
    """

    links: list[str]
    turns: Callable[[int], Any]
    start: Callable[[str], Any]
    tap: Callable[[int, str], Any]
    turn: Callable[[int, int, Any, str | None], Any]
    shown: Callable[[Any], tuple[list[Any], str | None, Any]]
    taking: Callable[[Any, Any, list[Any]], Awaitable[Any]]


@dataclass(slots=True)
class Round:
    """What a round amounts to: CPU seconds of the process by stage, and the seconds that each answer took."""

    turns: int = 0
    taken: list[float] = field(default_factory=list)
    cpu: float = 0.0
    wall: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As it goes from one process to another."""
        return asdict(self)


class Stages:
    """CPU of the process in each stage of a batch, taken at the borders of the functions that a commit has for them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._loaded = 0.0

    def _add(self, stage: str, seconds: float) -> None:
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds

    @contextmanager
    def watched(self, turns: type, load: ModuleType, write: ModuleType, close: ModuleType) -> Iterator[None]:
        """While a round runs: `load.load`, `write.write`, `close.close` and `turns._commit` are timed."""
        places = ((load, "load"), (write, "write"), (close, "close"), (turns, "_commit"))
        before = [(place, name, getattr(place, name)) for place, name in places]
        for place, name, original in before:
            setattr(place, name, self._timed(name, original))
        try:
            yield
        finally:
            for place, name, original in before:
                setattr(place, name, original)

    def _timed(self, name: str, original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def timed(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            if name == "write":
                self._add("engine", began - self._loaded)
            try:
                return await original(*given, **named)
            finally:
                ended = time.process_time()
                self._add(name, ended - began)
                if name == "load":
                    self._loaded = ended

        return timed

    def told(self, cpu: float) -> dict[str, float]:
        """Seconds by stage, of so many in all."""
        found = {stage: self.seconds.get(stage, 0.0) for stage in ("load", "engine", "write", "close")}
        whole = self.seconds.get("_commit", 0.0)
        found["commit"] = whole - sum(found.values())
        found["rest"] = cpu - whole
        return found


async def grouped(ways: Ways, citizens: int, *, batch: int) -> Round:
    """So many citizens, an interview each, who wait for an answer to be durable before they give the next."""
    async with _writing(ways, batch) as (turns, made):
        await asyncio.gather(
            *(_one_interview(ways, turns, made, Random(number)) for number in range(citizens))
        )
    return made


async def alone(ways: Ways, interviews: int, *, rate: float) -> Round:
    """One turn after the other, `rate` a second, each on its own, as on a quiet day."""
    async with _writing(ways, 256) as (turns, made):
        for number in range(interviews):
            await _one_interview(ways, turns, made, Random(number), pause=1 / rate)
    return made


@asynccontextmanager
async def _writing(ways: Ways, batch: int) -> AsyncIterator[tuple[Any, Round]]:
    made = Round()
    turns = ways.turns(batch)
    began, cpu = time.perf_counter(), time.process_time()
    writer = asyncio.create_task(turns.run())
    yield turns, made
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)
    made.cpu, made.wall = time.process_time() - cpu, time.perf_counter() - began


async def _one_interview(ways: Ways, turns: Any, made: Round, random: Random, *, pause: float = 0) -> None:
    """From the link to the thanks; what was shown before is closed together with the next answer."""
    address, interview, prompt = next(_addresses), None, None
    heard, shown = ways.start(random.choice(ways.links)), []
    while True:
        began = time.perf_counter()
        outcome = await ways.taking(turns, ways.turn(next(_updates), address, heard, interview), shown)
        made.turns += 1
        if prompt is not None and prompt.kind == "question":
            made.taken.append(time.perf_counter() - began)
        shown, interview, prompt = ways.shown(outcome)
        if pause:
            await asyncio.sleep(pause)
        if prompt is None:
            return
        heard = ways.tap(prompt.turn, _code(prompt, random))


def _code(prompt: Any, random: Random) -> str:
    if prompt.kind == "consent":
        return ".go"
    return random.choice(prompt.choices).code if prompt.choices else ".skip"
