"""Decides how people behave whose Telegram loses, repeats and delays: they read the newest question and answer it.

A person knows what they mean by the question's item, from when they first SEE it: a copy of a question is answered as
the first was. They remember every keyboard that still stood when a new question came, and leave the judging to
`chaos_findings.py`. Nothing here knows the words of a notice: a question is known by its item's text and its buttons,
the end by the button of the receipt.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from random import Random

from bot.simulator.phone.phones import NotAnsweredError, Phone
from bot.simulator.phone.screens import Shown, shown
from surveys.answers import MISSING_CODES
from surveys.item import Item
from surveys.questionnaire import Questionnaire

PATIENCE = 15.0
"""Seconds without a change after which somebody does again what they did last, if the bot has nothing to do."""
MOST_CALLS = 200
"""Calls of the bot to one person after which they give up: the conversation goes round."""
SKIPPED = "skipped"
RECEIPT = "w:"
"""What the data of a receipt's button begins with: it stands under the thanks and nowhere else."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What one person does besides answering. `goes_back_from`: the item at which they change the answer before it."""

    language: str
    acts_twice: bool
    comments: bool
    tidies: bool
    goes_back_from: str | None

    @classmethod
    def of(cls, number: int, asked: Questionnaire) -> "Habits":
        """A tenth tap twice, most write a comment, a seventh go back once, a fifth answer old copies too."""
        random = Random(f"habits {number}")
        later = [item.id for item in asked.items][1:-1]
        return cls(
            random.choice(("kk", "ru")),
            random.random() < 0.1,
            random.random() < 0.6,
            random.random() < 0.2,
            random.choice(later) if random.random() < 0.15 else None,
        )


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A keyboard that still stood when a question came that is not of its step. `at`: the simulator's seconds."""

    message_id: int
    at: float


