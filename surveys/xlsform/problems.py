"""Decides what can be wrong with a form that is to become a questionnaire: each thing once, with what to do about it.

An error is refused: no questionnaire is written, because its structure would not be the form's. A warning is dropped or
changed, and the questionnaire is written without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.reading.problems import Kind, Level
from surveys.xlsform.sheets import Place

UNFINISHED = "no-language"
"""The one error that does not stop a questionnaire from being written: its texts are to be added."""

KINDS: Mapping[str, Kind] = {
    # Its sheets and columns
    "no-sheet": Kind("error", "There is no sheet {sheet}.", "Name the sheet with the questions `survey`."),
    "too-many-rows": Kind(
        "error", "The sheet {sheet} has {count} rows; {limit} are possible.", "Split the form."
    ),
    "no-column": Kind("error", "There is no column {column}.", "Add it to the first row."),
    "double-column": Kind(
        "error", "The column {column} stands twice.", "Keep one of them: it cannot be told which one counts."
    ),
    "dropped-sheet": Kind("warning", "The sheet {sheet} is not taken over.", "{instead}"),
    "dropped-column": Kind("warning", "The column {column} is not taken over.", "{instead}"),
    # Its languages
    "which-language": Kind(
        "error",
        "It does not say which language the column {column} is in.",
        "Write `{column}::Қазақша (kk)` or `{column}::Русский (ru)`, or set default_language on the sheet settings.",
    ),
    "unknown-language": Kind(
        "warning",
        "{language} is not taken over: the bot does not speak it.",
        "Use {known}, with the code in the header: `label::Русский (ru)`.",
    ),
    "no-language": Kind(
        "error",
        "There is no text in {title}.",
        "Add the column `label::{title}`, or add the texts to the questionnaire: it is not published without them.",
    ),
    # Its structure
    "no-type": Kind("error", "The row has no type.", "Write one, such as `text`, or empty the row."),
    "no-name": Kind("error", "The row has no name.", "Write one: small Latin letters, digits and _."),
    "unknown-type": Kind("error", "There is no question type {type}.", "{instead}"),
    "repeat": Kind(
        "error",
        "A repeat is not held: an interview asks each question once.",
        "Ask about one case, or write the questions out as often as they are needed.",
    ),
    "matrix": Kind("error", "{type} is not held.", "Write each of its rows as a question of its own."),
    "stray-end": Kind("error", "This ends no group.", "Remove the row, or add the beginning."),
    "open-group": Kind("error", "The group {name} has no end.", "Add `end_group`."),
    "no-list": Kind("error", "There is no list {list} on the sheet choices.", "Add its choices there."),
    "external-list": Kind(
        "error",
        "The choices of {type} stand in another file.",
        "Put them on the sheet choices, or use the types region, district, service or office.",
    ),
    "choice-without-list": Kind("error", "The choice belongs to no list.", "Write its list_name."),
    "choice-without-name": Kind("error", "The choice has no name.", "Write the code that is stored for it."),
    "dropped-question": Kind("warning", "{type} is not taken over: a chat cannot ask it.", "{instead}"),
    "acknowledge": Kind(
        "warning",
        "{type} becomes a notice: it has one button, to go on.",
        "Ask with select_one if people may refuse.",
    ),
    "dropped-record": Kind(
        "warning",
        "{type} is not taken over: times are recorded by themselves, and a respondent stays unknown.",
        "Remove the row.",
    ),
    "nested-group": Kind(
        "warning",
        "The group {name} stands within another one: its questions stay, the group does not.",
        "End the outer group first if it matters.",
    ),
    "group-label": Kind(
        "warning",
        "Only staff see the title of a section.",
        "Say what citizens must know in the questions, or in a note.",
    ),
    # Names and codes
    "renamed": Kind(
        "warning",
        "{old} is called {new} here.",
        "Small Latin letters, digits and _, at most 40, and no name twice.",
    ),
    "renamed-code": Kind(
        "warning", "The code {old} is stored as {new}.", "Use Latin letters, digits, - and _; at most 20."
    ),
    "reserved-code": Kind(
        "warning",
        "The code {old} is stored as {new}: {old} is the standard code for “{standard}”.",
        "Label it so, and it becomes the standard code.",
    ),
    "standard-label": Kind(
        "warning",
        "The choice becomes the standard code {code}, whose label is “{standard}”.",
        "If it means something else, give it another name.",
    ),
    "never-offered": Kind(
        "warning",
        "The choice {code} is never offered to {name}: its choice_filter cannot hold.",
        "Correct it.",
    ),
    # Expressions
    "relevant": Kind("error", "The condition cannot be said here: {detail}.", "{instead}"),
    "choice-filter": Kind("error", "The choice_filter cannot be said here: {detail}.", "{instead}"),
    "label-reference": Kind(
        "error", "The text refers to {name}, which is not taken over.", "Write the text without it."
    ),
    "constraint": Kind(
        "warning", "The constraint, with its message, is not taken over: {detail}.", "{instead}"
    ),
    "calculation": Kind(
        "warning",
        "The calculation is not taken over: {detail}.",
        "It works out numbers with + - * div; nothing may refer to it.",
    ),
    "nearly": Kind("warning", "The expression is only nearly said: {detail}.", "Check the condition."),
    "required": Kind(
        "warning",
        "required is yes or no here, never a condition: the question may be skipped.",
        "Write yes, or leave it.",
    ),
    "standard-message": Kind(
        "warning",
        "The constraint has no message: a standard one is used.",
        "Add constraint_message in each language.",
    ),
    "dropped-message": Kind(
        "warning",
        "The message is not taken over: the bot says itself what is wrong with a length, a date or a count.",
        "Remove it.",
    ),
    "parameter": Kind("warning", "{parameter} is not taken over.", "{instead}"),
    # What a questionnaire has and a form has not
    "one-title": Kind(
        "warning",
        "A form has one title: it stands in every language now.",
        "Translate `title` in the questionnaire.",
    ),
    "no-introduction": Kind(
        "warning",
        "A form has no introduction: a standard sentence is used.",
        "Write your own in the questionnaire.",
    ),
    # Core items
    "unknown-core": Kind("error", "There is no core item {use}.", "{guess}"),
    "core-changed": Kind(
        "error",
        "{column} of the core item {use} was changed.",
        "Restore “{expected}”, or clear saualnama_use in its row to make it an item of your own.",
    ),
    "core-choice": Kind(
        "error",
        "The choices of the core item {use} were changed: {detail}.",
        "Restore them, or clear saualnama_use in its row to make it an item of your own.",
    ),
}


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing that is wrong, at one place of a form."""

    code: str
    level: Level
    place: Place
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """For programs: the code, the place, and the sentence."""
        where = {"sheet": self.place.sheet, "row": self.place.row, "column": self.place.column}
        return {"code": self.code, "level": self.level, **where, "message": self.sentence}


