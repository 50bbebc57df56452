"""Decides how a show looks in Telegram: its words as HTML, and the keyboard under them.

Whatever comes from people or questionnaires is escaped and rid of marks that turn or hide text. A question
is a place line, its text, and numbered options to tap or type, one a row: read at a glance on a small phone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec.structs import replace

from bot.channel import Screen
from bot.telegram.consent import consented_to
from bot.telegram.hypertext import Line, hypertext, seen, seen_on_one_line, shortened, units
from bot.telegram.keyboards import LABEL_SHOWN, LABELS, TICK, keyboard, receipt_button
from bot.telegram.notices import NOTICES, noticed
from locales.catalogs import LOCALES, Words, words
from locales.marking import marked
from surveys.interview.prompts import Choice, Drawn, Prompt, Say, Settle
from surveys.item import Expects
from surveys.notices import TypingHint
from surveys.wording import REQUIRED_LANGUAGES

DEFAULT_LANGUAGE = "kk"
"""For the few notices before a language is chosen: one language a message, and the state's is first."""
KEPT_SHOWN = 300
"""UTF-16 units of an earlier answer that are repeated: enough to know it again."""
SENTENCES_KEPT, OPTIONS_KEPT = 1_024, 4_096
"""Sentences of the catalogue with their numbers, and options, the latest used, that are kept ready."""

HOW_TO_TYPE: Mapping[TypingHint, str] = {
    "text": marked("Write your answer in a message."),
    "number": marked("Type your answer as a number."),
    "date": marked("Type the date like this: 23.11.2026."),
    "time": marked("Type the time like this: 14:30."),
}
CHANGE = marked("You answered: {before}. Change it to: {after}?")
ANOTHER = marked("You were rating: {service} (question {place} of {total}).")
ANOTHER_OPEN = marked("You were rating: {service} (question {place}).")
WANTED = marked("You have followed a link to another service: {service}. What would you like to do now?")
TICK_WHATEVER_FITS = marked("Tick whatever fits, then tap “{button}”.")
WHICH_AGENCY = marked("Which body's service would you like to rate?")
WHICH_SERVICE = marked("Which service would you like to rate?")
WRITE_A_WORD = marked("You can also write a word of the name of the service or the body.")
WRITE_ONE_MORE = marked("Much was found. Write one more word of the name to see less.")


ABOVE: Mapping[str, str] = {
    notice: NOTICES[notice]
    for notice in (
        *("already_answered", "closed_link", "not_found", "paused"),
        *("token_expired", "token_used", "unknown_link", "unknown_token"),
    )
}
"""What may be said above the services, before the question which of them."""


def render(show: Drawn, interview: str) -> Screen:
    """The show as one message. `interview`: the at most 11 characters that its buttons carry; "-" for none.

    KeyError for a language without a catalogue, ValueError for a code or route that no button can carry.
    """
    if isinstance(show, Settle):
        return Screen(_settled(show))
    if isinstance(show, Say):
        return _said(show)
    prompt = show.prompt
    spoken = _words(prompt.language)
    if prompt.kind == "language":
        prompt = replace(prompt, choices=tuple(sorted(prompt.choices, key=_kazakh_first)))
    return Screen(_text(prompt, spoken), keyboard(prompt, interview, spoken))


def _said(say: Say) -> Screen:
    spoken = _words(say.language)
    text = hypertext([Line(noticed(say.notice, say.facts, spoken))])
    if not say.receipt:
        return Screen(text)
    return Screen(text, receipt_button(say.receipt, spoken, sure=say.notice == "withdraw_sure"))


def _text(prompt: Prompt, spoken: Words) -> str:
    blocks = _TEXTS[prompt.kind](prompt, spoken)
    if prompt.why is None:
        return hypertext(*blocks)
    return hypertext([Line(noticed(prompt.why.notice, prompt.why.facts, spoken))], *blocks)


def _of_language(prompt: Prompt, _spoken: Words) -> Sequence[Iterable[Line]]:
    return [_languages([choice.code for choice in prompt.choices])]


def _of_services(prompt: Prompt, spoken: Words) -> Sequence[Iterable[Line]]:
    return [*_services(prompt, spoken)]


def _of_notice(prompt: Prompt, _spoken: Words) -> Sequence[Iterable[Line]]:
    return [Line(prompt.text)], [Line(prompt.hint)]


def _of_change(prompt: Prompt, spoken: Words) -> Sequence[Iterable[Line]]:
    return [Line(prompt.text, bold=True)], [Line(spoken.text(CHANGE, **prompt.facts))]


def _of_another(prompt: Prompt, spoken: Words) -> Sequence[Iterable[Line]]:
    facts = prompt.facts
    rated = {name: facts[name] for name in ("service", "place", "total")}
    here = ANOTHER if facts["total"] else ANOTHER_OPEN
    return [Line(spoken.text(here, **rated))], [Line(spoken.text(WANTED, service=facts["wanted"]))]


