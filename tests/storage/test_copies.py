"""A copy of every file of the database, without the keys, holds no address and no word of an answer on its way.

Looked for byte by byte while people are answering, after they have ended and after they were mixed: in the file and its
log, in the tables and the log of a server with their dead rows, and in backups.
"""

import asyncio
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import JSON, BigInteger, String, text

from storage.inspection import sqlite_file
from storage.interview_states import opened
from storage.tables import interviews, metadata, responses
from tests.databases import Server
from tests.fieldwork import BOT, Citizen, Field, rows

FIRST = 6_127_354_001
"""Its digits stand nowhere in the registry, as those of a code of KATO with a length behind it would."""
PAUSING, ENDED, MIXED = range(FIRST, FIRST + 20), range(FIRST + 20, FIRST + 39), range(FIRST + 40, FIRST + 80)
"""Who pauses in mid-interview, who ends but waits for a batch (one short of it), who was mixed before."""
ADDRESSES = (*PAUSING, *ENDED, *MIXED)
PAUSED, WAITS, RESPONDED = "Қағаз жоғалды", "Терезе жабық тұрды", "Кезек ұзақ болды"
"""What each of these three has written; only the last stands in responses, where words are kept."""
SHOWN = ("Почему?", "Что понравилось?", "Скорее доволен", "Қызметкерлер")
"""Words of questions and of buttons, of which the questionnaire's own row is the one place."""
OF_PEOPLE = ("interviews", "outbox", "updates", "dead_letters", "participations", "withdrawals", "counters")


async def _comes_far(field: Field) -> None:
    """Every kind of trace is there: some mixed, some waiting, some in mid-interview with a screen not yet shown."""
    link = field.link
    async with field.writer() as turns:
        await asyncio.gather(*(Citizen(address, turns).finishes(link, overall="2") for address in MIXED))
        assert await field.mix("spring") == len(MIXED)
        await asyncio.gather(*(_says(Citizen(address, turns), link, WAITS) for address in ENDED))
        await asyncio.gather(*(_says(Citizen(address, turns), link, PAUSED) for address in PAUSING))


async def _says(citizen: Citizen, link: str, words: str) -> None:
    await citizen.agrees(link)
    await citizen.taps("KZ-75")
    await citizen.taps("1")
    await citizen.types(words)
    if words == WAITS:
        for code in ("staff", ".done", ".skip"):
            await citizen.taps(code)


def _secrets() -> Iterator[bytes]:
    """Addresses as digits, as SQLite packs a whole number, as PostgreSQL does; words as they may be written."""
    for address in ADDRESSES:
        yield str(address).encode()
        yield address.to_bytes(8, "big").lstrip(b"\0")
        yield address.to_bytes(8, "little")
    for words in (PAUSED, WAITS):
        yield from (words.encode(), words.encode("utf-16-le"), ascii(words)[1:-1].encode())


def _readable(content: bytes) -> list[bytes]:
    return [secret for secret in _secrets() if secret in content]


def _shows_words(content: bytes) -> bool:
    """What was said in responses is no secret, and the search does find words."""
    written = content.replace(rb"\\", b"\\")  # as pg_dump writes a backslash
    return any(words in written for words in (RESPONDED.encode(), ascii(RESPONDED)[1:-1].encode()))


def _files(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _found(copies: Mapping[str, bytes]) -> dict[str, list[bytes]]:
    return {name: readable for name, content in copies.items() if (readable := _readable(content))}


async def test_no_file_of_sqlite_holds_an_address_or_a_word_on_its_way(
    field: Field, database_url: str
) -> None:
    file = sqlite_file(database_url)
    if file is None:
        return
    await _comes_far(field)
    backup = file.with_name("backup")
    with sqlite3.connect(file) as connection:
        connection.execute("VACUUM INTO ?", (str(backup),))
    log = file.with_name(f"{file.name}-wal")
    copies = {path.name: path.read_bytes() for path in (file, log, backup)}
    assert _found(copies) == {}
    kept = copies[file.name] + copies[log.name]
    assert _shows_words(kept)


async def test_no_file_of_postgresql_holds_an_address_or_a_word_on_its_way(
    field: Field, database_url: str, request: pytest.FixtureRequest
) -> None:
    if sqlite_file(database_url) is not None:
        return
    server: Server = request.getfixturevalue("postgresql_server")
    await _comes_far(field)
    connection = await asyncpg.connect(database_url)
    await connection.execute("CHECKPOINT")
    oid = await connection.fetchval("SELECT oid FROM pg_database WHERE datname = current_database()")
    await connection.close()
    data = server.folder / "data"
    copies = {
        "tables": _files(data / "base" / str(oid)),
        "log": _files(data / "pg_wal"),
        "backup": _dump(server, database_url),
    }
    assert _found(copies) == {}
    assert all(_shows_words(content) for content in copies.values() if content)


def _dump(server: Server, url: str) -> bytes:
    """A logical backup; nothing where the server's binaries have no pg_dump."""
    program = server.binaries / "pg_dump"
    if not program.exists():
        return b""
    dumped = subprocess.run([program, url], capture_output=True, check=True, cwd="/", **server.identity)
    assert b"COPY public.interviews" in dumped.stdout
    return dumped.stdout


async def test_what_is_shown_stands_in_no_row_of_people(field: Field) -> None:
    """Words of questions are public, beside a person they are not: they would say how far somebody got."""
    await _comes_far(field)
    assert len(await rows(field.database, interviews)) == len(PAUSING) + len(ENDED)
    async with field.database.reading() as connection:
        for table in OF_PEOPLE:
            content = "\n".join(map(str, await connection.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608
            assert not [words for words in (*SHOWN, PAUSED, WAITS, RESPONDED) if words in content], table


async def test_a_key_opens_what_was_not_found(field: Field) -> None:
    """The words are there, sealed: what the search misses without the keys is not simply lost."""
    await _comes_far(field)
    kept = await rows(field.database, interviews)
    states = [opened(field.seals, row["id"], row["sealed"]) for row in kept]
    assert {state["address"] for state in states} == {str(address) for address in (*PAUSING, *ENDED)}
    assert len(await rows(field.database, responses)) == len(MIXED)


def test_no_column_can_hold_an_address() -> None:
    """A new column of text or of 64 bits in a table of people is looked at here: what may it hold?"""
    allowed = {
        "interviews": {"id", "person", "campaign", "slot", "message"},
        "outbox": {"bot", "update", "owner", "failed"},
        "updates": {"bot", "update"},
        "dead_letters": {"bot", "update", "reason"},
        "participations": {"campaign", "person", "disposition"},
        "withdrawals": set(),
        "counters": {"campaign", "service", "route", "step", "item", "n", "seconds"},
    }
    for name in OF_PEOPLE:
        columns = metadata.tables[name].columns
        wide = {each.name for each in columns if isinstance(each.type, String | JSON | BigInteger)}
        assert wide <= allowed[name], name
        assert not {"address", "chat", "channel", "user"} & {each.name for each in columns}
    assert BOT not in ADDRESSES
