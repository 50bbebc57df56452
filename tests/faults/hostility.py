"""Decides how hostile updates reach a whole bot, and what may never follow: tracebacks, leaks, silence, a noisy log."""

import asyncio
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.simulator.phone.phones import Phone
from storage.interview_states import opened
from tests.bot.telegram.hostile import Mutant, mutant
from tests.bot.telegram.hostile_kinds import Expected
from tests.bot.telegram.hostile_sender import CANARY, PHOTO, Make, Sender, Update
from tests.faults.hanging import unless_it_hangs
from tests.faults.living_bot import shows_all
from tests.faults.rating import arrives, listening_bot, rating
from tests.faults.trial import TOKEN, Trial

HEALTHY, FIRST_HOSTILE = 0, 1
"""Numbers of people: the one who must be served after it all, and the first of the others."""
AT_ONCE = 100
"""Updates that wait together."""
UNREADABLE = "unreadable"
"""The reason by which `doctor` counts updates that could not be read, each with a line in the log."""
PAST = 1
"""Messages of the past that the bot is told to have been pressed or replied to."""


@dataclass
class Sent:
    """One hostile update: whose, its update id, and the chat's number of changes before it."""

    kind: str
    phone: Phone
    before: int
    update: int
    body: Update

    @property
    def said(self) -> int:
        """Messages of the bot since."""
        changes = self.phone.chat.changes(self.before)
        return sum(change.by_bot and change.kind == "message" for change in changes)


async def sends_mutants(library: str, folder: Path, numbers: Sequence[int], *, seed: int) -> str:
    """Sends the mutants of these numbers, each in a chat of its own; a line of figures. AssertionError for a fault."""
    async with rating(library, folder, seed=seed) as trial:
        mutants: list[Mutant] = []
        sent: list[Sent] = []
        async with listening_bot(trial):
            for place, number in enumerate(numbers):
                phone = _stranger(trial, FIRST_HOSTILE + place)
                mutants.append(mutant(seed, number, _sender(trial, phone)))
                sent.append(_push(trial, mutants[-1].kind, phone, mutants[-1].update))
                if place % AT_ONCE == AT_ONCE - 1:
                    await _taken(trial)
            await _taken(trial)
            await _healthy_citizen_is_served(trial)
        silent = [
            f"mutant {number} ({one.kind}) got no {each.answered_by}: {one.body}"
            for number, one, each in zip(numbers, sent, mutants, strict=True)
            if each.answered_by and not _answered(trial, one, each.answered_by)
        ]
        wrong = [*_faults(trial, sent), *silent]
    counted = f"{len(silent)} silences, {len(wrong) - len(silent)} other faults:\n"
    assert not wrong, counted + "\n".join(each[:600] for each in wrong[:20])
    must = sum(each.answered_by is not None for each in mutants)
    return f"{library}: {len(sent)} mutants, of which {must} had to be answered and were: 0 faults"


async def sends_kinds(library: str, folder: Path, kinds: Sequence[tuple[str, Expected, Make]]) -> list[str]:
    """Sends each kind once from a stranger and once from somebody at the first question; what was not as expected."""
    async with rating(library, folder, seed=1) as trial:
        async with listening_bot(trial):
            both = [
                (name, expected, make, talks) for talks in (False, True) for name, expected, make in kinds
            ]
            phones = [_stranger(trial, FIRST_HOSTILE + place) for place in range(len(both))]
            talking = [phone for phone, (*_, talks) in zip(phones, both, strict=True) if talks]
            await asyncio.gather(*(_reaches_the_first_question(trial, phone) for phone in talking))
            await _taken(trial)
            sent = [
                _push(trial, name, phone, make(_sender(trial, phone)))
                for (name, _, make, _), phone in zip(both, phones, strict=True)
            ]
            await _taken(trial)
            await _healthy_citizen_is_served(trial)
        answers = _answers(trial)
        lines = _log_lines(trial)
        wrong = [
            f"{name}{'' if talks else ', of a stranger'}: expected {expected}, but {met}"
            for (name, expected, _, talks), one in zip(both, sent, strict=True)
            for met in [
                *_unseen(trial, expected, one, lines),
                *(_misunderstood(expected, one, answers) if talks else ()),
            ]
        ]
        return [*wrong, *_faults(trial, sent)]


async def sends_album(library: str, folder: Path, pictures: int) -> int:
    """Sends so many pictures at once; gives how many messages came back."""
    async with rating(library, folder, seed=1) as trial, listening_bot(trial):
        phone = _stranger(trial, FIRST_HOSTILE)
        await _reaches_the_first_question(trial, phone)
        await _taken(trial)
        sent = [
            _push(trial, "album", phone, _sender(trial, phone).says(photo=PHOTO, media_group_id="7"))
            for _ in range(pictures)
        ]
        await _taken(trial)
        return sent[0].said


