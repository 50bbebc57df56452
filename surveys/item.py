"""Decides what every kind of question has in common, whatever its type."""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from surveys.answers import MISSING_CODES, Answer, Kind, Trials
from surveys.conditions import Condition
from surveys.meaning import Meaning, meaning_of
from surveys.notices import NoticeKey, TypingHint
from surveys.variable import Level, Variable
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
SOME = "…"
"""A text that no condition names."""


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


@dataclass(frozen=True, slots=True)
class Misfit:
    """What cannot be in an item: a kind of problem (surveys.reading.problem_kinds), its key in the item, its values."""

    problem: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


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
    also_kept_as: ClassVar[str | None] = None
    """The column of a response that holds the code too, so that figures can be parted by it."""
    own_options: ClassVar[bool] = False
    """True for a type that is nothing without options of its author's."""
    implied_scale: ClassVar[str | None] = None
    """The scale that the type brings by itself."""
    scored: ClassVar[bool] = False
    """True where every option stands for a number, so that there are means."""
    judges: ClassVar[bool] = False
    """True where people say what they think or did, so that asking two things at once spoils the answer."""
    judges_a_part: ClassVar[bool] = False
    """True for what is asked before a judgement of the whole, when both stand in one section."""
    stands_for: ClassVar[str | None] = None
    """The key that lists the items which it stands for: the reader asks those instead."""
    ordered_as: ClassVar[str | None] = None
    """What values of the kind `ordered` are, for a sentence: `a day`. Others are set in order with the same only."""
    level: ClassVar[Level] = "nominal"
    compared: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("text", "hint", "valid_message"), "wording"),
        "measures": "measures",
        "ask_when": "condition",
        "required": "required",
        "valid_when": "validity",
        "section": "section",
        "core": "core-version",
    }
    """Of the keys that a class adds: the kind of change (surveys.comparison.rules) that another value is.

    `wording` and `options` are looked at word by word and option by option.
    """

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

    @property
    def most_characters(self) -> int | None:
        """Of an item that is answered in words: how many are taken."""
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
    def understand(self, typed: str, language: str, today: datetime.date) -> Answer | Refusal:
        """The answer that typed words mean, or why they mean none. `typed` is stripped and not empty."""

    # For authors: what is wrong with it, what else it stands for

    def misfits(self) -> Iterator[Misfit]:
        """What cannot be between its own keys, such as a least that is greater than the greatest."""
        yield from ()

    def misplaced(self, earlier: Mapping[str, "Item"]) -> Misfit | None:
        """What it needs of the items before it, by id, and does not find."""
        return None

    def can_be(self, number: Decimal) -> bool:
        """True for a number that an answer can come to: the score of an option, or one that is typed."""
        return self.kind == "number" and any(
            option.score is not None and number == Decimal(str(option.score)) for option in self.offered
        )

    def misread(self, constant: str) -> str | None:
        """What an author should write instead of a constant that no answer can be; None where one can."""
        return None

    def parts(self) -> Sequence[dict[str, Any]]:
        """The items that it stands for, as an author would write them, one for each line of the key `stands_for`."""
        return ()

    @classmethod
    def of_scale(cls, option: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
        """The option of a named scale as an item of these keys has it. `region` is a district's."""
        return {key: value for key, value in option.items() if key != "region"}

    @classmethod
    def to_scale(cls, option: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
        """The option of an item as it stands in a scale: what `of_scale` was given."""
        return dict(option)

    # For analysts: what its answers are, and whether those of two versions compare

    @property
    def meaning(self) -> Meaning | None:
        """What its scores speak of, which decides on the figures; None where nobody says."""
        return meaning_of(self.implied_scale)

    def worth(self, option: Option) -> float | None:
        """What an option counts in a mean; None where it does not."""
        return None if option.code in MISSING_CODES else option.score

    def variables(self, base: str) -> Iterator[Variable]:
        """The columns of its answers; the codebook sees to it that no name stands twice. `base`: who is asked."""
        yield self.variable(base)

    def variable(self, base: str) -> Variable:
        """The column that holds the answer itself."""
        return Variable(
            name=self.id,
            item=self.id,
            type=self.type,
            level=self.level,
            label=self.text,
            base=base,
            measures=self.measures or "",
            means=self.meaning or "",
            required=self.required,
            core=self.core or "",
        )

    def wordings(self) -> dict[str, Wording]:
        """Every text but those of its options, by what it is called; {} where there is none."""
        return {"text": self.text, "hint": self.hint or {}, "valid_message": self.valid_message or {}}

    @classmethod
    def comparability(cls) -> dict[str, str]:
        """`compared` of the type and of all that it builds on."""
        classes = reversed(cls.__mro__)
        return {key: kind for each in classes for key, kind in vars(each).get("compared", {}).items()}

    # For the search of ways through a questionnaire

    def worth_trying(self, conditions: Sequence[Condition]) -> Trials:
        """Answers with a value, one for every case that these conditions, all that name it, tell apart."""
        named = {use.code for condition in conditions for use in condition.codes if use.item == self.id}
        return Trials(tuple(Answer(text=text) for text in (SOME, *sorted(named))))
