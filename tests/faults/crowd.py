"""Decides how citizens behave whose bot dies under their hands: they answer what stands on the screen, once each.

What the chat shows with a tick is acknowledged, and nothing else is: a question that comes next, or comes again, proves
nothing of the one before. The first answer is the citizen's own mark, by which the stored response is found again.
Which ticks of a multiple choice were taken only the chat can tell: who presses an option twice, for want of patience,
has taken it off again, and looks once more.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from random import Random

from bot.simulator.phone.phones import NotAnsweredError, Phone
from bot.simulator.phone.screens import Shown
from bot.telegram.keyboards import TICK
from bot.telegram.notices import noticed
from locales.catalogs import words
from surveys.item import Item
from surveys.questionnaire import Questionnaire

GLANCE = 3.0
"""Seconds after which a press that was answered, or died with its bot, and has changed nothing is repeated."""
MOST_SCREENS = 500
"""Messages of the bot to one person: many deaths ask many times, but a conversation that goes round has failed."""
LANGUAGE = "ru"
MARK = "mark"
TEXT = """
questionnaire: kill_trial
languages: [kk, ru]
title: {kk: Сынақ, ru: Проба}
introduction: {kk: Пікіріңіз керек., ru: Нам важно Ваше мнение.}
partial_when: answered(mark)
items:
  - id: mark
    type: text
    text: {kk: Белгіңіз қандай?, ru: Какая у Вас метка?}
  - use: ease@1
  - use: time@1
  - use: staff@1
  - id: good
    type: multiple
    text: {kk: Не ұнады?, ru: Что понравилось?}
    options:
      - {code: staff, label: {kk: Қызметкерлер, ru: Сотрудники}}
      - {code: speed, label: {kk: Жылдамдық, ru: Скорость}}
  - use: outcome@1
  - use: overall_satisfaction@1
"""


Answers = dict[str, tuple[str, ...]]
"""By the item's id: the mark, or the codes in alphabetical order."""


@dataclass
class Citizen:
    """One person. `stops_before`: the item at which they put the phone away for good; `deaths` of the bot so far.

    They wait for the bot as long as the test lets it live; a conversation that goes round is an AssertionError.
    """

    number: int
    phone: Phone
    questionnaire: Questionnaire
    stops_before: str | None
    deaths: Callable[[], int]
    finished: bool = False
    _acted: int = 0
    _read: int = -1
    _acknowledged: Answers | None = None

    @property
    def mark(self) -> str:
        """What this person answers first."""
        return f"person {self.number}"

    def answer(self, item: Item) -> tuple[str, ...]:
        """What this person answers: the mark, or codes in order. Always the same."""
        if item.id == MARK:
            return (self.mark,)
        random = Random(f"{self.number}/{item.id}")
        if item.several:
            return ("speed", "staff") if random.random() < 0.5 else ("speed",)
        return (random.choice([option.code for option in item.offered]),)

    async def walks(self, link: str) -> None:
        """From the link to the thanks, or to where this person stops."""
        await self.phone.opens(link)
        while True:
            shown = await self.phone.until(self._next, within=inf)
            if self._thanked(shown):
                self.finished = True
                return
            item = self._item(shown)
            if item is not None and item.id == self.stops_before:
                return
            assert len(self.phone.messages) < MOST_SCREENS, f"{self.mark} is asked again and again"
            await self._act(shown, item)

    def acknowledged(self) -> Answers:
        """What the chat shows as answered, with a tick; two messages about one question must say the same."""
        if self._acknowledged is None or self._read != self.phone.chat.sequence:
            self._read = self.phone.chat.sequence
            self._acknowledged = {}
            for shown in self.phone.messages:
                item = self._item(shown)
                if item is not None and not shown.buttons and f"\n{TICK} " in shown.text:
                    said = _answer(item, shown.text.partition(f"\n{TICK} ")[2])
                    assert self._acknowledged.setdefault(item.id, said) == said, f"{self.mark}: {shown.text}"
        return self._acknowledged

    def _next(self) -> Shown | None:
        """The newest message that this person can do something about and has not yet."""
        for shown in reversed(self.phone.messages):
            if shown.message_id <= self._acted:
                return None
            if not shown.is_mine and (self._thanked(shown) or (shown.buttons and self._known(shown))):
                return shown
        return None

    async def _act(self, shown: Shown, item: Item | None) -> None:
        self._acted = shown.message_id
        if item is None:
            data = _data(shown, LANGUAGE) or _data(shown, ".go")
            await self.phone.presses(shown.message_id, data or "")
        elif item.id == MARK:
            await self.phone.types(self.mark)
        elif item.several:
            await self._ticks(shown, item)
        else:
            await self.phone.presses(shown.message_id, _data(shown, self.answer(item)[0]) or "")

    async def _ticks(self, shown: Shown, item: Item) -> None:
        """Ticks what this person wants and says so, until another question comes.

        Whoever pressed an option twice and is told to choose something has taken the tick off, and ticks again:
        also where an older copy of the question, which they look at, still shows it.
        """
        refused = False
        labels = {option.code: option.label[LANGUAGE] for option in item.offered}
        while self._next() is None:
            for code in self.answer(item):
                if refused:
                    await self._presses(shown, code, labels[code])
                while self._next() is None and not self._ticked(shown, labels[code]):
                    await self._presses(shown, code, labels[code])
            if self._next() is None:
                before = self.phone.chat.last_by_bot("message")
                await self.phone.presses(shown.message_id, _data(shown, ".done") or "")
                await self.phone.until(
                    lambda before=before: self.phone.chat.last_by_bot("message") > before,  # type: ignore[misc]
                    within=inf,
                )
                refused = self._next() is None

    async def _presses(self, shown: Shown, code: str, label: str) -> None:
        """Presses an option and looks whether the tick comes.

        A bot that dies between the commit and the answer to a press never answers it: the press is over then, too.
        """
        deaths = self.deaths()
        press = await self.phone.presses(shown.message_id, _data(shown, code) or "")

        def is_taken() -> bool:
            return self._ticked(shown, label) or self._next() is not None

        while not press.is_answered and deaths == self.deaths() and not is_taken():
            await self._glances(lambda: press.is_answered or is_taken())
        await self._glances(is_taken)

    async def _glances(self, ask: Callable[[], bool]) -> None:
        with suppress(NotAnsweredError):
            await self.phone.until(ask, within=GLANCE)

    def _ticked(self, shown: Shown, label: str) -> bool:
        rows = self.phone.chat.messages[shown.message_id].get("reply_markup", {}).get("inline_keyboard", [])
        return any(TICK in key["text"] and label in key["text"] for row in rows for key in row)

    def _known(self, shown: Shown) -> bool:
        return self._item(shown) is not None or bool(_data(shown, LANGUAGE) or _data(shown, ".go"))

    def _item(self, shown: Shown) -> Item | None:
        found = [item for item in self.questionnaire.items if item.text[LANGUAGE] in shown.text]
        return found[0] if found and not shown.is_mine else None

    def _thanked(self, shown: Shown) -> bool:
        return shown.text == noticed("complete", {}, words(LANGUAGE))


def _answer(item: Item, said: str) -> tuple[str, ...]:
    """What a settled question says was answered."""
    if not item.offered:
        return (said,)
    return tuple(sorted(option.code for option in item.offered if option.label[LANGUAGE] in said.split(", ")))


def _data(shown: Shown, code: str) -> str | None:
    return next((key.data for row in shown.buttons for key in row if key.data.endswith(f":{code}")), None)
