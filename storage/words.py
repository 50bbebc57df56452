"""Decides how the words of a campaign are read: by agency and item, without anything else of who wrote them."""

from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.answer_bytes import ANSWERED
from storage.response_columns import Columns, read_columns


async def read_words(connection: AsyncConnection, campaign: str) -> list[tuple[str, str, str]]:
    """(agency, item, words) of every item that is answered in words, and "other": of no response with another."""
    return sorted(_words(await read_columns(connection, campaign, ("agency",))))


def _words(columns: Columns) -> Iterator[tuple[str, str, str]]:
    agency, beside = columns.dimensions["agency"], columns.beside
    for version in columns.versions:
        for field in version.layout.fields:
            specified = [f"{field.item}.{code}" for code in field.specify]
            for row, byte in zip(
                version.rows.tolist(), version.answers[:, field.start].tolist(), strict=True
            ):
                told = beside.values[beside.codes[row]]
                keys = [*specified, *([field.item] if field.words and byte == ANSWERED else [])]
                for key in keys:
                    if key in told:
                        yield agency.values[agency.codes[row]], field.item, told[key]
