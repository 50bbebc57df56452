"""Decides how works go on beside a body: as long as it, and not a moment longer; a fault of theirs ends it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def alongside(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Runs the works while the body runs. Raises what the body or one of them raised, itself and not in a group."""
    try:
        async with asyncio.TaskGroup() as together:
            tasks = [together.create_task(work) for work in works]
            yield
            for task in tasks:
                task.cancel()
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None
