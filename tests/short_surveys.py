"""Questionnaires made in a line, for tests that look at one thing: `survey("visited: yes_no", "why: text")`."""

import datetime
from copy import deepcopy
from typing import Any

import yaml

from console import shipped
from surveys.interview import TurnResult, advance, begin
from surveys.interview.prompts import Ask, Refresh, Say, Settle
from surveys.interview.state import Interview
from surveys.questionnaire import Questionnaire
from surveys.reading import read

ABOUT = {
    "agency": {"kk": "Ішкі істер министрлігі", "ru": "Министерство внутренних дел", "en": "Ministry"},
    "service": {"kk": "паспорт беру", "ru": "выдача паспорта", "en": "passport"},
}

TODAY = datetime.date(2026, 11, 24)
"""The day of everybody who answers here."""

TYPES: dict[str, dict[str, Any]] = {
    "rating": {"scale": "satisfaction-5", "missing": [98]},
    "single": {
        "options": [{"code": code, "label": {"kk": f"{code} kk", "ru": f"{code} ru"}} for code in "abc"]
    },
    "multiple": {
        "options": [{"code": code, "label": {"kk": f"{code} kk", "ru": f"{code} ru"}} for code in "abc"]
    },
}


def survey(*items: str | dict[str, Any], **head: Any) -> Questionnaire:
    """Each item is `id: type`, or a mapping with what it has besides what its type needs."""
    file = {
        "questionnaire": "short",
        "languages": ["kk", "ru"],
        "title": {"kk": "Тақырып", "ru": "Название"},
        "introduction": {"kk": "Кіріспе.", "ru": "Введение."},
        **head,
        "items": [_item(item) for item in items],
    }
    return read(yaml.safe_dump(file, allow_unicode=True, sort_keys=False), core=shipped.core())


def begun(questionnaire: Questionnaire, language: str = "ru", *, seed: int = 1) -> Interview:
    """An interview at its first question."""
    result = begin(questionnaire, language=language, seed=seed, about=ABOUT)
    return hear(questionnaire, result.interview, ".go").interview


def hear(questionnaire: Questionnaire, interview: Interview, what: Any) -> TurnResult:
    """What a code, tapped on the present message, or any input comes to."""
    from surveys.interview.events import Tapped

    heard = Tapped(interview.turn, what) if isinstance(what, str) else what
    return advance(questionnaire, interview, heard, about=ABOUT, today=TODAY)


def through(questionnaire: Questionnaire, interview: Interview, *heard: Any) -> TurnResult:
    """The last of several turns."""
    result = TurnResult(interview)
    for what in heard:
        result = hear(questionnaire, result.interview, what)
    return result


def asks(result: TurnResult) -> Any:
    """The prompt that was asked or refreshed last."""
    return next(show.prompt for show in reversed(result.shows) if isinstance(show, Ask | Refresh))


def says(result: TurnResult) -> list[str]:
    """The notices that were given."""
    return [show.notice for show in result.shows if isinstance(show, Say)]


def settles(result: TurnResult) -> Any:
    """What the question left behind became."""
    return next(show for show in result.shows if isinstance(show, Settle))


def _item(item: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(item, str):
        name, kind = item.split(": ")
        item = {"id": name, "type": kind}
    if "use" in item:
        return item
    if "section" in item:
        return {**item, "items": [_item(each) for each in item["items"]]}
    words = {"kk": f"{item['id']} туралы?", "ru": f"Про {item['id']}?"}
    plain = {"text": words} if item["type"] != "calculate" else {}
    return {**plain, **deepcopy(TYPES.get(item["type"], {})), **item}  # shared parts would become aliases
