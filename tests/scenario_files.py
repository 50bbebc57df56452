"""Decides what a scenario file says, and how its expectations are written anew.

scenario: A citizen changes an answer, and the question that hung on it is closed.
app: ru                          # the language of the person's app; left out: the app says nothing
questionnaire: |                 # or the name of a shipped one
  questionnaire: ...
services: [mia_passport]         # one link for each, the first is "link"
registry:                        # offices and districts that the registry has besides
  offices: [...]
steps:
  - opens: link
    sees: ["Выберите язык"]      # kept by hand
    chat: |                      # written by `pytest --update`: what is new (●) or changed (✎) in the chat
      ● ...
ends:                            # written by `pytest --update`: what is recorded
  disposition: complete
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "scenarios"

ACTS = frozenset(
    {
        "opens",  # `link`, a service's code, or any payload: follows a deep link
        "taps",  # the button with this label, on the newest message that has one
        "taps_twice",  # the same, two presses before the bot can react
        "taps_old",  # a button that the bot has taken away since
        "types",  # a text
        "commands",  # a command, as a person types it
        "sends",  # photo, sticker, voice ...
        "forwards",  # what somebody else has written
        "edits",  # the last own message, afterwards
        "campaign",  # what the officer does meanwhile: closed, paused, open
    }
)
CHECKS = frozenset({"sees", "sees_not"})

TOP = frozenset({"scenario", "app", "questionnaire", "services", "registry", "lot", "steps", "ends"})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, and what the chat shows because of it; None where nothing is expected yet."""

    act: str
    what: str
    chat: str | None
    sees: Sequence[str] = ()
    sees_not: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One conversation. `questionnaire` is an author's text or a shipped name; `lot` decides random orders."""

    name: str
    sentence: str
    questionnaire: str
    steps: Sequence[Step]
    ends: Mapping[str, Any] | None
    app: str | None = None
    services: Sequence[str] = ("maidd_service_centre",)
    registry: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    lot: int = 1

    @property
    def is_shipped(self) -> bool:
        """Whether the questionnaire is one of the program's own."""
        return "\n" not in self.questionnaire


@dataclass(frozen=True, slots=True)
class Played:
    """What a replay brought: the chat after each step, and what is recorded at the end."""

    chats: Sequence[str]
    ends: Mapping[str, Any]


def names() -> list[str]:
    """The scenarios, by file name."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read(name: str) -> Scenario:
    """The scenario in a file. Raises ValueError for a key that means nothing."""
    found = yaml.safe_load(_path(name).read_text("utf-8"))
    if unknown := set(found) - TOP:
        raise ValueError(f"{name}: unknown keys {sorted(unknown)}")
    optional = {key: found[key] for key in ("app", "services", "registry", "lot") if key in found}
    return Scenario(
        name=name,
        sentence=found["scenario"],
        questionnaire=found["questionnaire"],
        steps=[_step(name, each) for each in found["steps"]],
        ends=found.get("ends"),
        **optional,
    )


def rewrite(name: str, played: Played) -> None:
    """Writes what was played as the expectation; everything else in the file stays letter by letter."""
    path = _path(name)
    lines = path.read_text("utf-8").splitlines()
    root = yaml.compose("\n".join(lines), Loader=yaml.SafeLoader)
    keys = {key.value: (key, value) for key, value in root.value}
    if "ends" in keys:
        _cut(lines, keys["ends"][0].start_mark)
    for step, chat in reversed(list(zip(keys["steps"][1].value, played.chats, strict=True))):
        _rewrite_step(lines, step, chat)
    while lines and not lines[-1].strip():
        lines.pop()
    dumped = yaml.safe_dump({"ends": dict(played.ends)}, allow_unicode=True, sort_keys=False, width=1000)
    path.write_text("\n".join([*lines, dumped]), "utf-8")


def _rewrite_step(lines: list[str], step: yaml.MappingNode, chat: str) -> None:
    for key, _ in step.value:
        if key.value == "chat":
            _cut(lines, key.start_mark)
    start = step.start_mark
    place = _end(lines, start.line, start.column - 1)
    lines[place:place] = _block(chat, " " * start.column)


def _block(chat: str, margin: str) -> list[str]:
    if not chat:
        return [f'{margin}chat: ""']
    return [f"{margin}chat: |-", *(f"{margin}  {line}".rstrip() for line in chat.split("\n"))]


def _cut(lines: list[str], key: yaml.Mark) -> None:
    """Takes out a key with its value."""
    del lines[key.line : _end(lines, key.line, key.column)]


def _end(lines: Sequence[str], first: int, column: int) -> int:
    """The line after a block: where something stands at `column` or before it, without blank lines above that."""
    end = first + 1
    for place in range(first + 1, len(lines)):
        line = lines[place]
        if line.strip():
            if len(line) - len(line.lstrip()) <= column:
                break
            end = place + 1
    return end


def _step(name: str, found: Mapping[str, Any]) -> Step:
    acts = set(found) & ACTS
    if len(acts) != 1 or (set(found) - acts - CHECKS - {"chat"}):
        raise ValueError(f"{name}: a step does one thing, out of {sorted(ACTS)}: {dict(found)}")
    act = acts.pop()
    return Step(
        act=act,
        what=str(found[act]),
        chat=found.get("chat"),
        sees=tuple(found.get("sees", ())),
        sees_not=tuple(found.get("sees_not", ())),
    )


def _path(name: str) -> Path:
    return FOLDER / f"{name}.yaml"