class FormFindings:
    """The problems of one form."""

    def __init__(self) -> None:
        self._problems: dict[FormProblem, None] = {}

    def add(self, code: str, place: Place, /, **values: object) -> None:
        """Notes a problem once, however often it is met."""
        kind = KINDS[code]
        sentence = f"{kind.what.format_map(values)} {kind.do.format_map(values)}"
        self.note(FormProblem(code, kind.level, place, sentence))

    def note(self, problem: FormProblem) -> None:
        """Notes what another part of the house has found."""
        self._problems.setdefault(problem)

    def refused_at(self, place: Place) -> bool:
        """True where an error of the form itself stands in that row: what follows from it need not be told."""
        rows = {
            (each.place.sheet, each.place.row)
            for each in self._problems
            if each.code in KINDS and each.level == "error"
        }
        return (place.sheet, place.row) in rows

    @property
    def refused(self) -> bool:
        """True where no questionnaire can be made of the form."""
        return any(each.level == "error" and each.code != UNFINISHED for each in self._problems)

    def in_order(self) -> tuple[FormProblem, ...]:
        """All problems: the survey first, from the top down."""
        sheets = {"": 0, "settings": 1, "survey": 2, "choices": 3}
        return tuple(
            sorted(self._problems, key=lambda each: (sheets.get(each.place.sheet, 4), each.place.row))
        )
