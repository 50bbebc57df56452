"""Decides what is forgotten of what is remembered by key: whatever was put down, or used, the longest ago."""

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Latest(Generic[K, V]):
    """At most `kept` values, the latest: for what may be forgotten at any time."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._values: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """What is remembered; that is no use of it."""
        return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Remembers it as the latest, and forgets the oldest if there are too many."""
        self._values.pop(key, None)
        self._values[key] = value
        if len(self._values) > self._kept:
            del self._values[next(iter(self._values))]

    def used(self, key: K, make: Callable[[], V]) -> V:
        """What is remembered, or made now: the latest from here on."""
        found = self._values.get(key)
        if found is None:
            found = make()
        self.put(key, found)
        return found

    def pop(self, key: K) -> V | None:
        """Forgets it; what it was."""
        return self._values.pop(key, None)

    def __len__(self) -> int:
        return len(self._values)
