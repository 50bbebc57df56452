"""Decides how commit 98478cd is measured: a process in a tree of it, which runs a round for each line it is sent.

`python at_98478cd.py DATABASE_URL FOLDER_OF_KEYS`, with that tree as PYTHONPATH: it makes the tables and a campaign,
and says "ready". Lines: "grouped CITIZENS BATCH" and "alone INTERVIEWS RATE"; each answer is a `Round` as JSON.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from storage.cases import Turn
from storage_rounds import Round, Stages, Ways, alone, grouped
from surveys.events import Tapped
from surveys.prompts import Ask
from surveys.reception import Started

from console import shipped
from console.running import freeze
from storage import cases, outbox, record, schema
from storage.database import open_database
from storage.outbox import Delivered
from storage.turns import Turns
from tests.fieldwork import Field, fieldwork


async def main(url: str, folder: str) -> None:
    database = open_database(url)
    await schema.upgrade(database)
    async with fieldwork(database, Path(folder)) as world:
        await world.launch("bench", text=shipped.questionnaire_text(shipped.FULL))
        ways = _ways(world)
        await grouped(ways, 8, batch=256)  # as the other tree is warmed
        freeze()
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            kind, *numbers = line.split()
            print(
                json.dumps((await _round(ways, kind, [int(number) for number in numbers])).as_json()),
                flush=True,
            )
    await database.close()


async def _round(ways: Ways, kind: str, numbers: list[int]) -> Round:
    stages = Stages()
    with stages.watched(Turns, cases, record, outbox):
        if kind == "grouped":
            made = await grouped(ways, numbers[0], batch=numbers[1])
        else:
            made = await alone(ways, numbers[0], rate=numbers[1])
    made.stages = stages.told(made.cpu)
    return made


def _ways(world: Field) -> Ways:
    return Ways(
        list(world.links.values()),
        lambda batch: Turns(
            world.database, world.keys, clock=lambda: world.now, name=world.name, batch=batch
        ),
        Started,
        Tapped,
        lambda update, address, heard, interview: Turn(update, address, heard, interview=interview),
        _shown,
        _taking,
    )


def _shown(outcome: Any) -> tuple[list[Any], str | None, Any]:
    shown = [Delivered(outgoing.id) for outgoing in outcome.shows]
    asks = [each for each in outcome.shows if isinstance(each.show, Ask)]
    return (shown, asks[-1].interview, asks[-1].show.prompt) if asks else (shown, None, None)


async def _taking(turns: Turns, turn: Turn, shown: list[Any]) -> Any:
    if not shown:
        return await turns.take(turn)
    return (await asyncio.gather(turns.take(turn), turns.close(shown)))[0]


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
