"""Decides how a scenario is played, whatever stands behind the phone: each act, then what changed in the chat."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.simulator.phone.phones import Phone
from console import shipped
from surveys.answers import Answer
from surveys.questionnaire import Questionnaire
from surveys.reading import read
from surveys.reading.core import read_core
from tests.scenario_files import Played, Scenario, Step

NEW, CHANGED = "●", "✎"
"""What stands before a message of the bot that came, or that was changed in place."""


class Stage(Protocol):
    """Where a scenario is played: a bot with one campaign, open for this scenario alone."""

    links: Mapping[str, str]

    async def quiet(self) -> None:
        """Until the bot has done all that it has to do."""

    async def set_state(self, state: str) -> None:
        """What an officer does with the campaign: open, paused or closed."""

    async def ends(self, address: int) -> Mapping[str, Any]:
        """What is recorded of this person: disposition, language and answers."""


async def play(scenario: Scenario, stage: Stage, phone: Phone) -> Played:
    """Plays every step, and checks what its author wants to be seen or not."""
    chats: list[str] = []
    for number, step in enumerate(scenario.steps, start=1):
        before = _messages(phone)
        await _act(step, stage, phone)
        await stage.quiet()
        chat = _difference(before, _messages(phone))
        whole = f"{scenario.name}, step {number} ({step.act}: {step.what})\n{chat or '(nothing)'}"
        for words in step.sees:
            assert words in chat, f"{words!r} is not seen in {whole}"
        for words in step.sees_not:
            assert words not in chat, f"{words!r} is seen in {whole}"
        chats.append(chat)
    return Played(chats, await stage.ends(phone.chat.id))


def text_of(scenario: Scenario) -> str:
    """The questionnaire in the author's notation."""
    return (
        shipped.questionnaire_text(scenario.questionnaire) if scenario.is_shipped else scenario.questionnaire
    )


def questionnaire_of(scenario: Scenario) -> Questionnaire:
    """The questionnaire, read with the shipped core and the districts that the scenario knows of."""
    core = shipped.core()
    districts = read_core([], districts=scenario.registry.get("districts", ())).scales
    return read(text_of(scenario), core=replace(core, scales={**core.scales, **districts}))


def recorded(
    disposition: str,
    language: str | None,
    answers: Mapping[str, Answer] | Mapping[str, Mapping[str, Any]],
    *,
    service: str | None,
) -> dict[str, Any]:
    """What is recorded, short enough to read: codes, or what was typed; and of which service."""
    given = {
        item: _short(answer.as_json() if isinstance(answer, Answer) else answer)
        for item, answer in sorted(answers.items())
    }
    return {"disposition": disposition, "language": language, "service": service, "answers": given}


def service_of(links: Mapping[str, str], route: str | None) -> str | None:
    """The service that a route leads to."""
    return next((name for name, payload in links.items() if payload == route and name != "link"), None)


async def _act(step: Step, stage: Stage, phone: Phone) -> None:
    match step.act:
        case "opens":
            await phone.opens(stage.links.get(step.what, step.what))
        case "taps":
            await phone.taps(step.what)
        case "taps_twice":
            press = await phone.taps(step.what)
            assert press is not None
            data = next(
                button.data
                for message in phone.messages
                for row in message.buttons
                for button in row
                if message.message_id == press.message_id and step.what in button.label
            )
            await phone.presses(press.message_id, data)
        case "taps_old":
            await phone.taps_old(step.what)
        case "types" | "commands":
            await phone.types(step.what)
        case "sends":
            await phone.sends(step.what)
        case "forwards":
            await phone.forwards(step.what)
        case "edits":
            own = [message.message_id for message in phone.messages if message.is_mine]
            await phone.edits(own[-1], step.what)
        case "campaign":
            await stage.set_state(step.what)


def _messages(phone: Phone) -> dict[int, str]:
    return {shown.message_id: str(shown) for shown in phone.messages if not shown.is_mine}


def _difference(before: Mapping[int, str], after: Mapping[int, str]) -> str:
    """What came or was changed, in the order of the chat."""
    lines: list[str] = []
    for number, text in after.items():
        if before.get(number) != text:
            first, *rest = text.split("\n")
            lines += [
                f"{CHANGED if number in before else NEW} {first}",
                *(f"  {line}".rstrip() for line in rest),
            ]
    return "\n".join(lines)


def _short(answer: Mapping[str, Any]) -> str | list[str] | dict[str, Any]:
    if answer == {}:
        return "read"
    if answer == {"skipped": True}:
        return "skipped"
    codes: Sequence[str] = answer.get("codes", ())
    if set(answer) == {"codes"}:
        return codes[0] if len(codes) == 1 else list(codes)
    return dict(answer)