def _of_question(prompt: Prompt, spoken: Words) -> Sequence[Iterable[Line]]:
    return (
        [*_place(prompt, spoken), Line(prompt.text, bold=True), Line(prompt.hint)],
        _numbered(prompt),
        [*_kept(prompt, spoken), *_how_to_answer(spoken.language, prompt.expects, prompt.typing_hint)],
    )


_TEXTS: Mapping[str, Callable[[Prompt, Words], Sequence[Iterable[Line]]]] = {
    "language": _of_language,
    "consent": consented_to,
    "services": _of_services,
    "notice": _of_notice,
    "change": _of_change,
    "another": _of_another,
    "question": _of_question,
}
"""The blocks of lines of a prompt, by its kind."""


def _place(prompt: Prompt, spoken: Words) -> Iterator[Line]:
    """Which question it is, and of which service: who rates several must not mix them up."""
    service = seen_on_one_line(prompt.about) if prompt.about else ""
    found = [_numbered_place(prompt, spoken.language), service]
    yield Line(" · ".join(each for each in found if each), known=True)


def _numbered_place(prompt: Prompt, language: str) -> str:
    if prompt.place is None:
        return ""
    if prompt.total is not None:
        return f"{prompt.place} / {prompt.total}"
    return _placed(language, prompt.place, prompt.last)


@lru_cache(SENTENCES_KEPT)
def _placed(language: str, place: int, last: bool) -> str:
    if last:
        return words(language).text("Question {place}, the last one", place=place)
    return words(language).text("Question {place}", place=place)


def _numbered(prompt: Prompt) -> list[Line]:
    """The options with the numbers that may be typed; none where a number typed is itself the answer."""
    labelled = [choice for choice in prompt.choices if choice.number]
    if prompt.expects == "typed" or all(choice.label.startswith(choice.number) for choice in labelled):
        return []
    return [_option(choice.number, choice.label) for choice in labelled]


@lru_cache(OPTIONS_KEPT)
def _option(number: str, label: str) -> Line:
    return Line(f"{number}. {seen_on_one_line(label)}", known=True)


def _kept(prompt: Prompt, spoken: Words) -> Iterator[Line]:
    if answer := seen(prompt.kept):
        yield Line(spoken.text("Your answer now: {answer}", answer=shortened(answer, KEPT_SHOWN)))


@lru_cache(SENTENCES_KEPT)
def _how_to_answer(language: str, expects: Expects, typing_hint: TypingHint | None) -> tuple[Line, ...]:
    spoken, found = words(language), []
    if expects == "ticks":
        found.append(spoken.text(TICK_WHATEVER_FITS, button=spoken.button(LABELS["done"])))
    if typing_hint is not None:
        found.append(spoken.text(HOW_TO_TYPE[typing_hint]))
    return tuple(Line(sentence, known=True) for sentence in found)


def _settled(settle: Settle) -> str:
    if settle.outcome == "skipped":
        return hypertext([Line(settle.text), Line(_words(settle.language).text("Skipped"))])
    if settle.outcome == "left" or not settle.answer:
        # Only the question for the language has no text; the one who leaves it may not have any language yet.
        languages = [settle.language] if settle.language else REQUIRED_LANGUAGES
        return hypertext([Line(settle.text)] if seen(settle.text) else _languages(languages))
    # A consent is answered by the tick alone.
    answer = settle.answer if settle.answer == TICK else f"{TICK} {settle.answer}"
    return hypertext([Line(settle.text), Line(answer)])


def _languages(codes: Sequence[str]) -> list[Line]:
    """The one message where languages meet, each in a line of its own."""
    return [Line(words(code).text("Choose a language"), known=True) for code in codes if code in LOCALES]


def _kazakh_first(choice: Choice) -> int:
    order = list(LOCALES)
    return order.index(choice.code) if choice.code in order else len(order)


def _services(prompt: Prompt, spoken: Words) -> Iterator[list[Line]]:
    if prompt.facts.get("notice") in ABOVE:
        yield [Line(spoken.text(ABOVE[prompt.facts["notice"]]), known=True)]
    agency = Line(prompt.facts.get("agency", ""), bold=True, known=True)
    which = WHICH_SERVICE if prompt.choices else WHICH_AGENCY
    yield [agency, Line(spoken.text(which), known=True)]
    yield _long_names([*prompt.agencies, *prompt.choices])
    if prompt.browsed.words:
        yield [Line(spoken.text(WRITE_ONE_MORE), known=True)] if prompt.pages else []
    elif prompt.pages or prompt.agencies:
        yield [Line(spoken.text(WRITE_A_WORD), known=True)]


def _long_names(choices: Sequence[Choice]) -> list[Line]:
    """The names in full that a button cuts off."""
    names = (seen_on_one_line(choice.label) for choice in choices)
    return [Line(f"– {name}", known=True) for name in names if units(name) > LABEL_SHOWN]


def _words(language: str | None) -> Words:
    return words(language or DEFAULT_LANGUAGE)
