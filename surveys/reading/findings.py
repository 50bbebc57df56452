"""Decides where a problem is: collects what a reading finds, each at its place in the file."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from surveys.reading.problems import Problem
from surveys.reading.yaml_nodes import Node

LIMIT = 200
"""Problems of one file that are listed: whoever has more mends these first."""
GUESSABLE = 60
"""Characters of a word whose nearest neighbour is looked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item comes from: its node in the file, and its values with a core item's filled in.

    `asked`: the `ask_when` of its section. `around`: the battery that the node is a statement of.
    """

    node: Node
    data: dict[str, Any]
    section: str | None = None
    asked: Node | None = None
    around: Node | None = None

    def holder(self, key: str) -> Node:
        """The node in which the key stands, or the item's own."""
        if self.around is not None and key not in self.node.value and key in self.around.value:
            return self.around
        return self.node

    def place(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        """The place of a part of the item; what a core item brought is at its `use`."""
        return (self.holder(str(path[0])) if path else self.node).place(path)


class Findings:
    """The problems of one file."""

    def __init__(self) -> None:
        self._problems: dict[tuple[int, int, str, str], Problem] = {}

    def add(self, code: str, place: tuple[int, int], /, **values: object) -> None:
        """Notes a problem once, however often it is met."""
        line, column = place
        if len(self._problems) > LIMIT:
            return
        if self.full:
            code, values = "many-problems", {"limit": LIMIT}
            line, column = max((each.line, each.column) for each in self._problems.values())
        self._problems.setdefault((line, column, code, str(values)), Problem(code, line, column, values))

    def unknown_keys(self, node: Node, known: Iterable[str]) -> None:
        """Notes the keys of a mapping that mean nothing there, with the nearest one that does."""
        for key in node.value:
            if key not in known:
                near = "" if self.full else guess(key, known, f"Known keys: {', '.join(known)}.")
                self.add("unknown-key", node.place((key,)), key=key, guess=near)
                if len(self._problems) > LIMIT:
                    return

    def take(self, advice: "Findings", *, accepted: Iterable[str]) -> None:
        """Adds the problems of `advice` that the author has not accepted."""
        self._problems |= {key: each for key, each in advice._problems.items() if each.code not in accepted}

    @property
    def full(self) -> bool:
        """True where nothing more is listed."""
        return len(self._problems) >= LIMIT

    @property
    def errors(self) -> bool:
        """True where something forbids publishing."""
        return any(problem.level == "error" for problem in self._problems.values())

    def in_order(self) -> tuple[Problem, ...]:
        """All problems, from the top of the file down."""
        return tuple(self._problems[key] for key in sorted(self._problems, key=lambda key: key[:3]))


def guess(wrong: str, known: Iterable[str], otherwise: str) -> str:
    """What the author may have meant, or the other advice."""
    near = difflib.get_close_matches(wrong, list(known), n=1) if len(wrong) <= GUESSABLE else []
    return f"Did you mean {near[0]}?" if near else otherwise
