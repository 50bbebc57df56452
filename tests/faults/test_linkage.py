"""Whoever holds copies of everything but the keys links who took part with what was answered no better than by lot.

`make faults`, or `PEOPLE=2000 SEED=2 python -m pytest -s -m linkage tests/faults/test_linkage.py`: each kind of
database stands alone. PEOPLE come, SEED says who and what they answer; the table that is printed has a line an attack.
"""

import os
from pathlib import Path

import asyncpg
import pytest

from tests.databases import NoPostgresError, postgresql
from tests.faults import linkage_attacks as attacks
from tests.faults.linkage import PostgresLeaves, SqliteLeaves, World, world
from tests.faults.linkage_attacks import ERROR, Score, truth_of

PEOPLE = int(os.environ.get("PEOPLE", "1122"))
"""Who come; 1,020 of them answer."""
SEED = int(os.environ.get("SEED", "1"))

pytestmark = pytest.mark.linkage


async def test_no_copy_of_sqlite_links_better_than_one_in_twenty(tmp_path: Path) -> None:
    file = tmp_path / "linkage.sqlite"
    async with world(f"sqlite:///{file}", tmp_path, SqliteLeaves(file), SEED) as people:
        await people.fills(PEOPLE)
        truth = truth_of(people)
        scores = [attacks.logs(people, truth), attacks.remains(people, truth), *_everywhere(people)]
    _judge("SQLite", scores)


async def test_no_copy_of_postgresql_links_better_than_one_in_twenty(tmp_path: Path) -> None:
    try:
        with postgresql(durable=True) as server:
            connection = await asyncpg.connect(server.url())
            data = server.folder / "data"
            async with world(server.url(), tmp_path, PostgresLeaves(connection, data), SEED) as people:
                await people.fills(PEOPLE)
                truth = truth_of(people)
                await connection.execute("CHECKPOINT")
                log = b"".join(path.read_bytes() for path in sorted((data / "pg_wal").glob("0*")))
                scores = [
                    attacks.logs(people, truth, log),
                    attacks.transactions(people, truth),
                    *attacks.dead_rows(people, truth),
                    *_everywhere(people),
                ]
            await connection.close()
    except NoPostgresError as error:
        pytest.skip(str(error))
    _judge("PostgreSQL", scores)


def _everywhere(people: World) -> list[Score]:
    truth = truth_of(people)
    tried = (
        attacks.order_of_rows,
        attacks.two_backups,
        attacks.who_took_part,
        attacks.who_said_what,
        attacks.lengths,
        attacks.with_the_key,
    )
    return [attack(people, truth) for attack in tried]


def _judge(kind: str, scores: list[Score]) -> None:
    print(f"\n{kind}, {PEOPLE} people, seed {SEED}", *scores, sep="\n  ")
    broken = [str(score) for score in scores if score.promised and score.p < ERROR]
    assert not broken, "\n".join(broken)