@dataclass
class Person:
    """One person. `meant`: what they mean by each item that they saw; `typed`: what they typed, at which item.

    `pressed`: when each message was first pressed. `is_idle()` says that the bot has nothing to do.
    """

    number: int
    phone: Phone
    asked: Questionnaire
    calls: Callable[[], int]
    is_idle: Callable[[], bool]
    clock: Callable[[], float]
    finished: bool = False
    gave_up: bool = False
    acts: int = 0
    repeated: int = 0
    meant: dict[str, str] = field(default_factory=dict)
    typed: list[tuple[str, str]] = field(default_factory=list)
    presses: list[str] = field(default_factory=list)
    pressed: dict[int, float] = field(default_factory=dict)
    left_over: list[LeftOver] = field(default_factory=list)
    _acted: int = 0
    _step: str = ""
    _looked: int = 0
    _went_back: bool = False

    def __post_init__(self) -> None:
        self.habits = Habits.of(self.number, self.asked)

    @property
    def mark(self) -> str:
        """What this person is called in the evidence."""
        return f"person {self.number}"

    def acknowledged(self) -> dict[str, str]:
        """What this person means, for the evidence."""
        return self.meant

    async def walks(self, link: str) -> None:
        """From the link to the thanks, or until they give up."""
        await self.phone.opens(link)
        while not self.gave_up:
            found = await self._sees()
            if found is None:
                continue
            if _is_thanks(found):
                self.finished = True
                return
            await self._acts(found)
            self.gave_up = self.calls() + len(self.presses) > MOST_CALLS

    def watches(self) -> None:
        """Asked at every change of the chat: notes what stands when a question comes."""
        chat = self.phone.chat
        if chat.sequence == self._looked or not chat.feed:
            return
        self._looked = chat.sequence
        change = chat.feed[-1]
        if change.kind != "message" or not change.by_bot or not self._what(self._shown(change.message_id)):
            return
        for shown_ in self.live():
            if shown_.message_id != change.message_id and self._what(shown_) != self._step:
                self.left_over.append(LeftOver(shown_.message_id, self.clock()))

    def live(self) -> list[Shown]:
        """The messages whose buttons can be pressed, but for the receipt's."""
        return [each for each in self.phone.messages if each.buttons and not _is_thanks(each)]

    async def _sees(self) -> Shown | None:
        """The newest question that waits for this person; None where they looked in vain, and try again."""
        try:
            return await self.phone.until(self._next, within=PATIENCE)
        except NotAnsweredError:
            if self.is_idle():
                self._acted = 0
                self.repeated += 1
                self.gave_up = self.repeated > MOST_CALLS // 10
            return None

    def _next(self) -> Shown | None:
        self.watches()
        for message in reversed(self.phone.messages):
            if message.message_id <= self._acted:
                return None
            if not message.is_mine and (_is_thanks(message) or self._what(message)):
                return message
        return None

    async def _acts(self, question: Shown) -> None:
        self._acted = question.message_id
        self.acts += 1
        self._step = self._what(question) or ""
        item = self._item(question)
        if item is None:
            await self._presses(question, self.habits.language, ".go")
            return
        if self._wants_back(item):
            self._went_back = True
            self.meant[item.id] = self._answer(item, 0)
            await self._presses(question, ".back", once=True)
            return
        if item.id not in self.meant:
            self.meant[item.id] = self._answer(item, 0)
        elif self._went_back and item.id == self._before(self.habits.goes_back_from or ""):
            self.meant[item.id] = self._answer(item, 1)
        await self._answers(question, item)
        if self.habits.tidies:
            await self._tidies(question)

    def _wants_back(self, item: Item) -> bool:
        return not self._went_back and item.id == self.habits.goes_back_from and item.id not in self.meant

    async def _answers(self, question: Shown, item: Item) -> None:
        meant = self.meant[item.id]
        if not item.offered:
            if meant == SKIPPED:
                await self._presses(question, ".skip")
            else:
                await self._types(item, meant)
        elif Random(f"{self.number}/{item.id}/typed").random() < 0.25:
            await self._types(item, self._digit(question, item, meant))
        else:
            await self._presses(question, meant)

    async def _tidies(self, question: Shown) -> None:
        """Answers an older copy that can still be pressed, as they answered the first."""
        for copy in self.live():
            item = self._item(copy)
            if (
                item is not None
                and copy.message_id < question.message_id
                and copy.message_id not in self.pressed
                and self.meant.get(item.id, SKIPPED) != SKIPPED
            ):
                await self._presses(copy, self.meant[item.id], once=True)

    async def _presses(self, on: Shown, *codes: str, once: bool = False) -> None:
        """Presses the button of the first of these codes that is there."""
        data = [key.data for row in on.buttons for key in row]
        wanted = [each for code in codes for each in data if each.endswith(f":{code}")]
        if not wanted:
            return
        self.pressed.setdefault(on.message_id, self.clock())
        for _ in range(2 if self.habits.acts_twice and not once else 1):
            press = await self.phone.presses(on.message_id, wanted[0])
            self.presses.append(press.id)

    async def _types(self, item: Item, text: str) -> None:
        for _ in range(2 if self.habits.acts_twice and item.offered else 1):
            self.typed.append((item.id, text))
            await self.phone.types(text)

    def _answer(self, item: Item, time: int) -> str:
        """What this person answers the first time and, having gone back, the second: neighbours never alike."""
        if not item.offered:
            return (
                f"{'Пікір' if self.habits.language == 'kk' else 'Отзыв'} {self.number * 7_919}"
                if self.habits.comments
                else SKIPPED
            )
        codes = [option.code for option in item.offered if option.code not in MISSING_CODES]
        place = [each.id for each in self.asked.items].index(item.id)
        return codes[(self.number + 2 * place + time) % len(codes)]

    def _digit(self, question: Shown, item: Item, code: str) -> str:
        """The number that stands before the option on the screen."""
        label = next(option.label[self.habits.language] for option in item.offered if option.code == code)
        found = re.search(rf"^(\d+)\. {re.escape(label)}$", question.text, re.MULTILINE)
        return found[1] if found else code

    def _before(self, item: str) -> str:
        names = [each.id for each in self.asked.items]
        return names[names.index(item) - 1] if item in names else ""

    def _what(self, message: Shown) -> str | None:
        """Which step a message belongs to that waits for an answer; None for anything else."""
        if message.is_mine or not message.buttons:
            return None
        item = self._item(message)
        if item is not None:
            return item.id
        codes = {key.data.rpartition(":")[2] for row in message.buttons for key in row}
        return "language" if {"kk", "ru"} <= codes else ("consent" if ".go" in codes else None)

    def _item(self, message: Shown) -> Item | None:
        """The item that a message asks about: its text stands there, and what this person would press."""
        codes = {key.data.rpartition(":")[2] for row in message.buttons for key in row}
        for item in self.asked.items:
            wanted = {option.code for option in item.offered} or {".skip"}
            if item.text[self.habits.language] in message.text and wanted <= codes:
                return item
        return None

    def _shown(self, message_id: int) -> Shown:
        return shown(self.phone.chat.messages[message_id])


async def looks_on(person: Person) -> None:
    """Has the person watch their chat at every change of it, for ever."""

    def never() -> None:
        person.watches()

    await person.phone.until(never, within=inf)


def _is_thanks(message: Shown) -> bool:
    return any(key.data.startswith(RECEIPT) for row in message.buttons for key in row)
