"""Decides the few shapes that a channel must be able to show; words around them come from the catalogue."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from surveys.item import Expects, Part
from surveys.notices import NoticeKey, TypingHint

Action = Literal["go", "refuse", "back", "skip", "done", "keep", "more", "language"]
"""Buttons beside the options. On the wire they begin with a dot, which no option code does."""


class Choice(Part):
    """One option as shown: `number` is what may be typed for it, empty where the label says it itself."""

    code: str
    label: str
    number: str = ""
    chosen: bool = False


class Prompt(Part):
    """Something that waits for the citizen: a language, a consent, a question, or a notice to go on from."""

    kind: Literal["language", "consent", "question", "notice", "services"]
    turn: int
    language: str | None = Field(description="Of the words around; None while it is not yet chosen.")
    text: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    actions: tuple[Action, ...] = ()
    expects: Expects = "tap"
    typing_hint: TypingHint | None = Field(None, description="What is said of how to type the answer.")
    kept: str = Field("", description="The answer given before, when a question is asked again.")
    place: int | None = Field(None, description="Which question this is, from 1.")
    total: int | None = Field(None, description="Of how many; None where answers decide.")
    last: bool = False
    pages: tuple[int, int] | None = Field(None, description="This page and the number of pages of options.")
    facts: dict[str, str] = Field(default_factory=dict)


class Ask(Part):
    """Send a new message; it becomes the present question."""

    show: Literal["ask"] = "ask"
    prompt: Prompt


class Refresh(Part):
    """Change the present message in place: ticks, or another page of options."""

    show: Literal["refresh"] = "refresh"
    prompt: Prompt


class Settle(Part):
    """Change the present message into question and answer, without buttons."""

    show: Literal["settle"] = "settle"
    language: str | None
    text: str
    answer: str = ""
    outcome: Literal["answered", "skipped", "left"] = "answered"


class Say(Part):
    """Send a message that waits for nothing."""

    show: Literal["say"] = "say"
    language: str | None
    notice: NoticeKey
    facts: dict[str, str] = Field(default_factory=dict)
    receipt: str = Field("", description="The secret of the button that takes the answers back.")


Show = Annotated[Ask | Refresh | Settle | Say, Field(discriminator="show")]
SHOW: TypeAdapter[Ask | Refresh | Settle | Say] = TypeAdapter(Show)
"""Reads a show back from the JSON that the outbox keeps."""
