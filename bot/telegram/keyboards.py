"""Decides which buttons stand under a prompt, in which rows."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from msgspec.structs import replace

from bot.channel import Button
from bot.telegram import callback_data
from bot.telegram.hypertext import seen_on_one_line, shortened, shortened_inside
from locales.catalogs import Words, words
from locales.marking import marked_button
from surveys.interview.events import Browsed
from surveys.interview.prompts import Action, Choice, Prompt

DIGITS_IN_A_ROW = 6
"""More digits side by side are too narrow for a thumb."""
LABEL_SHOWN = 36
"""Characters of a label: phones cut off more, and the whole name then stands in the text."""
TICK = "✓"
LABELS_KEPT, LAYOUTS_KEPT = 4_096, 256
"""Labels of options and actions, and sets of actions, the latest used, that are kept ready: none of them was typed."""

LABELS: Mapping[Action, str] = {
    "go": marked_button("Continue"),
    "refuse": marked_button("No, thanks"),
    "back": marked_button("Back"),
    "skip": marked_button("Skip"),
    "done": marked_button("Done"),
    "keep": marked_button("Keep my answer"),
    "more": marked_button("More options ({page}/{pages})"),
    "language": marked_button("Change the language"),
    "change": marked_button("Yes, change it"),
    "leave": marked_button("No, leave it as it was"),
    "stay": marked_button("Go on: {service}"),
    "switch": marked_button("Rate now: {service}"),
}
BEGIN = marked_button("Start")
"""What `go` is called under a consent."""

ROWS: Sequence[Sequence[Action]] = (
    ("done",),
    ("skip", "back"),
    ("more",),
    ("keep",),
    ("go",),
    ("refuse",),
    ("language",),
    ("change",),
    ("leave",),
    ("stay",),
    ("switch",),
)
"""Actions stand under the options in this order, those of one tuple side by side."""


PAGE_BEFORE = marked_button("← Page {page} of {pages}")
PAGE_AFTER = marked_button("Page {page} of {pages} →")
WHOLE_LIST = marked_button("The whole list")

WITHDRAW = marked_button("Withdraw my answers")
WITHDRAW_SURE = marked_button("Yes, withdraw them")


def receipt_button(receipt: str, spoken: Words, *, sure: bool) -> tuple[tuple[Button, ...], ...]:
    """The one row under the thanks, or under the question whether somebody is sure."""
    label = spoken.button(WITHDRAW_SURE if sure else WITHDRAW)
    return ((Button(label, callback_data.receipt(receipt, sure=sure)),),)


def keyboard(prompt: Prompt, interview: str, spoken: Words) -> tuple[tuple[Button, ...], ...]:
    """The rows: options first, then actions. `interview` is its id on the wire."""
    if prompt.kind == "services":
        return (*_offered(prompt), *_turning(prompt, spoken))
    return (*_options(prompt, interview), *_actions(prompt, interview, spoken))


def _offered(prompt: Prompt) -> Iterator[tuple[Button, ...]]:
    """Agencies and services, one a row. Names that would be cut into the same label are cut inside instead."""
    entries = [(each.label, callback_data.browsed(Browsed(agency=each.code))) for each in prompt.agencies]
    entries += [(each.label, callback_data.service(each.code)) for each in prompt.choices]
    labels = [_option_label(label) for label, _ in entries]
    for (name, data), label in zip(entries, labels, strict=True):
        alike = labels.count(label) > 1
        yield (Button(shortened_inside(seen_on_one_line(name), LABEL_SHOWN) if alike else label, data),)


def _turning(prompt: Prompt, spoken: Words) -> Iterator[tuple[Button, ...]]:
    """To the pages before and after, where the button can carry what they are of; and to the whole list."""
    shown, (page, pages) = prompt.browsed, prompt.pages or (1, 1)
    turns = [
        Button(spoken.button(label, page=to, pages=pages), callback_data.browsed(replace(shown, page=to - 1)))
        for label, to in ((PAGE_BEFORE, page - 1), (PAGE_AFTER, page + 1))
        if 1 <= to <= pages and can_turn(prompt)
    ]
    if turns:
        yield tuple(turns)
    if shown.agency or shown.words:
        yield (Button(spoken.button(WHOLE_LIST), callback_data.browsed(Browsed())),)


def can_turn(prompt: Prompt) -> bool:
    """Whether a button can carry what the pages are of: not words that are too long."""
    try:
        return bool(callback_data.browsed(prompt.browsed))
    except ValueError:
        return False


def _options(prompt: Prompt, interview: str) -> Iterator[tuple[Button, ...]]:
    for digits, run in groupby(prompt.choices, key=_is_digits):
        choices = tuple(run)
        if not digits:
            yield from ((_option(prompt, choice, interview),) for choice in choices)
            continue
        for row in _evenly(choices, DIGITS_IN_A_ROW):
            yield tuple(_option(prompt, choice, interview) for choice in row)


def _evenly(choices: Sequence[Choice], most: int) -> Iterator[Sequence[Choice]]:
    """Rows of at most `most`, as even as can be: 0-10 stands as six and five, 1-7 as four and three."""
    rows = -(-len(choices) // most)
    width = -(-len(choices) // rows)
    for start in range(0, len(choices), width):
        yield choices[start : start + width]


def _option(prompt: Prompt, choice: Choice, interview: str) -> Button:
    label = _option_label(choice.label)
    data = callback_data.option(interview, prompt.turn, choice.code)
    return Button(f"{TICK} {label}" if choice.chosen else label, data)


@lru_cache(LABELS_KEPT)
def _option_label(label: str) -> str:
    return shortened(seen_on_one_line(label), LABEL_SHOWN)


def _actions(prompt: Prompt, interview: str, spoken: Words) -> Iterator[tuple[Button, ...]]:
    page, pages = prompt.pages or (1, 1)
    for row in _rows(prompt.actions):
        yield tuple(
            Button(
                _action_label(spoken.language, _called(prompt, name), page, pages, _named_on(prompt, name)),
                callback_data.action(interview, prompt.turn, name),
            )
            for name in row
        )


def _named_on(prompt: Prompt, name: Action) -> str:
    """The service on the button that goes on with it, or goes over to it."""
    return {"stay": prompt.facts.get("service", ""), "switch": prompt.facts.get("wanted", "")}.get(name, "")


@lru_cache(LAYOUTS_KEPT)
def _rows(actions: tuple[Action, ...]) -> tuple[tuple[Action, ...], ...]:
    wanted = (tuple(name for name in row if name in actions) for row in ROWS)
    return tuple(row for row in wanted if row)


def _called(prompt: Prompt, name: Action) -> str:
    return BEGIN if name == "go" and prompt.kind == "consent" else LABELS[name]


@lru_cache(LABELS_KEPT)
def _action_label(language: str, label: str, page: int, pages: int, service: str) -> str:
    return _option_label(words(language).button(label, page=page, pages=pages, service=service))


def _is_digits(choice: Choice) -> bool:
    return choice.label.isdecimal()
