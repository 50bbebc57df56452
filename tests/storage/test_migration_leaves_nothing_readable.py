"""After the upgrade no file of the database gives away an address or a word of an open interview, byte by byte."""

import json
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from storage import schema
from storage.inspection import sqlite_file
from tests.database_of_0001 import FIRST_PERSON, KEPT, SAID
from tests.databases import Server
from tests.storage.conftest import Before

MANUAL = Path(__file__).parents[2] / "docs" / "manual" / "operating.md"


def _spelled(words: str) -> Iterator[bytes]:
    """As they are, and as a JSON column may write them."""
    yield words.encode()
    yield json.dumps(words)[1:-1].encode()


def _addresses() -> Iterator[bytes]:
    """As digits, as SQLite packs a whole number, and as PostgreSQL does."""
    for address in range(FIRST_PERSON, FIRST_PERSON + 40):
        yield str(address).encode()
        yield address.to_bytes(6, "big")
        yield address.to_bytes(8, "little")


def _readable(content: bytes) -> set[bytes]:
    return {secret for secret in (*_addresses(), *_spelled(SAID)) if secret in content}


def _kept(content: bytes) -> bool:
    return any(words in content for words in _spelled(KEPT))


async def test_nothing_of_people_can_be_read_in_the_files_of_sqlite(before: Before) -> None:
    file = sqlite_file(before.url)
    if file is None:
        return
    assert len(_readable(_files(file.parent))) > 40
    await schema.upgrade(before.database, before.outside)
    await schema.require_current(before.database)
    await before.database.close()
    content = _files(file.parent)
    assert _readable(content) == set()
    assert _kept(content)  # what was said in responses is not secret, and the search does find words


async def test_nothing_of_people_can_be_read_in_tables_and_log_of_postgresql(
    before: Before, kind: Server | None
) -> None:
    """With what the manual tells an operator to run: statistics of dropped tables outlive them as dead rows."""
    if kind is None:
        return
    connection = await asyncpg.connect(before.url)
    await connection.execute("ANALYZE")
    await connection.execute("CHECKPOINT")
    tables = kind.folder / "data" / "base" / str(await connection.fetchval(_FOLDER))
    log = kind.folder / "data" / "pg_wal"
    await connection.close()
    for folder in (tables, log):
        assert len(_readable(_files(folder))) > 40
    await schema.upgrade(before.database, before.outside)
    connection = await asyncpg.connect(before.url)
    for command in _commands():
        await connection.execute(command)
    await connection.close()
    for folder in (tables, log):
        assert _readable(_files(folder)) == set(), folder.name
    assert _kept(_files(tables))


_FOLDER = "SELECT oid FROM pg_database WHERE datname = current_database()"


def _files(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def _commands() -> list[str]:
    """What the manual tells an operator of PostgreSQL to run in the database after the upgrade."""
    section = MANUAL.read_text("utf-8").partition("### To schema 0002")[2]
    found = [line.strip() for line in section.splitlines() if line.endswith(";")]
    assert found[0].startswith("VACUUM FULL")
    return found
