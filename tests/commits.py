"""Decides how the commits of the one writer are counted, and how some of them fail as the sync of a full disk does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from storage import driver
from storage.driver import Writer


class _Watched:
    """asyncpg's connection, whose COMMITs are seen; all else is the connection's."""

    def __init__(self, connection: Any, seen: "_Seen") -> None:
        self._connection, self._seen = connection, seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def execute(self, text: str, *values: Any) -> Any:
        """As the driver is asked."""
        if text == "COMMIT":
            self._seen.add(self._connection)
        return await self._connection.execute(text, *values)


class _Seen:
    def __init__(self, failing: int) -> None:
        self.connections: list[object] = []
        self._failing = failing

    def add(self, connection: object) -> None:
        self.connections.append(connection)
        if len(self.connections) <= self._failing:
            raise OSError(28, "no space left on device")


@contextmanager
def commits(*, failing: int = 0) -> Iterator[list[object]]:
    """The connection of each commit of any writer inside; the first `failing` of them fail."""
    seen = _Seen(failing)
    plain, in_thread = Writer._driver, driver._carry_out

    async def watched(writer: Writer) -> Any:
        known = await plain(writer)
        return known if writer._database.is_sqlite else _Watched(known, seen)

    def carry_out(connection: Any, writes: Any, asked: Any) -> Any:
        if ("COMMIT", ()) in asked:
            seen.add(connection)
        return in_thread(connection, writes, asked)

    Writer._driver, driver._carry_out = watched, carry_out  # type: ignore[method-assign]
    try:
        yield seen.connections
    finally:
        Writer._driver, driver._carry_out = plain, in_thread  # type: ignore[method-assign]
