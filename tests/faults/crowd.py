"""Decides how citizens behave whose bot dies under their hands: they answer what stands on the screen, once each.

A citizen remembers an answer as acknowledged when the chat has shown the next question, and reads in the end what the
chat shows as answered. The first answer is the citizen's own mark, by which the stored response is found again. Which
ticks were taken only the chat can tell: who presses an option twice, for want of patience, has taken it off again.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from bot.simulator.phone.phones import NotAnsweredError, Phone
from bot.simulator.phone.screens import Shown
from bot.telegram.keyboards import TICK
from bot.telegram.notices import noticed
from locales.catalogs import words
from surveys.item import Item
from surveys.questionnaire import Questionnaire

PATIENCE = 90.0
"""Seconds that a citizen looks at a screen which does not change, while the bot is killed and started."""
GLANCE = 3.0
"""Seconds after which a press that was answered and has changed nothing is repeated."""
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


@dataclass
class Citizen:
    """One person. `stops_before`: the item at which they put the phone away for good."""

    number: int
    phone: Phone
    questionnaire: Questionnaire
    stops_before: str | None
    acknowledged: dict[str, tuple[str, ...]] = field(default_factory=dict)
    finished: bool = False
    _acted: int = 0

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
        asked: Item | None = None
        while True:
            shown = await self.phone.until(self._next, within=PATIENCE)
            item = self._item(shown)
            if asked is not None and (item is None or item.id != asked.id):
                self.acknowledged[asked.id] = self.answer(asked)
            if self._thanked(shown):
                self.finished = True
                return
            asked = item
            if item is not None and item.id == self.stops_before:
                return
            await self._act(shown, item)

    def agrees(self, kept: Mapping[str, tuple[str, ...]]) -> bool:
        """True where what is kept holds every acknowledged answer."""
        return all(
            name in kept and (self.questionnaire.by_id[name].several or kept[name] == given)
            for name, given in self.acknowledged.items()
        )

    def settled(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every question that the chat shows as answered, by its id, with the mark or the codes that it shows."""
        for shown in self.phone.messages:
            item = self._item(shown)
            if item is not None and not shown.buttons and f"\n{TICK} " in shown.text:
                said = shown.text.partition(f"\n{TICK} ")[2]
                codes = sorted(
                    option.code for option in item.offered if option.label[LANGUAGE] in said.split(", ")
                )
                yield item.id, tuple(codes) if item.offered else (said,)

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
        """Presses each option until its tick is seen: a question that is sent again shows none of the ticks before."""
        for code in self.answer(item):
            label = next(option.label[LANGUAGE] for option in item.offered if option.code == code)
            while self._next() is None and not self._ticked(shown, label):
                press = await self.phone.presses(shown.message_id, _data(shown, code) or "")
                await self.phone.until(lambda press=press: press.is_answered, within=PATIENCE)  # type: ignore[misc]
                with suppress(NotAnsweredError):
                    await self.phone.until(lambda label=label: self._ticked(shown, label), within=GLANCE)  # type: ignore[misc]
        if self._next() is None:
            await self.phone.presses(shown.message_id, _data(shown, ".done") or "")

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


def _data(shown: Shown, code: str) -> str | None:
    return next((key.data for row in shown.buttons for key in row if key.data.endswith(f":{code}")), None)
