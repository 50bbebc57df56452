"""Decides what the rival bots of the bench show: the very screens that our bot showed, one after the other.

Argument 1 of each rival is the address, 2 the token, 3 a file of what our bot sent and changed in one interview.
"""

import gc
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

DATA = re.compile(r"q:[^:]+:\d+:(?P<code>.+)")


@dataclass(frozen=True, slots=True)
class Screens:
    """`sent`: text and rows of (label, code) of each step; `changed`: what the step's message becomes."""

    sent: list[tuple[str, list[list[tuple[str, str]]]]]
    changed: list[str]


def read() -> Screens:
    """The screens of argument 3."""
    told = json.loads(Path(sys.argv[3]).read_text("utf-8"))
    return Screens(
        [(each["text"], _rows(each["markup"])) for each in told["sent"]],
        [each["text"] for each in told["changed"]],
    )


def data(step: int, code: str) -> str:
    """What a button carries: the step in its place, and the code; a receipt is as it was."""
    return code if code.startswith("w:") else f"q:AAAAAAAAAAA:{step}:{code}"


def step_of(pressed: str) -> int:
    """Which step a press belongs to."""
    return int(pressed.split(":")[2])


def freeze() -> None:
    """As a tuned bot does: what was imported is nothing for the collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _rows(markup: str) -> list[list[tuple[str, str]]]:
    rows = json.loads(markup)["inline_keyboard"] if markup else []
    return [[(key["text"], _code(key["callback_data"])) for key in row] for row in rows]


def _code(carried: str) -> str:
    found = DATA.fullmatch(carried)
    return found["code"] if found else carried
