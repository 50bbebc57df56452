"""What reading a large campaign into columns costs, beside the same answers kept as JSON.

`python -m tests.bench.bench_rows [RESPONSES]`: 1,000,000 responses unless told otherwise, to the questionnaire
`service_experience`, which asks fifteen items; a fifth of them have a comment that nobody else wrote. CPU seconds of
this process: with SQLite the database's own work is in them, with PostgreSQL it is not, and the time in all stands
beside. The reference takes apart one JSON text for each response, as answers were kept before, out of SQLite in memory,
in the same run. The last line of each database is `ratio N`: the reference over the reading of all dimensions.
"""

import argparse
import asyncio
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[2]))

from analytics.moments import read_moments
from console import shipped
from storage import schema
from storage.archive import exported
from storage.database import Database, open_database
from storage.response_columns import read_columns
from storage.responses import Response, keep
from surveys.questionnaire import Questionnaire
from surveys.reading import read
from tests.databases import NoPostgresError, postgresql
from tests.made_responses import CAMPAIGN, Made, kept, made

RESPONSES = 1_000_000
DIFFERENT = 20_000
"""Responses that are made up; the others repeat them under ids of their own."""
AT_ONCE = 20_000
"""Rows of one transaction."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is read: `count` responses that repeat the made-up ones. `reference`: CPU seconds of the way before."""

    asked: Questionnaire
    made: list[Made]
    count: int
    reference: float

    def batches(self) -> Iterator[list[Response]]:
        """All of them, by the transaction."""
        random = Random(1)
        for first in range(0, self.count, AT_ONCE):
            yield [self._response(place, random) for place in range(first, min(first + AT_ONCE, self.count))]

    def _response(self, place: int, random: Random) -> Response:
        found = self.made[place % len(self.made)].response
        alone = {"comment": f"Пікір {place}"} if place % 5 == 0 and "comment" in found.beside else {}
        return replace(found, id=random.randbytes(16), beside={**found.beside, **alone})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("responses", nargs="?", type=int, default=RESPONSES)
    count: int = parser.parse_args().responses
    asked = read(shipped.questionnaire_text("service-experience"), core=shipped.core())
    different = list(islice(made(asked, seed=2026), min(DIFFERENT, count)))
    load = Load(asked, different, count, seconds_of_json(asked, different, count))
    print(f"{count:,} responses of {len(different[0].response.answers)} items")
    print(f"  a JSON text of each, taken apart{load.reference:6.2f} s CPU")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.sqlite"
        asyncio.run(measure(f"sqlite:///{file}", load))
        print(f"  bytes in the file for each response: {file.stat().st_size / count:.0f}")
    try:
        with postgresql() as server:
            asyncio.run(measure(server.url(asyncio.run(server.create())), load))
    except NoPostgresError as error:
        print(error)
    print(f"most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


async def measure(url: str, load: Load) -> None:
    """Fills a database and reads it, for all dimensions and for the figures."""
    database = open_database(url)
    try:
        await fill(database, load)
        print(url.partition(":")[0])
        whole = await told("all dimensions, to columns", _read(database))
        await told("exported, and counted from there", _count(database))
        print(f"ratio {load.reference / whole:.1f}")
    finally:
        await database.close()


async def fill(database: Database, load: Load) -> None:
    await schema.upgrade(database)
    await kept(database, {1: load.asked})
    for batch in load.batches():
        async with database.writing() as connection:
            await keep(connection, batch)


async def _read(database: Database) -> int:
    async with database.reading() as connection:
        return len(await read_columns(connection, CAMPAIGN))


async def _count(database: Database) -> int:
    with tempfile.TemporaryDirectory() as folder:
        async with database.reading() as connection, exported(connection, CAMPAIGN, Path(folder)) as file:
            return len(read_moments([file]).sums)


async def told(what: str, act: Awaitable[int]) -> float:
    """The CPU seconds of an act, printed."""
    cpu, wall = time.process_time(), time.perf_counter()
    await act
    spent = time.process_time() - cpu
    print(f"  {what:<28} {spent:6.2f} s CPU, {time.perf_counter() - wall:6.2f} s in all")
    return spent


def seconds_of_json(asked: Questionnaire, different: list[Made], count: int) -> float:
    """What the way before takes to columns: a text for each response, parsed, and the code of each item taken from it.

    A tenth of them is timed. What is no code counts as one: the rest would only make it slower.
    """
    items = [item.id for item in asked.items if item.asks]
    texts = [
        json.dumps({item: given.as_json() for item, given in each.answers.items()}, ensure_ascii=False)
        for each in different
    ]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE pool (answers TEXT)")
        connection.executemany(
            "INSERT INTO pool VALUES (?)", ((texts[place % len(texts)],) for place in range(count // 10))
        )
        start = time.process_time()
        columns: dict[str, list[object]] = {item: [] for item in items}
        for (text,) in connection.execute("SELECT answers FROM pool"):
            found = json.loads(text)
            for item in items:
                given = found.get(item)
                columns[item].append(given and given.get("codes", ("",))[0])
        return 10 * (time.process_time() - start)


if __name__ == "__main__":
    main()
