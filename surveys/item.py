"""Decides what every kind of question has in common, whatever its type."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from surveys.answers import Answer, Kind
from surveys.notices import NoticeKey, TypingHint
from surveys.wording import Wording, say

LABEL_LIMIT = 36
"""Characters of a button: more is cut off on a narrow phone."""
OPTION_LIMIT = 249
"""Options with a value that an item can have of its own: which of them was chosen is kept in one byte."""
TAP = 2.0
"""Seconds to decide and tap."""
TYPING = 20.0
"""Seconds for a short typed answer."""

Expects = Literal["tap", "ticks", "typed"]
"""How an item is answered: by one button, by ticking several and saying so, or in words."""


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Code = Annotated[str, BeforeValidator(_text), Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,19}$")]

Flag = Annotated[bool, Field(strict=True)]
"""true or false and nothing else: `no` is a word of YAML 1.2."""


class Part(BaseModel):
    """A frozen piece of a questionnaire that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Part):
    """One possible choice: a stored code and a shown label per language."""

    code: Code = Field(
        description="What is stored and counted. Never shown; never reused for another meaning."
    )
    label: Wording = Field(description="What the citizen sees on the button, at most 36 characters.")
    score: float | None = Field(None, description="The option's value on the scale, for means.")
    exclusive: Flag = Field(False, description="In `multiple`: choosing it clears the others.")
    specify: Flag = Field(False, description="Choosing it asks for a few typed words.")
    offer_when: str | None = Field(
        None, description="A condition on earlier answers; without it always offered."
    )
    replaces: Code | None = Field(None, description="The code of the same option in the version before.")


class Bounds(Part):
    """A least and a greatest number, both allowed."""

    min: float | None = Field(None, description="The least that is accepted.")
    max: float | None = Field(None, description="The most that is accepted.")


class Refusal(Part):
    """Why an answer was not taken: a key for the catalogue, and its placeholders."""

    reason: NoticeKey
    values: dict[str, str] = {}


class Ticks(Part):
    """Options ticked so far: the answer waits until the respondent says that it is complete."""

    codes: tuple[str, ...]


class Item(Part, ABC):
    """One thing asked, shown or calculated. Each type is a class in surveys/items/, in the file of its name."""

    id: Identifier = Field(description="The name of the question in conditions, exports and codebooks.")
    type: str
    text: Wording = Field(description="The question, in every language of the questionnaire.")
    hint: Wording | None = Field(None, description="A second, shorter line under the question.")
    measures: Identifier | None = Field(None, description="The dimension (driver) that the answer speaks of.")
    ask_when: str | None = Field(None, description="A condition on earlier answers; without it always asked.")
    required: Flag = Field(False, description="true: there is no Skip button.")
    valid_when: str | None = Field(
        None, description="A condition that an answer must satisfy, on this and earlier items."
    )
    valid_message: Wording | None = Field(None, description="What is said when it does not.")
    section: Identifier | None = None
    core: str | None = None

    kind: ClassVar[Kind]
    asks: ClassVar[bool] = True
    """False for what is shown or calculated and expects no answer of its own."""
    expects: ClassVar[Expects] = "tap"
    typing_hint: ClassVar[TypingHint | None] = None
    """What is said of how to type; every type that expects typing has one."""
    seconds_to_answer: ClassVar[float] = TAP
    """Besides reading the question and its options."""
    brought: ClassVar[bool] = False
    """True where the options come from the campaign; without any, the item is not asked."""
    registered: ClassVar[bool] = False
    """True where the codes are those of the registry, and none of the version's own."""

    @property
    def offered(self) -> tuple[Option, ...]:
        """The options on the keyboard, in their order."""
        return ()

    @property
    def several(self) -> bool:
        """True where more than one option may be chosen."""
        return self.expects == "ticks"

    @property
    def has_choices(self) -> bool:
        """False for a choice with nothing to choose: the campaign brought no options, or none is left."""
        return True

    @property
    def expression(self) -> str | None:
        """What the value is worked out from, for a type that is never asked; None for all others."""
        return None

    def with_options(self, options: tuple[Option, ...]) -> Self:
        """The same item with other options: those a campaign brings, or those that earlier answers leave."""
        return self.model_copy(update={"options": options})

    def press(self, code: str, ticked: Sequence[str]) -> Answer | Ticks | Refusal | None:
        """What the button `code` means while `ticked` are ticked; None where there is no such button."""
        return None

    def reads(self, answer: Answer, language: str) -> str:
        """An answer of this item in the respondent's words; empty where it holds none."""
        return answer.text or ""

    def second_line(self, language: str, values: Mapping[str, str]) -> str:
        """What stands under the question; `values` are those of its placeholders."""
        return say(self.hint, language, values) if self.hint else ""

    @abstractmethod
    def understand(self, typed: str, language: str) -> Answer | Refusal:
        """The answer that typed words mean, or why they mean none. `typed` is stripped and not empty."""
