"""Decides the few shapes that a channel must be able to show; words around them come from the catalogue."""

from collections.abc import Mapping
from typing import Any, Literal

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


class Ask(msgspec.Struct, frozen=True, gc=False, tag_field="show", tag="ask", forbid_unknown_fields=True):
    """Send a new message; it becomes the present question."""

    prompt: Prompt


class Refresh(
    msgspec.Struct,
    frozen=True,
    gc=False,
    tag_field="show",
    tag="refresh",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """Change the present message in place: ticks, or another page of options. `pressed`: the one with the button."""

    prompt: Prompt
    pressed: bool = False


class Settle(
    msgspec.Struct,
    frozen=True,
    gc=False,
    tag_field="show",
    tag="settle",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """Change the present message into question and answer, without buttons.

    `former`: that of the question before; `pressed`: the one with the button.
    """

    language: str | None
    text: str
    answer: str = ""
    outcome: Outcome = "answered"
    former: bool = False
    pressed: bool = False


class Say(
    msgspec.Struct,
    frozen=True,
    gc=False,
    tag_field="show",
    tag="say",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """Send a message that waits for nothing."""

    language: str | None
    notice: NoticeKey
    facts: Mapping[str, str] = {}
    receipt: str = ""
    """The secret of the button that takes the answers back."""


class Retire(
    msgspec.Struct,
    frozen=True,
    gc=False,
    tag_field="show",
    tag="retire",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """Take the buttons from the message that was tapped, of which nothing more can come; or from the present one."""

    present: bool = False


Drawn = Ask | Refresh | Settle | Say
"""What has words to show."""

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
    show: Show = msgspec.convert(found, Show)
    return show
