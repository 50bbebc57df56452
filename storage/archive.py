"""Decides how the rows of a campaign become a Parquet file: sorted by content, without id, the same bytes on any day.

    archive       of a closed campaign: kept in the folder of archives, and known to the database by its content
    exported      of an open one: the same file, for as long as it is looked at

The order of the rows follows from all their columns, so it says nothing of when they came, and those that tie are
alike. The content has a sum of its own, which no other version of the writer changes.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
from sqlalchemy import select

from storage.archive_columns import ArchiveColumn, Part, archive_parts
from storage.archive_files import archive_file, begin_archive, note_archive, present_archive, remove_outdated
from storage.database import Database, StorageError
from storage.key_files import make_closed, sync_folder
from storage.response_columns import Column, read_columns
from storage.tables import campaigns

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

FORMAT = "saualnama-archive-1"
ROW_GROUP = 122_880
"""Rows of one row group: said, so that another version's default does not change the bytes."""
SETTINGS = (
    f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, PARQUET_VERSION V1, ROW_GROUP_SIZE {ROW_GROUP}"
)
WHOLE_NUMBERS = frozenset({"week", "duration", "flags"})
"""Dimensions that are no texts."""
TRIES = 3
"""An archive is begun anew where rows changed under it; so often."""


@dataclass(frozen=True, slots=True)
class Written:
    """An archive: its file, the responses in it, and the SHA-256 of what it holds."""

    path: Path
    responses: int
    content: str


async def archive(
    database: Database, campaign: str, folder: Path, *, random_hex: Callable[[int], str]
) -> Written:
    """Writes the archive of a closed campaign anew from its rows; what older ones of it there are is removed.

    It is read in one view of the database, which blocks no writer. Raises StorageError for an unknown campaign, for one
    that is not closed, and where its rows do not stop changing.
    """
    async with database.reading() as connection:
        await _require_closed(connection, campaign)
    make_closed(folder)
    for _ in range(TRIES):
        token = random_hex(16)
        async with database.writing() as connection:
            await begin_archive(connection, campaign, token)
        async with database.reading() as connection:
            parts = in_order(archive_parts(await read_columns(connection, campaign)))
        content = content_hash(parts)
        path = archive_file(folder, campaign, content)
        write_parquet(parts, path, content)
        async with database.writing() as connection:
            if await note_archive(connection, campaign, token, content):
                await remove_outdated(connection, folder)
                return Written(path, len(parts[0].data.codes), content)
        path.unlink()
    raise StorageError(f"the responses of {campaign} change while they are archived: try again later")


@asynccontextmanager
async def exported(connection: "AsyncConnection", campaign: str, folder: Path) -> AsyncIterator[Path]:
    """The campaign's responses as a file: its archive where that is up to date, else one that is gone afterwards."""
    present = await present_archive(connection, folder, campaign)
    if present is not None:
        yield present
        return
    make_closed(folder)
    parts = in_order(archive_parts(await read_columns(connection, campaign)))
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as passing:
        path = Path(passing) / "rows.parquet"
        write_parquet(parts, path, content_hash(parts))
        yield path


def in_order(parts: Sequence[Part]) -> list[Part]:
    """The same columns with their rows sorted: by the first column, then by the next, nothing last."""
    order = np.lexsort([part.data.codes for part in reversed(parts)])
    return [Part(part.about, Column(part.data.codes[order], part.data.values)) for part in parts]


def content_hash(parts: Sequence[Part]) -> str:
    """SHA-256 of sorted columns: a line of JSON with the names and their values in order, then the places of all rows.

    The places stand column by column, each in four bytes, the least first; nothing has the place after the last.
    """
    told = [[part.about.name, [value for value in part.data.values if value is not None]] for part in parts]
    found = hashlib.sha256(json.dumps([FORMAT, told], ensure_ascii=False, separators=(",", ":")).encode())
    found.update(b"\n")
    for part in parts:
        found.update(part.data.codes.astype("<u4").tobytes())
    return found.hexdigest()


def write_parquet(parts: Sequence[Part], path: Path, content: str) -> None:
    """Writes the columns as they are ordered: whole or not at all, to be read by this user alone."""
    frame = pd.DataFrame({str(place): _categories(part.data) for place, part in enumerate(parts)})
    columns = ", ".join(
        f'CAST("{place}" AS {_type(part.about)}) AS "{part.about.name}"' for place, part in enumerate(parts)
    )
    told = {
        "saualnama": FORMAT,
        "content": content,
        "columns": json.dumps([asdict(part.about) for part in parts], separators=(",", ":")),
    }
    about = ", ".join(f"{key}: {_literal(value)}" for key, value in told.items())
    passing = path.with_name(f"{path.name}.tmp")
    with duckdb.connect(config={"threads": 1}) as engine:
        engine.register("frame", frame)
        engine.execute(
            f"COPY (SELECT {columns} FROM frame) TO {_literal(str(passing))} ({SETTINGS}, KV_METADATA {{{about}}})"  # noqa: S608
        )
    passing.chmod(0o600)
    with passing.open("rb") as written:
        os.fsync(written.fileno())
    passing.replace(path)
    sync_folder(path.parent)


def read_about(path: Path) -> tuple[ArchiveColumn, ...]:
    """What the columns of an archive hold. StorageError for a file that is none."""
    with duckdb.connect() as engine:
        query = "SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)"
        told: dict[str, str] = dict(engine.execute(query, [str(path)]).fetchall())
    if told.get("saualnama") != FORMAT:
        raise StorageError(f"{path} is no archive of this release ({FORMAT})")
    return tuple(
        ArchiveColumn(**{**each, "values": tuple(each["values"])}) for each in json.loads(told["columns"])
    )


def read_weeks(path: Path) -> tuple[int | None, ...]:
    """The weeks in which an archive's responses were given; None stands for those not known."""
    with duckdb.connect() as engine:
        rows = engine.execute("SELECT DISTINCT week FROM read_parquet(?)", [str(path)]).fetchall()
    return tuple(week for (week,) in rows)


def _categories(data: Column) -> Any:
    """Each value once, as a text."""
    values = [value for value in data.values if value is not None]
    codes = data.codes.astype(np.int32)
    codes[codes == len(values)] = -1
    return pd.Categorical.from_codes(codes, pd.Index([str(value) for value in values], dtype="str"))


def _type(about: ArchiveColumn) -> str:
    return "BIGINT" if about.kind == "number" or about.name in WHOLE_NUMBERS else "VARCHAR"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


async def _require_closed(connection: "AsyncConnection", campaign: str) -> None:
    state = await connection.scalar(select(campaigns.c.state).where(campaigns.c.id == campaign))
    if state is None:
        raise StorageError(f"there is no campaign {campaign}: see `saualnama campaign list`")
    if state != "closed":
        raise StorageError(f"campaign {campaign} is {state}: only what can change no more is archived")
