"""Decides what can be wrong with a questionnaire: each mistake once, with what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One possible mistake: an error forbids publishing, a warning only advises."""

    level: Level
    what: str
    do: str


KINDS: Mapping[str, Kind] = {
    # The file
    "too-large": Kind("error", "The file is larger than {limit} KiB.", "Split the questionnaire."),
    "too-deep": Kind(
        "error", "Nesting is deeper than {limit} levels.", "Write it flat: sections hold items."
    ),
    "too-many-nodes": Kind("error", "The file has more than {limit} values.", "Split the questionnaire."),
    "not-text": Kind("error", "The file is not UTF-8 text.", "Save it as UTF-8."),
    "not-yaml": Kind(
        "error",
        "This cannot be read as YAML: {detail}.",
        "Quote a text that holds : or # or begins with a sign; indent by two spaces.",
    ),
    "alias": Kind("error", "Aliases and anchors (& and *) are not allowed.", "Write the text out."),
    "tag": Kind("error", "Tags such as {tag} are not allowed.", "Remove the tag."),
    "merge-key": Kind("error", "Merge keys (<<) are not allowed.", "Write the keys out."),
    "duplicate-key": Kind("error", "The key {key} stands twice.", "Remove one of them."),
    "several-documents": Kind("error", "A file holds one questionnaire only.", "Remove what follows `---`."),
    # Its shape
    "not-a-mapping": Kind(
        "error", "Keys are expected here, such as `{example}`.", "Write `key: value` lines."
    ),
    "not-a-list": Kind("error", "A list is expected here.", "Begin each entry with `- `."),
    "missing-key": Kind("error", "The key {key} is missing.", "Add `{key}:`."),
    "unknown-key": Kind("error", "The key {key} is not known here.", "{guess}"),
    "unknown-type": Kind("error", "There is no item type {type}.", "{guess}"),
    "wrong-value": Kind(
        "error", "This value is not allowed: {detail}.", "Write a value of the expected kind."
    ),
    "bad-identifier": Kind(
        "error",
        "{value} cannot be a name.",
        "Use small Latin letters, digits and _, beginning with a letter; at most 40.",
    ),
    "bad-code": Kind("error", "{value} cannot be a code.", "Use Latin letters, digits, - and _; at most 20."),
    "no-items": Kind("error", "The questionnaire asks nothing.", "Add `items:` with at least one question."),
    # Its languages
    "required-language": Kind(
        "error",
        "The language {language} is missing in `languages`.",
        "Kazakh (kk) and Russian (ru) are both required.",
    ),
    "missing-text": Kind("error", "The text has no {language}.", "Add `{language}:`."),
    "empty-text": Kind("error", "The {language} text is empty.", "Write it."),
    "unlisted-language": Kind(
        "error",
        "{language} is not among the questionnaire's `languages`.",
        "List it there, or remove the text.",
    ),
    "no-catalogue": Kind(
        "error",
        "The bot itself does not speak {language}.",
        "Use {known}, or add a catalogue under locales/.",
    ),
    "not-a-language": Kind(
        "error", "{language} is not a language code.", "Use two or three small letters, such as kk or ru."
    ),
    "fuzzy-text": Kind(
        "error",
        "The {language} translation of {path} is marked fuzzy.",
        "Have it checked, then remove the mark.",
    ),
    "stray-translation": Kind(
        "error",
        "The {language} translations speak of {path}, which is not in the file.",
        "Export the words anew: `saualnama words export`.",
    ),
    "long-label": Kind(
        "error", "The {language} label has {length} characters; a button shows {limit}.", "Shorten it."
    ),
    "placeholder": Kind(
        "error",
        "Nothing is called {name} here.",
        "Use {{agency}}, {{service}}, or the id of an earlier item in braces.",
    ),
    # Its items
    "duplicate-id": Kind("error", "The id {id} stands twice.", "Give each item an id of its own."),
    "duplicate-code": Kind("error", "The code {code} stands twice.", "Give each option a code of its own."),
    "reserved-code": Kind(
        "error",
        "The code {code} is reserved.",
        "97, 98 and 99 are the missing codes: use `missing: [{code}]`.",
    ),
    "no-options": Kind("error", "The item has no options.", "Add `options:` with a code and a label each."),
    "unknown-scale": Kind("error", "There is no scale {scale}.", "{guess}"),
    "unknown-missing": Kind(
        "error",
        "{code} is not a missing code.",
        "Use 97 (not applicable), 98 (don't know) or 99 (prefer not to say).",
    ),
    "no-score": Kind(
        "error",
        "The option {code} of a rating has no score.",
        "Add `score:`, or use `missing:` for don't know.",
    ),
    "impossible-bounds": Kind("error", "The least is greater than the greatest.", "Swap them."),
    "impossible-choice": Kind(
        "error", "At least {min} of {count} options can never be chosen.", "Lower `min`."
    ),
    "no-message": Kind(
        "error", "`valid_when` has no `valid_message`.", "Say what a citizen should do: add `valid_message:`."
    ),
    # Core items
    "unknown-core": Kind("error", "There is no core item {use}.", "{guess}"),
    "core-wording": Kind(
        "error",
        "{key} of the core item {use} cannot be changed here.",
        "Core wording is fixed so that series stay comparable: remove `{key}`, or write an item of your own.",
    ),
    # Conditions
    "condition-syntax": Kind(
        "error",
        "The condition cannot be read: {detail}.",
        "Write, for example, `overall <= 3 and reasons has queue`.",
    ),
    "condition-name": Kind("error", "{name} is not an earlier item.", "A condition looks back only: {guess}"),
    "condition-type": Kind(
        "error",
        "The parts of the condition do not fit: {detail}.",
        "Compare numbers with numbers, codes with codes; use `has` for several choices.",
    ),
    "condition-limit": Kind("error", "The condition is too long or too deep.", "Split it over two items."),
    "condition-code": Kind("error", "{item} has no option {code}.", "{guess}"),
    "condition-section": Kind(
        "error",
        "{name} may come later: this section is in random order.",
        "Move one of them out of the section.",
    ),
    # Advice
    "never-asked": Kind(
        "warning", "The condition can never hold: this is never asked.", "Correct or remove it."
    ),
    "always-asked": Kind("warning", "The condition always holds.", "Remove it."),
    "many-questions": Kind(
        "warning",
        "The longest way has {count} questions; more than {limit} lose respondents.",
        "Remove some, or ask modules of some respondents only.",
    ),
    "double-question": Kind(
        "warning", "The {language} text may ask two things at once (“{word}”).", "Ask one thing a question."
    ),
    "dead-option": Kind("warning", "The option {code} can never be chosen.", "Remove it."),
    "overall-not-last": Kind(
        "warning",
        "Overall satisfaction is asked before {item}.",
        "Ask the parts first, the whole last (SDG 16.6.2).",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake at one place; line and column are counted from 1."""

    code: str
    line: int
    column: int
    values: Mapping[str, Any]

    @property
    def level(self) -> Level:
        """error or warning."""
        return KINDS[self.code].level

    def sentence(self) -> str:
        """What is wrong, and what to do."""
        kind = KINDS[self.code]
        return f"{kind.what.format_map(self.values)} {kind.do.format_map(self.values)}"

    def as_json(self) -> dict[str, Any]:
        """For programs: the code, the place, and the sentence."""
        place = {"code": self.code, "level": self.level, "line": self.line, "column": self.column}
        return {**place, "message": self.sentence()}


class QuestionnaireError(Exception):
    """A questionnaire that cannot be used, with every problem found, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{each.line}:{each.column} {each.code}" for each in problems))
        self.problems = problems
