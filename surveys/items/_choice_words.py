"""Decides which words name an option besides its label: the table of them, in Kazakh, Russian and English."""

from collections.abc import Mapping

from surveys.answers import DONT_KNOW, NOT_APPLICABLE, PREFER_NOT
from surveys.folding import folded

_OTHER_FORMS = {
    "удовлетворены": "удовлетворён удовлетворена удовлетворено",
    "согласны": "согласен согласна",
    "довольны": "доволен довольна",
    "уверены": "уверен уверена",
    "готовы": "готов готова",
    "не удовлетворены": "неудовлетворены неудовлетворён неудовлетворена",
    "не согласны": "несогласны несогласен несогласна",
    "не довольны": "недовольны недоволен недовольна",
    "қанағаттанамын": "қанағаттанам",
    "қанағаттанбаймын": "қанағаттанбайм",
    "келісемін": "келісем",
    "келіспеймін": "келіспейм",
    "иә": "ия",
}
OTHER_FORMS: Mapping[str, str] = {
    folded(form): folded(word) for word, forms in _OTHER_FORMS.items() for form in forms.split()
}
"""The same word in another number or gender, or as it is spoken -> the word as labels have it. Nothing that is near."""

_MISSING = {
    NOT_APPLICABLE: (
        *("маған қатысы жоқ", "қатысы жоқ", "қатысты емес", "маған қатысты емес"),
        *("ко мне не относится", "не относится", "меня не касается", "не применимо", "неприменимо"),
        *("does not apply", "doesn't apply", "not applicable", "n/a"),
    ),
    DONT_KNOW: (
        *("білмеймін", "білмейм", "қиналамын", "жауап беруге қиналамын", "айта алмаймын"),
        *("не знаю", "незнаю", "затрудняюсь", "затрудняюсь ответить", "не могу сказать", "трудно сказать"),
        *("don't know", "I don't know", "dont know", "not sure"),
    ),
    PREFER_NOT: (
        *("жауап бергім келмейді", "айтқым келмейді", "жауап бермеймін", "айтпаймын"),
        *("не хочу отвечать", "не хочу говорить", "не скажу", "не буду отвечать", "отказываюсь отвечать"),
        *("prefer not to say", "I prefer not to say", "rather not say"),
    ),
}
MISSING_WORDS: Mapping[str, frozenset[str]] = {
    code: frozenset(map(folded, words)) for code, words in _MISSING.items()
}
"""What people write for the standard codes, where these are offered."""

BEFORE_A_NUMBER = frozenset(
    map(folded, ("вариант", "номер", "оценка", "балл", "нұсқа", "баға", "нөмір", "option"))
)
"""Words that may stand before the number of an option: "вариант 5"."""
JOINING = frozenset(map(folded, ("и", "және", "мен", "пен", "бен", "and")))
"""Words that may stand between the numbers of several options."""
DOUBTFUL = JOINING | frozenset(
    map(folded, ("не", "ни", "нет", "или", "либо", "до", "минус", "плюс", "емес", "жоқ", "немесе", "болмаса"))
)
DOUBTFUL |= {"not", "no", "or", "to", "minus", "plus"}
"""Words after a number that make it no answer: "5 или", "5 не дам"."""
YES = frozenset(map(folded, ("иә", "ия", "да")))
"""Short, and yet enough of a beginning: "да" for "Да, полностью", if that is the only yes."""
NOT = "емес"
"""Kazakh says "not" after what it denies: "5 емес"; wherever it stands, the number is no answer."""
