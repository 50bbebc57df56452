"""Decides what the records take from outside: the time, chance, and the keys of the campaigns."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from storage.keys import Keys


@dataclass(frozen=True, slots=True)
class Environment:
    """`now` has its zone; `random_hex(n)` gives n random bytes as 2n hexadecimal digits, fit for secrets."""

    now: datetime.datetime
    random_hex: Callable[[int], str]
    keys: Keys
