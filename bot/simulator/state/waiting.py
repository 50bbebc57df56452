"""Decides when somebody who waits is woken: at the change that makes it true, and never by a pause.

What is awaited is asked again at each change of the one thing it watches, inside that change, so that a
state that lasts for a moment only is not missed, and a change wakes nobody in vain.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Waiters:
    """Those who wait for something to become true of one chat, one log or one inbox."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []

    async def until(self, ask: Callable[[], T | None], *, within: float) -> T:
        """The first true answer of `ask`, asked now and at each `wake`.

        Raises TimeoutError after `within` seconds of real time, and whatever `ask` raises.
        """
        if answer := ask():
            return answer
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        waiting = (ask, future)
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(within):
                return await future
        finally:
            with suppress(ValueError):
                self._waiting.remove(waiting)

    def wake(self) -> None:
        """Something has changed: those whose wish has come true go on."""
        if not self._waiting:
            return
        for waiting in self._waiting.copy():
            ask, future = waiting
            if future.done():
                continue
            try:
                answer = ask()
            except Exception as error:  # noqa: BLE001 - it is handed to the one who waits
                future.set_exception(error)
            else:
                if answer:
                    future.set_result(answer)
