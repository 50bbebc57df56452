"""Decides when a file counts as changed: when it looks different, and has stayed so from one look to the next.

The translations beside it are a part of it.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from console.questionnaire_files import beside

LOOK = 0.15
"""Seconds between two looks: an author should see a saved change at once, and a look costs microseconds."""

Stamp = tuple[tuple[int, int, int] | None, ...]


async def changes(file: Path, *, every: float = LOOK) -> AsyncIterator[None]:
    """Yields at once, and after each change. A file that is being written, or replaced, is waited for."""
    taken = before = await asyncio.to_thread(_stamp, file)
    yield
    while True:
        await asyncio.sleep(every)
        now = await asyncio.to_thread(_stamp, file)
        if now == before and now != taken:
            taken = now
            yield
        before = now


def _stamp(file: Path) -> Stamp:
    return tuple(_look(each) for each in (file, *sorted(beside(file).values())))


def _look(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
