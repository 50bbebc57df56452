"""Decides what the records take from outside: the time, chance, and the keys."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from storage.days import day_in_kazakhstan
from storage.keys import CampaignKeys
from storage.sealing import Seals

T = TypeVar("T")


@dataclass(frozen=True)
class Environment:
    """`now` has its zone; `random_hex(n)` gives n random bytes as 2n hexadecimal digits, fit for secrets."""

    now: datetime.datetime
    random_hex: Callable[[int], str]
    keys: CampaignKeys
    seals: Seals

    @cached_property
    def today(self) -> datetime.date:
        """The day in Kazakhstan: a citizen's "yesterday", and the day whose key seals what is written now."""
        return day_in_kazakhstan(self.now)

    def shuffled(self, these: Sequence[T]) -> list[T]:
        """The same in an order that says nothing: each by a lot of its own."""
        lots = [self.random_hex(8) for _ in these]
        return [each for _, each in sorted(zip(lots, these, strict=True), key=lambda drawn: drawn[0])]