def _unseen(trial: Trial, expected: Expected, one: Sent, lines: Mapping[int, int]) -> Iterator[str]:
    """What the chat and the log do not show as expected."""
    if expected in {"answer", "again", "unsupported", "answered"} and not one.said:
        yield "nothing was said"
    if expected in {"service", "elsewhere", "unreadable"} and one.said:
        yield f"{one.said} messages were sent"
    if expected == "press" and not _answered(trial, one, "press"):
        yield "the press was not answered"
    if lines.get(one.update, 0) != (expected == "unreadable"):
        yield f"{lines.get(one.update, 0)} log lines"


def _misunderstood(expected: Expected, one: Sent, answers: Mapping[str, object]) -> Iterator[str]:
    """What was taken for an answer, and is none, or the other way round."""
    kept = answers.get(str(one.phone.chat.id))
    if expected != "answered" and kept != ({"ease": ["3"]} if expected == "answer" else {}):
        yield f"kept is {kept}"


def _faults(trial: Trial, sent: Sequence[Sent]) -> Iterator[str]:
    """What must not happen whatever is sent."""
    log = (trial.folder / "bot.log").read_text("utf-8", "surrogateescape")
    if "Traceback" in log:
        yield "a traceback: " + log[log.index("Traceback") :][:1_500]
    for secret in (TOKEN, TOKEN.partition(":")[2], CANARY):
        if secret in log:
            place = log.index(secret)
            yield "in the log: " + log[max(place - 200, 0) : place + 100]
    for call in trial.simulator.calls:
        if call.chat_id is not None and call.chat_id <= 0:
            yield f"{call.method} into chat {call.chat_id}"
    names = {each.update: each.kind for each in sent}
    noisy = [names.get(update, "?") for update, lines in _log_lines(trial).items() if lines > 1]
    if noisy:
        yield f"{len(noisy)} updates with more than one log line each, such as {', '.join(noisy[:3])}"
    with closing(sqlite3.connect(trial.database)) as connection:
        for reason, count in connection.execute("SELECT reason, count(*) FROM dead_letters GROUP BY 1"):
            if reason != UNREADABLE or count > len(_log_lines(trial)):
                yield f"{count} dead letters: {reason}"


def _log_lines(trial: Trial) -> Mapping[int, int]:
    """How many lines of the log name an update."""
    log = (trial.folder / "bot.log").read_text("utf-8", "surrogateescape")
    return Counter(int(number) for number in re.findall(r"update (\d+)", log))


def _answers(trial: Trial) -> dict[str, object]:
    """What is kept of each interview, by its address."""
    found: dict[str, object] = {}
    with closing(sqlite3.connect(trial.database)) as connection:
        for number, sealed in connection.execute("SELECT id, sealed FROM interviews"):
            state = opened(trial.seals, number, sealed)
            found[state["address"]] = {item: each.get("codes") for item, each in state["answers"].items()}
    return found


def _answered(trial: Trial, one: Sent, by: str) -> bool:
    if by == "message":
        return one.said > 0
    press = one.body["callback_query"]["id"]
    return any(
        call.parameters.get("callback_query_id") == press
        for call in trial.simulator.calls.of("answerCallbackQuery")
    )


def _stranger(trial: Trial, number: int) -> Phone:
    return trial.simulator.phone(TOKEN, user_id=5_000_000_000 + number, has_met=True)


def _sender(trial: Trial, phone: Phone) -> Sender:
    """A person whose next message comes after all that stands in any chat."""
    shown = [message.message_id for message in phone.messages if not message.is_mine]
    message = trial.simulator.bot(TOKEN).next_message_id()
    return Sender(phone.chat.id, message, int(time.time()), shown[-1] if shown else PAST)


def _push(trial: Trial, kind: str, phone: Phone, body: Update) -> Sent:
    before = phone.chat.sequence
    return Sent(kind, phone, before, trial.simulator.push_update(TOKEN, body), body)


async def _reaches_the_first_question(trial: Trial, phone: Phone) -> None:
    await phone.opens(trial.links[0])
    for code in ("ru", ".go"):
        wanted = f":{code}"

        def button(wanted: str = wanted) -> tuple[int, str] | None:
            found = phone.newest
            keys = [key for row in found.buttons for key in row] if found else []
            return next(((found.message_id, key.data) for key in keys if key.data.endswith(wanted)), None)

        await phone.presses(*await phone.until(button, within=float("inf")))


async def _taken(trial: Trial) -> None:
    """Until the bot has taken all that waited and has shown all that there was to show."""
    inbox = trial.simulator.bot(TOKEN).inbox
    await unless_it_hangs(trial.signs, asyncio.ensure_future(inbox.until_empty(within=float("inf"))))
    await unless_it_hangs(trial.signs, asyncio.ensure_future(shows_all(trial)))


async def _healthy_citizen_is_served(trial: Trial) -> None:
    person = arrives(trial, HEALTHY)
    await unless_it_hangs(trial.signs, asyncio.ensure_future(person.walks(trial.links[0])))
    assert person.finished
    await _taken(trial)
