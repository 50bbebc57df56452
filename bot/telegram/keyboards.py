"""Decides which buttons stand under a prompt, in which rows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from bot.channel import Button
from bot.telegram import callback_data
from bot.telegram.hypertext import seen_on_one_line, shortened
from locales.catalogs import Words
from locales.marking import marked_button
from surveys.interview.prompts import Action, Choice, Prompt

DIGITS_IN_A_ROW = 6
"""More digits side by side are too narrow for a thumb."""
LABEL_SHOWN = 36
"""Characters of a label: phones cut off more, and the whole name then stands in the text."""
TICK = "✓"

LABELS: Mapping[Action, str] = {
    "go": marked_button("Continue"),
    "refuse": marked_button("No, thanks"),
    "back": marked_button("Back"),
    "skip": marked_button("Skip"),
    "done": marked_button("Done"),
    "keep": marked_button("Keep my answer"),
    "more": marked_button("More options ({page}/{pages})"),
    "language": marked_button("Change the language"),
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
)
"""Actions stand under the options in this order, those of one tuple side by side."""


WITHDRAW = marked_button("Withdraw my answers")
WITHDRAW_SURE = marked_button("Yes, withdraw them")


def receipt_button(receipt: str, spoken: Words, *, sure: bool) -> tuple[tuple[Button, ...], ...]:
    """The one row under the thanks, or under the question whether somebody is sure."""
    label = spoken.button(WITHDRAW_SURE if sure else WITHDRAW)
    return ((Button(label, callback_data.receipt(receipt, sure=sure)),),)


def keyboard(prompt: Prompt, interview: str, spoken: Words) -> tuple[tuple[Button, ...], ...]:
    """The rows: options first, then actions. `interview` is its id on the wire."""
    return (*_options(prompt, interview), *_actions(prompt, interview, spoken))


def _options(prompt: Prompt, interview: str) -> Iterator[tuple[Button, ...]]:
    for digits, run in groupby(prompt.choices, key=_is_digits):
        for choices in _evenly(tuple(run), DIGITS_IN_A_ROW if digits else 1):
            yield tuple(_option(prompt, choice, interview) for choice in choices)


def _evenly(choices: Sequence[Choice], most: int) -> Iterator[Sequence[Choice]]:
    """Rows of at most `most`, as even as can be: 0-10 stands as six and five, 1-7 as four and three."""
    rows = -(-len(choices) // most)
    width = -(-len(choices) // rows)
    for start in range(0, len(choices), width):
        yield choices[start : start + width]


def _option(prompt: Prompt, choice: Choice, interview: str) -> Button:
    label = shortened(seen_on_one_line(choice.label), LABEL_SHOWN)
    if prompt.kind == "services":
        return Button(label, callback_data.service(choice.code))
    return Button(
        f"{TICK} {label}" if choice.chosen else label,
        callback_data.option(interview, prompt.turn, choice.code),
    )


def _actions(prompt: Prompt, interview: str, spoken: Words) -> Iterator[tuple[Button, ...]]:
    for row in ROWS:
        wanted = [name for name in row if name in prompt.actions]
        if wanted:
            yield tuple(
                Button(_label(prompt, name, spoken), callback_data.action(interview, prompt.turn, name))
                for name in wanted
            )


def _label(prompt: Prompt, name: Action, spoken: Words) -> str:
    if name == "go" and prompt.kind == "consent":
        return spoken.button(BEGIN)
    page, pages = prompt.pages or (1, 1)
    return spoken.button(LABELS[name], page=page, pages=pages)


def _is_digits(choice: Choice) -> bool:
    return choice.label.isdecimal()
