"""A database keeps what it has confirmed, lets one writer at a time in, and never repeats answers in an error."""

import asyncio
import sqlite3
import time

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from storage import database as databases
from storage.database import Database, StorageError, open_database, refuses, upsert
from storage.registry_tables import regions
from storage.tables import dead_letters
from tests.fieldwork import NOON, rows
from tests.patience import HANG

LONG = "1234567890" * 30
SETTINGS = {"foreign_keys": 1, "secure_delete": 1, "synchronous": 2, "page_size": 8192}


def letter(update: int = 1, reason: str = "x") -> dict[str, object]:
    return {"bot": 1, "update": update, "reason": reason, "day": NOON.date()}


async def _setting(database: Database, question: str) -> str:
    async with database.reading() as connection:
        return str(await connection.scalar(text(question)))


async def test_what_is_confirmed_survives_a_power_cut(database: Database) -> None:
    if database.is_sqlite:
        assert await _setting(database, "PRAGMA journal_mode") == "wal"
        assert await _setting(database, "PRAGMA synchronous") == "2"  # FULL
    else:
        assert await _setting(database, "SHOW synchronous_commit") == "on"


async def test_sqlite_keeps_its_promises_on_every_connection(tmp_path) -> None:
    opened = open_database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    async with opened.reading(), opened.reading(), opened.reading() as third:
        for setting, value in SETTINGS.items():
            assert await third.scalar(text(f"PRAGMA {setting}")) == value
    await opened.close()


async def test_a_writing_transaction_has_the_right_to_write_from_its_beginning(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(databases, "BUSY", 0.1)
    opened = open_database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    async with opened.writing():
        with pytest.raises(OperationalError, match="locked"):
            async with opened.writing():
                pass
    await opened.close()


async def test_a_reader_keeps_no_writer_waiting_and_sees_one_moment(database: Database) -> None:
    async with database.reading() as reader:
        assert (await reader.execute(select(dead_letters))).all() == []
        async with asyncio.timeout(HANG), database.writing() as writer:
            await writer.execute(insert(dead_letters), [letter()])
        if database.is_sqlite:
            assert (await reader.execute(select(dead_letters))).all() == []
    assert len(await rows(database, dead_letters)) == 1


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await connection.execute(insert(dead_letters), [letter()])
            await connection.execute(insert(dead_letters), [letter(reason="y")])
    assert await rows(database, dead_letters) == []


async def test_an_upsert_replaces_the_named_columns_only(database: Database) -> None:
    names = {"kk": "a", "ru": "b", "en": "c"}
    async with database.writing() as connection:
        await connection.execute(insert(regions), [{"code": "KZ-75", "kato": "75", **names}])
        changed = {"code": "KZ-75", "kato": "99", "kk": "x", "ru": "y", "en": "z"}
        await connection.execute(upsert(connection, regions, "kk"), [changed])
        await connection.execute(upsert(connection, regions), [{**changed, "ru": "w"}])
    assert await rows(database, regions) == [{"code": "KZ-75", "kato": "75", **names, "kk": "x"}]


async def test_no_error_repeats_what_somebody_wrote(database: Database) -> None:
    said = "менің жауабым"
    with pytest.raises(DBAPIError) as failed:
        async with database.writing() as connection:
            await connection.execute(insert(dead_letters), [letter()])
            await connection.execute(insert(dead_letters), [letter(reason=said)])
    assert said not in str(failed.value)


async def test_content_that_is_refused_is_told_from_a_database_that_cannot_write(database: Database) -> None:
    async def error(statement, *given) -> Exception:
        with pytest.raises(Exception) as failed:
            async with database.writing() as connection:
                for row in given:
                    await connection.execute(statement, [row])
        return failed.value

    assert refuses(await error(insert(dead_letters), letter(), letter()))
    assert refuses(await error(insert(dead_letters), letter(2**63)))
    assert refuses(await error(insert(dead_letters), letter(2, "\ud800")))
    if not database.is_sqlite:  # SQLite takes these
        assert refuses(await error(insert(dead_letters), letter(3, LONG)))
        assert refuses(await error(insert(dead_letters), letter(4, "a\0")))
    assert not refuses(await error(text("SELECT 1 FROM nowhere WHERE :bot > 0"), letter()))
    assert not refuses(ConnectionRefusedError())
    assert refuses(KeyError("of our own"))


async def test_a_locked_file_is_waited_for(tmp_path) -> None:
    file = tmp_path / "a.sqlite"
    opened = open_database(f"sqlite:///{file}")
    async with opened.writing() as connection:
        await connection.execute(text("CREATE TABLE t (a)"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    asyncio.get_running_loop().call_later(0.3, other.execute, "COMMIT")
    async with opened.writing() as connection:
        await connection.execute(text("INSERT INTO t VALUES (1)"))
    assert time.monotonic() - began >= 0.3
    other.close()
    await opened.close()


def test_other_databases_are_refused_by_name() -> None:
    with pytest.raises(StorageError, match="use a sqlite:/// or postgresql:// address"):
        open_database("mysql://somewhere/else")
