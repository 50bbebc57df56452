"""Decides what every open page is told: the newest of each thing, first as it stands, then at each change."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any


class Board:
    """Notices by name. A page that comes late finds them all; one that lags behind finds the newest of each."""

    def __init__(self) -> None:
        self._notices: dict[str, tuple[int, str, Mapping[str, Any]]] = {}
        self._number = 0
        self._changed = asyncio.Event()

    def post(self, name: str, event: str, data: Mapping[str, Any]) -> None:
        """Puts up a notice in place of the one of this name; one that says the same tells nobody anything."""
        known = self._notices.get(name)
        if known is not None and known[1:] == (event, data):
            return
        self._number += 1
        self._notices[name] = (self._number, event, data)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def follow(self) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        """(event, data) of each notice, and again whenever one is replaced."""
        seen = 0
        while True:
            changed = self._changed
            fresh = sorted(notice for notice in self._notices.values() if notice[0] > seen)
            for number, event, data in fresh:
                seen = number
                yield event, data
            await changed.wait()
