"""A response is one row: kept by the thousand, read back in columns, gone when it is withdrawn."""

import dataclasses
import datetime
import hashlib
from collections import Counter

import numpy as np
import pytest
from sqlalchemy import func, select, update

from storage.archive_columns import archive_parts
from storage.database import Database, StorageError
from storage.response_columns import CHUNK, DIMENSIONS, Columns, read_columns
from storage.responses import AT_ONCE, keep, pace, withdraw
from storage.tables import responses as table
from surveys.coding import week_of
from tests.made_responses import CAMPAIGN, every_type, kept, made, some
from tests.short_surveys import survey

ASKED = every_type()
LATER = survey("solved: yes_no", {"id": "overall", "type": "rating", "measures": "overall"})


async def columns(database: Database, *dimensions: str, campaign: str = CAMPAIGN) -> Columns:
    async with database.reading() as connection:
        return await read_columns(connection, campaign, dimensions or DIMENSIONS)


def rows_of(found: Columns):
    """Every response again: its dimensions, version, bytes and what stands beside them, in no order."""
    told = {}
    for version in found.versions:
        for place, row in enumerate(version.rows.tolist()):
            told[row] = (version.number, version.answers[place].tobytes(), version.layout)
    return [
        (
            tuple(column.values[column.codes[row]] for column in found.dimensions.values()),
            *told[row],
            found.beside.values[found.beside.codes[row]],
        )
        for row in range(len(found))
    ]


async def test_what_was_kept_is_read_back_whatever_the_version_and_the_chunk(database) -> None:
    first = some(ASKED, 2 * CHUNK + 345, seed=1)
    second = some(LATER, CHUNK // 2, seed=2, version=7)
    mixed = sorted([*first, *second], key=lambda each: each.response.id)
    await kept(database, {1: ASKED, 7: LATER}, mixed)
    read = rows_of(await columns(database))
    expected = [
        (
            tuple(getattr(each.response, name) for name in DIMENSIONS),
            each.response.version,
            each.response.answers,
            dict(each.response.beside),
        )
        for each in mixed
    ]
    assert sorted(repr((*row[:3], row[4])) for row in read) == sorted(map(repr, expected))
    decoded = Counter(
        frozenset(layout.decode(answers, beside).items()) for _, _, answers, layout, beside in read
    )
    assert decoded == Counter(frozenset(each.answers.items()) for each in mixed)


async def test_codes_do_not_depend_on_what_came_first(database) -> None:
    await kept(database, {1: ASKED}, some(ASKED, 300, seed=3))
    found = await columns(database)
    for column in found.dimensions.values():
        told = [value for value in column.values if value is not None]
        assert list(column.values) == sorted(told) + [None] * (len(column.values) - len(told))
        assert column.codes.dtype == np.uint8
        assert len(column.codes) == 300


async def test_only_the_dimensions_that_are_asked_for_are_read(database) -> None:
    await kept(database, {1: ASKED}, some(ASKED, 10, seed=4))
    found = await columns(database, "agency", "week")
    assert list(found.dimensions) == ["agency", "week"]
    assert len(found.versions[0].answers) == 10


async def test_a_campaign_without_responses_has_empty_columns(database) -> None:
    await kept(database, {1: ASKED})
    found = await columns(database)
    assert len(found) == 0
    assert found.versions == ()
    assert {len(part.data.codes) for part in archive_parts(found)} == {0}


async def test_campaigns_do_not_meet(database) -> None:
    spring, autumn = some(ASKED, 40, seed=5), some(ASKED, 60, seed=6, campaign="autumn")
    await kept(database, {1: ASKED}, spring, autumn)
    assert len(await columns(database)) == 40
    assert len(await columns(database, campaign="autumn")) == 60


async def test_bytes_that_do_not_fit_their_version_are_refused(database) -> None:
    await kept(database, {1: ASKED}, some(ASKED, 5, seed=7))
    async with database.writing() as connection:
        await connection.execute(update(table).values(answers=b"\1"))
    with pytest.raises(StorageError, match="questionnaire 1"):
        await columns(database)


async def test_a_byte_that_means_nothing_to_the_version_is_not_read_in_silence(database) -> None:
    await kept(database, {1: LATER}, some(LATER, 5, seed=10))
    async with database.writing() as connection:
        await connection.execute(update(table).values(answers=b"\1\x09"))
    with pytest.raises(StorageError, match="overall"):
        archive_parts(await columns(database))


async def test_a_withdrawn_response_is_gone_and_no_other(database) -> None:
    responses = some(ASKED, 200, seed=11)
    await kept(database, {1: ASKED}, responses)
    with_receipt = [each for each in responses if each.response.withdrawal]
    gone = with_receipt[:30]
    strangers = [hashlib.sha256(str(number).encode()).digest() for number in range(AT_ONCE)]
    async with database.writing() as connection:
        hashes = [*strangers, *(each.response.withdrawal for each in gone)]
        assert await withdraw(connection, hashes) == 30
        assert await withdraw(connection, hashes) == 0
        assert await withdraw(connection, []) == 0
    left = [each for each in responses if each not in gone]
    assert len(await columns(database)) == len(left)
    assert {row[2] for row in rows_of(await columns(database))} == {each.response.answers for each in left}


async def test_nothing_to_keep_is_no_statement(database) -> None:
    async with database.writing() as connection:
        await keep(connection, [])
        assert await connection.scalar(select(func.count()).select_from(table)) == 0


async def test_nothing_beside_the_bytes_is_null(database) -> None:
    row = dataclasses.replace(next(made(LATER, seed=12)).response, beside={})
    await kept(database, {1: LATER})
    async with database.writing() as connection:
        await keep(connection, [row])
        assert await connection.scalar(select(func.count()).where(table.c.beside.is_(None))) == 1


@pytest.mark.parametrize(
    ("day", "week"), [((2026, 11, 28), 202648), ((2027, 1, 3), 202653), ((2024, 12, 30), 202501)]
)
def test_a_week_belongs_to_its_iso_year(day, week) -> None:
    assert week_of(datetime.date(*day)) == week


@pytest.mark.parametrize(
    ("active", "answered", "class_"),
    [
        (9.9, 10, 1),
        (10, 10, 2),
        (20, 10, 3),
        (39, 10, 3),
        (40, 10, 4),
        (80, 10, 5),
        (8_000, 10, 5),
        (30, 0, 0),
    ],
)
def test_the_class_of_duration_is_of_seconds_for_each_answered_item(active, answered, class_) -> None:
    assert pace(active, answered) == class_
