"""The cube holds what a plain count of all answers gives, however it came about."""

from collections import Counter

from sqlalchemy import text, update

from storage import counts
from storage.tables import answers, responses
from storage.tables import counts as cube
from surveys.coding import RESPONSES
from tests.fieldwork import crowd, rows


async def plain_count(field) -> Counter:
    """Every answer and every response counted one by one, by cell."""
    cells = ("campaign", "agency", "service", "route", "region", "stratum")
    kept = {row["id"]: row for row in await rows(field.database, responses)}
    found: Counter = Counter()
    for row in await rows(field.database, answers):
        found[*(kept[row["response"]][name] for name in cells), row["item"], row["code"]] += 1
    for row in kept.values():
        found[*(row[name] for name in cells), RESPONSES, row["disposition"]] += 1
    return found


async def read(field, campaign="spring") -> dict:
    async with field.database.reading() as connection:
        return {tuple(count)[:-1]: count.n for count in await counts.read_cube(connection, campaign)}


async def test_the_cube_equals_a_plain_count_batch_by_batch(field) -> None:
    for first in (1, 101, 201):
        await crowd(field, range(first, first + 25))
        assert await field.mix("spring") == 25
        assert await read(field) == await plain_count(field)
    assert sum(n for key, n in (await read(field)).items() if key[-2] == RESPONSES) == 75


async def test_the_cube_equals_a_group_by(field) -> None:
    await crowd(field, range(1, 41))
    await field.mix("spring")
    async with field.database.reading() as connection:
        grouped = await connection.execute(
            text(
                "SELECT r.campaign, r.agency, r.service, r.route, r.region, r.stratum, a.item, a.code, count(*) "
                "FROM responses r JOIN answers a ON a.response = r.id GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
            )
        )
        found = {tuple(row)[:-1]: row[-1] for row in grouped}
    assert {key: n for key, n in (await read(field)).items() if key[-2] != RESPONSES} == found


async def test_a_rebuild_changes_nothing_in_a_right_cube_and_mends_a_wrong_one(field) -> None:
    await crowd(field, range(1, 41))
    await field.mix("spring")
    right = await read(field)
    async with field.database.writing() as connection:
        assert await counts.rebuild(connection, "spring")
        await connection.execute(update(cube).values(n=cube.c.n + 1))
        assert not await counts.rebuild(connection, "spring")
    assert await read(field) == right


async def test_a_response_is_counted_once_however_often_the_cube_is_grown(field) -> None:
    await crowd(field, range(1, 21))
    await field.mix("spring")
    before = await read(field)
    async with field.database.writing() as connection:
        for _ in range(3):
            await counts.fold(connection, "spring")
    assert await read(field) == before


async def test_campaigns_do_not_meet_in_the_cube(field) -> None:
    await field.launch("autumn")
    await crowd(field, range(1, 21))
    await crowd(field, range(1, 21), campaign="autumn")
    await field.mix("spring")
    await field.mix("autumn")
    spring, autumn = await read(field, "spring"), await read(field, "autumn")
    assert {key[0] for key in spring} == {"spring"}
    assert {key[0] for key in autumn} == {"autumn"}
    assert sum(spring.values()) == sum(autumn.values())


async def test_growing_the_cube_looks_only_at_what_is_new(field) -> None:
    """Or every batch would read all answers of the campaign again."""
    ask = "EXPLAIN QUERY PLAN " if field.database.is_sqlite else "EXPLAIN "
    new = "0" if field.database.is_sqlite else "false"
    async with field.database.reading() as connection:
        if not field.database.is_sqlite:
            await connection.execute(text("SET LOCAL enable_seqscan = off"))  # the table is empty here
        plan = await connection.execute(
            text(f"{ask}SELECT id FROM responses WHERE campaign = 'spring' AND folded IS {new}")  # noqa: S608
        )
        assert "ix_responses_to_fold" in str(plan.all())


def test_a_count_has_the_columns_of_the_cube() -> None:
    assert counts.Count._fields == (*counts.KEY, "n") == tuple(cube.columns.keys())
