"""An archive holds what the rows hold, in an order that tells nothing, in the same bytes every time."""

import hashlib
import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random

import duckdb
import pytest
from sqlalchemy import func, select, update

from storage import archive as archives
from storage.archive import archive, exported, read_about
from storage.archive_files import present_archive, remove_outdated
from storage.database import Database, StorageError
from storage.response_columns import DIMENSIONS
from storage.responses import keep, withdraw
from storage.tables import campaigns, interviews
from storage.tables import responses as table
from surveys.versions import fingerprint
from tests.fieldwork import Citizen, crowd, fieldwork, rows
from tests.made_responses import CAMPAIGN, every_type, kept, some
from tests.short_surveys import survey

ASKED = every_type()
OTHERS = [{"code": code, "label": {"kk": code, "ru": code}} for code in ("B", "a", "c")]
LATER = survey(
    {"id": "overall", "type": "rating", "measures": "overall"},
    {"id": "good", "type": "multiple", "options": OTHERS},
)


async def close(database: Database, campaign: str = CAMPAIGN) -> None:
    async with database.writing() as connection:
        await connection.execute(update(campaigns).where(campaigns.c.id == campaign).values(state="closed"))


async def archived(database, tmp_path, seed=1):
    chance = Random(seed)
    return await archive(
        database, CAMPAIGN, tmp_path / "archive", random_hex=lambda size: chance.randbytes(size).hex()
    )


