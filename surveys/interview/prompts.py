"""Decides the few shapes that a channel must be able to show; words around them come from the catalogue."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

import msgspec

from surveys.interview.events import Browsed
from surveys.item import Expects
from surveys.notices import NoticeKey, TypingHint

Action = Literal[
    "go", "refuse", "back", "skip", "done", "keep", "more", "language", "change", "leave", "stay", "switch"
]
"""Buttons beside the options. On the wire they begin with a dot, which no option code does."""

Outcome = Literal["answered", "skipped", "left"]
"""What has become of a question whose buttons go."""


# gc=False, here and in the other records of a turn: nothing in them can lead back to them, and a collector that
# looks at each of them costs a tenth of the turn.


class Choice(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """One option as shown: `number` is what may be typed for it, empty where the label says it itself."""

    code: str
    label: str
    number: str = ""
    chosen: bool = False


class Why(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """What is said above a question that is shown once more: a notice with its placeholders."""

    notice: NoticeKey
    facts: Mapping[str, str] = {}


class Prompt(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """Something that waits for the citizen: a language, a consent, a question, or a notice to go on from.

    `language` is that of the words around; None while it is not yet chosen. `typing_hint`: what is said of how to type
    the answer. `kept`: the answer given before, when a question is asked again. `place`: which question this is, from
    1; `total`: of how many, None where answers decide. `pages`: this page and the number of pages of options.
    `about`: the service that is rated. `why` it is shown once more, where that needs a word.
    Of services: `agencies` stand above the choices and lead to theirs, `browsed` is what is shown.
    """

    kind: Literal["language", "consent", "question", "notice", "services", "change", "another"]
    turn: int
    language: str | None
    text: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    actions: tuple[Action, ...] = ()
    expects: Expects = "tap"
    typing_hint: TypingHint | None = None
    kept: str = ""
    place: int | None = None
    total: int | None = None
    last: bool = False
    pages: tuple[int, int] | None = None
    facts: Mapping[str, str] = {}
    about: str = ""
    why: Why | None = None
    agencies: tuple[Choice, ...] = ()
    browsed: Browsed = Browsed()


Where = Literal["present", "former", "pressed"]
"""The message that a show changes: that of the present question, of the question before, the one with the button."""


class _Show(
    msgspec.Struct,
    frozen=True,
    gc=False,
    tag_field="show",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """How everything is written that is to be shown."""


class Ask(_Show, frozen=True, tag="ask"):
    """Send a new message; it becomes the present question."""

    prompt: Prompt


class Refresh(_Show, frozen=True, tag="refresh"):
    """Change a message in place: ticks, or another page of options."""

    prompt: Prompt
    where: Where = "present"


class Settle(_Show, frozen=True, tag="settle"):
    """Change a message into question and answer, without buttons."""

    language: str | None
    text: str
    answer: str = ""
    outcome: Outcome = "answered"
    where: Where = "present"


class Say(_Show, frozen=True, tag="say"):
    """Send a message that waits for nothing."""

    language: str | None
    notice: NoticeKey
    facts: Mapping[str, str] = {}
    receipt: str = ""
    """The secret of the button that takes the answers back."""


class Retire(_Show, frozen=True, tag="retire"):
    """Take the buttons from a message of which nothing more can come."""

    where: Where = "pressed"


Drawn = Ask | Refresh | Settle | Say
"""What has words to show."""

Changing = Refresh | Settle | Retire
"""What changes a message that stands in the chat."""

Show = Drawn | Retire

_TYPED_BEFORE = frozenset({"text", "number", "date"})
"""What `expects` said of a typed answer before the typing hint was a field of its own."""


def show_as_json(show: Show) -> dict[str, Any]:
    """The JSON object that the outbox keeps: `show` says which it is, what is as usual is left out."""
    found: dict[str, Any] = msgspec.to_builtins(show)
    return found


def show_from_json(found: Mapping[str, Any]) -> Show:
    """The show that `show_as_json` wrote, here or in the version before; msgspec.ValidationError for anything else."""
    prompt = found.get("prompt")
    if isinstance(prompt, Mapping) and prompt.get("expects") in _TYPED_BEFORE:
        prompt = {**prompt, "expects": "typed", "typing_hint": prompt["expects"]}
        found = {**found, "prompt": prompt}
    for where in get_args(Where):
        if where in found:  # each was a flag of its own, written where it was set
            found = {**{key: value for key, value in found.items() if key != where}, "where": where}
    show: Show = msgspec.convert(found, Show)
    return show
