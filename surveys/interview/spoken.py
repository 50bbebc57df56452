"""Decides what typed words do that stand for a button: back, skip, stop, yes. The tables, in Kazakh, Russian, English.

Only whole messages are looked up: a comment that contains "back" is a comment.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from surveys.folding import folded, plain_digits
from surveys.interview.prompts import Action

Spoken = Action | Literal["stop"]
"""A button under a prompt, or the command that ends the interview."""

_ACTIONS: Mapping[Spoken, Iterable[str]] = {
    "back": ("артқа", "кері", "алдыңғы", "назад", "вернуться", "обратно", "back"),
    "skip": (
        *("өткізіп жіберу", "өткізіп жібер", "өткізу", "өткіз"),
        *("пропустить", "пропуск", "пропусти", "пропускаю", "skip"),
    ),
    "stop": ("тоқтату", "тоқта", "тоқтатыңыз", "стоп", "остановить", "остановись", "хватит", "stop"),
    "done": ("дайын", "готово", "done"),
    "go": (
        *("иә", "ия", "бастау", "бастайық", "жалғастыру", "келісемін", "келісем", "согласна", "согласен"),
        *("да", "ок", "окей", "начать", "начнем", "продолжить", "дальше", "далее", "согласны"),
        *("yes", "ok", "okay", "start", "begin", "continue", "agree", "i agree"),
    ),
    "refuse": (
        *("жоқ", "жоқ рахмет", "жоқ рақмет", "келіспеймін", "келіспейм", "нет", "нет спасибо"),
        *("не согласен", "не согласна", "не хочу", "no", "no thanks", "no thank you"),
    ),
    "more": (
        *("тағы", "тағы нұсқалар", "басқа нұсқалар", "ещё", "ещё варианты", "другие варианты"),
        *("показать ещё", "more", "more options"),
    ),
    "keep": ("қалдыру", "жауабымды қалдыру", "оставить", "оставить мой ответ", "keep", "keep my answer"),
    "change": ("иә өзгерту", "өзгерту", "да изменить", "изменить", "yes change it", "change it", "change"),
    "leave": (
        *("жоқ бұрынғысы қалсын", "бұрынғысы қалсын", "нет оставить как было", "оставить как было"),
        *("no leave it as it was", "leave it", "leave it as it was"),
    ),
    "stay": ("осыны жалғастыру", "продолжить эту", "go on", "go on with this"),
    "switch": ("қазір бағалау", "оценить сейчас", "rate now", "rate the other"),
    "language": (
        *("тіл", "тілді өзгерту", "тілді ауыстыру", "язык", "сменить язык", "изменить язык"),
        *("language", "change language", "change the language"),
    ),
}
ACTIONS: Mapping[str, Spoken] = {folded(words): action for action, said in _ACTIONS.items() for words in said}
"""Folded words -> what they do."""

_LANGUAGES: Mapping[str, Iterable[str]] = {
    "kk": (
        *("kk", "kz", "kaz", "қаз", "қазақ", "қазақша", "қазақ тілі", "қазақ тілінде", "қазақшаға"),
        *("казахский", "по-казахски", "на казахском", "казахский язык", "на казахском языке", "kazakh"),
    ),
    "ru": (
        *("ru", "rus", "рус", "русский", "русский язык", "на русском", "на русском языке", "по-русски"),
        *("орыс", "орысша", "орыс тілі", "орыс тілінде", "russian"),
    ),
    "en": (
        *("en", "eng", "англ", "ағылшын", "ағылшынша", "ағылшын тілі", "ағылшын тілінде", "english"),
        *("английский", "английский язык", "на английском", "на английском языке", "по-английски"),
    ),
}
LANGUAGES: Mapping[str, str] = {
    folded(words): language for language, said in _LANGUAGES.items() for words in said
}
"""Folded names of languages, each in all three -> the code."""

LONGEST = 60
"""Characters of what may be a button's words: a comment is not looked at."""
_PAGE = re.compile(r"\(\s*\d+\s*/\s*\d+\s*\)")


def spoken(typed: str) -> Spoken | None:
    """What the whole message does if it is a button's words or another way to say them; None for all other words.

    Whether that button is there, and whether the words are an answer first ("да" at a question with Yes and No), is
    for the one who asks: words of an option go before words of a button.
    """
    if len(typed) > LONGEST or "?" in typed:
        return None
    return ACTIONS.get(folded(_PAGE.sub(" ", plain_digits(typed))))


def language_spoken(typed: str) -> str | None:
    """The language whose name this is, in any of the languages."""
    return LANGUAGES.get(folded(typed)) if len(typed) <= LONGEST else None
