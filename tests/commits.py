"""Decides how the commits of the one writer are counted, and how some of them fail as the sync of a full disk does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from storage.driver import Writer


class _Watched:
    """The driver's own connection, whose COMMITs are seen; all else is the connection's."""

    def __init__(self, driver: Any, seen: list[object], failing: int) -> None:
        self._driver, self._seen, self._failing = driver, seen, failing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)

    async def execute(self, text: str, *values: Any) -> Any:
        """As asyncpg is asked."""
        if text == "COMMIT":
            self._see()
        return await self._driver.execute(text, *values)

    async def _execute(self, carry_out: Any, *arguments: Any) -> Any:
        """As aiosqlite's thread is asked: the statements come last."""
        if ("COMMIT", ()) in arguments[-1]:
            self._see()
        return await self._driver._execute(carry_out, *arguments)

    def _see(self) -> None:
        self._seen.append(self._driver)
        if len(self._seen) <= self._failing:
            raise OSError(28, "no space left on device")


@contextmanager
def commits(*, failing: int = 0) -> Iterator[list[object]]:
    """The driver's connection of each commit of any writer inside; the first `failing` of them fail."""
    used: list[object] = []
    plain = Writer._driver

    async def watched(writer: Writer) -> Any:
        return _Watched(await plain(writer), used, failing)

    Writer._driver = watched  # type: ignore[method-assign]
    try:
        yield used
    finally:
        Writer._driver = plain  # type: ignore[method-assign]
