"""Decides how a made-up citizen goes through a real chat: reads the question, taps, types, goes back, gives up."""

import asyncio
from collections.abc import Awaitable, Set
from dataclasses import dataclass, field
from functools import cache

from bot.simulator.phone.phones import Phone
from bot.simulator.phone.screens import Shown
from bot.telegram.notices import noticed
from console.demo.citizens import Citizen
from locales.catalogs import words
from surveys.item import Item
from surveys.items._choices import numbered
from surveys.notices import NoticeKey
from surveys.questionnaire import Questionnaire
from surveys.wording import say

PATIENCE = 300.0
"""Seconds that a citizen waits for the next screen before the demo is said to have failed."""
PAUSE = 0.2
"""Seconds for which a citizen puts the phone away; the others go on meanwhile."""
OTHER = {"kk": "ru", "ru": "kk"}
ENDS: tuple[NoticeKey, ...] = ("complete", "refused")


@dataclass(slots=True)
class Walk:
    """One citizen with the phone in hand, how far they have come, and a button that they pressed before."""

    phone: Phone
    citizen: Citizen
    questionnaire: Questionnaire
    language: str
    question: int = 0
    pressed: list[tuple[int, str]] = field(default_factory=list)


async def walk(phone: Phone, citizen: Citizen, questionnaire: Questionnaire, link: str) -> None:
    """From the scanned link to the thanks, or to where this citizen gives up."""
    way = Walk(phone, citizen, questionnaire, citizen.language)
    shown = await _then(way, phone.opens(link))
    shown = await _press(way, shown, way.language)
    shown = await _press(way, shown, ".refuse" if citizen.habits.refuses else ".go")
    while (item := _item(way, shown)) is not None:
        way.question += 1
        if way.question == citizen.habits.stops_at:
            return
        shown = await _answer(way, await _hesitate(way, shown, item))


async def _hesitate(way: Walk, shown: Shown, item: Item) -> Shown:
    """What this citizen does before answering; ends at the same question."""
    habits, phone = way.citizen.habits, way.phone
    if way.question == habits.pauses_at:
        await asyncio.sleep(PAUSE)
        shown = await _then(way, phone.types("/start"))
    if way.question == habits.lags_at:
        late = await phone.presses(*way.pressed[0])  # changes nothing: the question stands where it stood
        await phone.until(lambda: late.is_answered, within=PATIENCE)
    if way.question == habits.switches_at:
        shown = await _then(way, phone.types("/til"))
        way.language = OTHER[way.language]
        shown = await _press(way, shown, way.language)
    if way.question == habits.goes_back_at and _data(shown, ".back"):
        shown = await _answer(way, await _press(way, shown, ".back"))
    code = way.citizen.answer(item)
    data = _data(shown, code) if code else None
    if way.question == habits.doubles_at and data and not habits.types_digits:
        await phone.presses(shown.message_id, data)  # and once more, right after it, as the answer
    return shown


async def _answer(way: Walk, shown: Shown) -> Shown:
    item = _item(way, shown)
    if item is None:
        return shown
    if item.kind == "text":
        comment = way.citizen.comment(item, way.language)
        return await (_then(way, way.phone.types(comment)) if comment else _skip(way, shown))
    code = way.citizen.answer(item)
    if code is None:
        return await _skip(way, shown)
    if way.citizen.habits.types_digits:
        return await _then(way, way.phone.types(_digits(item, code)))
    while _data(shown, code) is None:
        shown = await _turn_page(way, shown)
    return await _press(way, shown, code)


async def _skip(way: Walk, shown: Shown) -> Shown:
    return await _press(way, shown, ".skip" if _data(shown, ".skip") else ".keep")


async def _press(way: Walk, shown: Shown, code: str) -> Shown:
    data = _data(shown, code)
    if data is None:
        raise AssertionError(f"no button {code} for citizen {way.citizen.number}:\n{way.phone.screen()}")
    way.pressed.append((shown.message_id, data))
    return await _then(way, way.phone.presses(shown.message_id, data))


async def _turn_page(way: Walk, shown: Shown) -> Shown:
    await way.phone.presses(shown.message_id, _data(shown, ".more") or "")
    await way.phone.settles("edit", within=PATIENCE)
    return way.phone.last


async def _then(way: Walk, act: Awaitable[object]) -> Shown:
    """Does it, and waits for the bot's next screen: one with buttons, or the last words."""
    seen = way.phone.newest
    before = seen.message_id if seen else 0
    await act
    ends = _last_words(way.language)

    def ready() -> bool:
        newest = way.phone.newest
        if newest is None or newest.is_mine or newest.message_id <= before:
            return False
        return bool(newest.buttons or newest.text in ends)

    await way.phone.until(ready, within=PATIENCE)
    return way.phone.last


@cache
def _last_words(language: str) -> Set[str]:
    return {noticed(key, {}, words(language)) for key in ENDS}


def _data(shown: Shown, code: str) -> str | None:
    return next(
        (button.data for row in shown.buttons for button in row if button.data.endswith(f":{code}")), None
    )


def _item(way: Walk, shown: Shown) -> Item | None:
    """The question that stands on the screen, known by its words; none under the thanks, which bring a receipt."""
    if not shown.buttons or shown.text in _last_words(way.language):
        return None
    items = [item for item in way.questionnaire.items if say(item.text, way.language) in shown.text]
    if not items:
        raise AssertionError(
            f"citizen {way.citizen.number} does not know this question:\n{way.phone.screen()}"
        )
    return max(items, key=lambda item: len(item.text[way.language]))


def _digits(item: Item, code: str) -> str:
    """What a citizen types for an option: its number on the screen."""
    return next(
        number or option.label["ru"] for number, option in numbered(item.offered) if option.code == code
    )