def read(path) -> list[dict]:
    with duckdb.connect() as engine:
        found = engine.execute("SELECT * FROM read_parquet(?)", [str(path)])
        names = [each[0] for each in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def expected(each, asked, about) -> dict:
    """The row of a response, worked out from its answers one by one."""
    row = dict.fromkeys(column.name for column in about)
    ticks = {(column.item, column.option): column.name for column in about}
    row |= {name: getattr(each.response, name) for name in DIMENSIONS}
    row["questionnaire"] = fingerprint(asked)
    for item in asked.items:
        given = each.answers.get(item.id)
        if given is None:
            continue
        plain = "skip" if given.skipped else given.codes[0] if given.codes else None
        if item.several:
            for option in item.offered:
                if option.code not in {"97", "98", "99"}:
                    ticked = str(int(option.code in given.codes))
                    row[ticks[item.id, option.code]] = plain if given.missing else ticked
        elif given.number is not None:
            row[f"item_{item.id}"] = "number"
            row[f"item_{item.id}_number"] = int(given.number.to_integral_value(rounding="ROUND_HALF_EVEN"))
        elif item.type == "date" and given.text is not None:
            row[f"item_{item.id}"] = given.text
        else:
            row[f"item_{item.id}"] = plain or "text"
    return row


def counted(rows) -> Counter:
    return Counter(tuple(sorted(row.items())) for row in rows)


async def test_an_archive_holds_every_answer_of_every_version_and_no_word_or_id(database, tmp_path) -> None:
    first, second = some(ASKED, 700, seed=31), some(LATER, 300, seed=32, version=2)
    await kept(database, {1: ASKED, 2: LATER}, first, second)
    await close(database)
    written = await archived(database, tmp_path)
    found, about = read(written.path), read_about(written.path)
    names = list(found[0])
    assert written.responses == len(found) == 1_000
    assert "id" not in names
    assert "withdrawal" not in names
    whole = [expected(each, ASKED, about) for each in first]
    whole += [expected(each, LATER, about) for each in second]
    assert counted(found) == counted(whole)
    assert {row["item_why"] for row in found} == {"text", "skip", None}
    assert {row["item_way"] for row in found} <= {*"ab7", "other", "skip", None}
    assert [column.name for column in about] == names


async def test_two_options_that_differ_in_capitals_only_have_columns_of_their_own(database, tmp_path) -> None:
    capitals = [{"code": code, "label": {"kk": code, "ru": code}} for code in ("a", "A", "b")]
    asked = survey("overall: rating", {"id": "good", "type": "multiple", "options": capitals})
    await kept(database, {1: asked}, some(asked, 50, seed=33))
    await close(database)
    about = read_about((await archived(database, tmp_path)).path)
    assert [(each.name, each.option) for each in about if each.kind == "tick"] == [
        ("item_good_a", "a"),
        ("item_good_A_", "A"),
        ("item_good_b", "b"),
    ]


async def test_numbers_are_whole_numbers_of_the_decimals_that_their_item_takes(database, tmp_path) -> None:
    asked = survey("overall: rating", {"id": "days", "type": "number", "decimals": 1})
    made = some(asked, 60, seed=34)
    await kept(database, {1: asked}, made)
    await close(database)
    path = (await archived(database, tmp_path)).path
    found = sorted(row["item_days_number"] for row in read(path) if row["item_days_number"] is not None)
    given = [each.answers["days"].number for each in made if "days" in each.answers]
    assert found == sorted(int(10 * number) for number in given if number is not None)
    assert [about.decimals for about in read_about(path) if about.kind == "number"] == [1]
    assert Decimal(found[0]) / 10 in given


@pytest.mark.parametrize("rows", [0, 900])
async def test_rows_that_came_in_another_order_give_the_same_bytes(database, tmp_path, rows) -> None:
    made = some(ASKED, rows, seed=35)
    await kept(database, {1: ASKED}, made)
    await close(database)
    one = await archived(database, tmp_path)
    before = one.path.read_bytes()
    async with database.writing() as connection:
        await connection.execute(table.delete())
        shuffled = Random(36).sample([each.response for each in made], rows)
        random = Random(37)
        await keep(connection, [replace(each, id=random.randbytes(16)) for each in shuffled])
    again = await archived(database, tmp_path, seed=2)
    assert (again.content, again.path) == (one.content, one.path)
    assert again.path.read_bytes() == before


async def test_the_content_is_summed_apart_from_the_file(database, tmp_path) -> None:
    """Whatever reads Parquet can work the sum out: values in order, then the places of all rows."""
    await kept(database, {1: ASKED}, some(ASKED, 250, seed=38))
    await close(database)
    written = await archived(database, tmp_path)
    rows = read(written.path)
    told, places = [], b""
    for name in rows[0]:
        values = sorted({row[name] for row in rows} - {None})
        told.append([name, values])
        for row in rows:
            place = len(values) if row[name] is None else values.index(row[name])
            places += place.to_bytes(4, "little")
    head = json.dumps(["saualnama-archive-1", told], ensure_ascii=False, separators=(",", ":")).encode()
    assert hashlib.sha256(head + b"\n" + places).hexdigest() == written.content
    assert written.content[:16] in written.path.name


async def test_a_withdrawal_takes_the_archive_with_it_until_it_is_written_anew(database, tmp_path) -> None:
    made = some(ASKED, 300, seed=39)
    await kept(database, {1: ASKED}, made)
    await close(database)
    one = await archived(database, tmp_path)
    folder = one.path.parent
    async with database.reading() as connection:
        assert await present_archive(connection, folder, CAMPAIGN) == one.path
    gone = [each.response.withdrawal for each in made if each.response.withdrawal][:20]
    async with database.writing() as connection:
        await withdraw(connection, gone)
    async with database.reading() as connection:
        assert await present_archive(connection, folder, CAMPAIGN) is None
        async with exported(connection, CAMPAIGN, folder) as path:
            assert len(read(path)) == 280
        assert await remove_outdated(connection, folder) == [one.path.name]
    assert list(folder.iterdir()) == []
    again = await archived(database, tmp_path, seed=3)
    assert again.responses == 280
    assert again.content != one.content
    assert [path.name for path in folder.iterdir()] == [again.path.name]


async def test_an_archive_is_begun_anew_where_rows_change_under_it(database, tmp_path, monkeypatch) -> None:
    made = some(ASKED, 100, seed=40)
    await kept(database, {1: ASKED}, made)
    await close(database)
    gone = [each.response.withdrawal for each in made if each.response.withdrawal]
    real = archives.read_columns

    async def read_while_somebody_withdraws(connection, campaign):
        found = await real(connection, campaign)
        if gone:
            async with database.writing() as writer:
                await withdraw(writer, [gone.pop()])
            gone.clear()
        return found

    monkeypatch.setattr(archives, "read_columns", read_while_somebody_withdraws)
    written = await archived(database, tmp_path)
    assert written.responses == 99
    assert [path.name for path in written.path.parent.iterdir()] == [written.path.name]


async def test_an_open_campaign_is_not_archived_and_an_unknown_one_is_named(database, tmp_path) -> None:
    await kept(database, {1: ASKED}, some(ASKED, 5, seed=41))
    with pytest.raises(StorageError, match="spring is open: only what can change no more is archived"):
        await archived(database, tmp_path)
    with pytest.raises(StorageError, match="there is no campaign nowhere"):
        await archive(database, "nowhere", tmp_path, random_hex=lambda n: "0" * 2 * n)


async def test_only_this_user_can_read_an_archive(database, tmp_path) -> None:
    await kept(database, {1: ASKED}, some(ASKED, 5, seed=42))
    await close(database)
    path = (await archived(database, tmp_path)).path
    assert oct(path.stat().st_mode & 0o777) == oct(0o600)
    assert oct(path.parent.stat().st_mode & 0o777) == oct(0o700)
    assert list(path.parent.iterdir()) == [path]


async def test_a_citizen_answers_while_an_archive_is_written(database, tmp_path, monkeypatch) -> None:
    """The archive is read in a view of its own: the turn is durable before the reading goes on."""
    async with fieldwork(database, tmp_path / "keys", CAMPAIGN, "autumn") as world:
        await crowd(world, range(1, 26))
        await world.close(CAMPAIGN)
        real, said = archives.read_columns, []

        async def read_while_somebody_answers(connection, campaign):
            assert await connection.scalar(select(func.count()).select_from(table)) == 25
            link = next(payload for (name, _), payload in world.links.items() if name == "autumn")
            async with world.writer() as turns:
                said.append(await Citizen(99, turns).opens(link))
            return await real(connection, campaign)

        monkeypatch.setattr(archives, "read_columns", read_while_somebody_answers)
        written = await archived(database, tmp_path)
        assert written.responses == 25
        assert said[0].shows
        assert len(await rows(database, interviews)) == 1
