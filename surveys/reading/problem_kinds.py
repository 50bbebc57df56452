"""Decides what can be wrong with a questionnaire: each mistake once, with what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

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
    "bad-character": Kind("error", "The character {character} cannot stand in a file.", "Remove it."),
    "alias": Kind(
        "error",
        "Aliases and anchors (& and *) are not allowed.",
        "Write the text out; quote one that begins with & or *.",
    ),
    "tag": Kind(
        "error", "Tags such as {tag} are not allowed.", "Remove it; quote a text that begins with !."
    ),
    "merge-key": Kind("error", "Merge keys (<<) are not allowed.", "Write the keys out."),
    "duplicate-key": Kind("error", "The key {key} stands twice.", "Remove one of them."),
    "key-shape": Kind("error", "A key must be one word.", "Write `key: value` lines."),
    "several-documents": Kind("error", "A file holds one questionnaire only.", "Remove what follows `---`."),
    "many-problems": Kind("error", "Only the first {limit} problems are shown.", "Mend these first."),
    # Its shape
    "not-a-mapping": Kind(
        "error", "Keys are expected here, such as `{example}`.", "Write `key: value` lines."
    ),
    "not-a-list": Kind("error", "A list is expected here.", "Begin each entry with `- `."),
    "missing-key": Kind("error", "The key {key} is missing.", "Add `{key}:`."),
    "no-value": Kind("error", "The key {key} has no value.", "Write one, or remove the key."),
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
    "nested-section": Kind("error", "A section cannot stand in another.", "Write one after the other."),
    "battery-order": Kind(
        "error",
        "This battery stands in a section, so its own order says nothing.",
        "Give the order to the section, or move the battery out of it.",
    ),
    "too-many-items": Kind(
        "error", "The questionnaire has {count} items; {limit} are possible.", "Split the questionnaire."
    ),
    "reserved-id": Kind(
        "error",
        "{id} means something in conditions.",
        "Choose another id: {reserved} are words of the conditions.",
    ),
    "no-items": Kind("error", "The questionnaire asks nothing.", "Add `items:` with at least one question."),
    # Its languages
    "required-language": Kind(
        "error",
        "The language {language} is missing in `languages`.",
        "Kazakh (kk) and Russian (ru) are both required.",
    ),
    "not-a-text": Kind(
        "error",
        "A text is expected here, not {found}.",
        "Quote it if it is meant so: a number, and a text that begins with a bracket, need quotes.",
    ),
    "duplicate-language": Kind("error", "{language} stands twice.", "Remove one of them."),
    "missing-text": Kind("error", "The text {path} has no {language}.", "Add `{language}:`."),
    "empty-text": Kind(
        "error", "The {language} text of {path} is empty.", "Write it; quote one that begins with #."
    ),
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
    "old-translation": Kind(
        "error",
        "The {language} translation of {path} was made of another wording.",
        "Export the words anew, and have the translation checked.",
    ),
    "two-texts": Kind(
        "error",
        "The {language} text of {path} stands here and, worded otherwise, in the translations.",
        "Run `saualnama words import`, or remove one of them.",
    ),
    "broken-translations": Kind(
        "error", "The translations in {file} cannot be read: {detail}.", "Mend the file, or export it anew."
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
    "duplicate-id": Kind(
        "error", "The id {id} stands twice.", "Give each item, and each section, an id of its own."
    ),
    "duplicate-code": Kind("error", "The code {code} stands twice.", "Give each option a code of its own."),
    "reserved-code": Kind(
        "error",
        "The code {code} is reserved.",
        "97, 98 and 99 are the missing codes: use `missing: [{code}]`.",
    ),
    "no-options": Kind("error", "The item has no options.", "Add `options:` with a code and a label each."),
    "unknown-scale": Kind("error", "There is no scale {scale}.", "{guess}"),
    "unknown-meaning": Kind("error", "There is no meaning {means} of a scale.", "{guess}"),
    "unknown-missing": Kind(
        "error",
        "{code} is not a missing code.",
        "Use 97 (not applicable), 98 (don't know) or 99 (prefer not to say).",
    ),
    "unscored-scale": Kind(
        "error",
        "The scale {scale} has no scores, so nothing can be rated on it.",
        "Use `type: single`, or another scale.",
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
    "too-many-options": Kind(
        "error", "The item has {count} options; {limit} are possible.", "Ask in two steps."
    ),
    "modules": Kind(
        "error",
        "`modules` asks for {wanted}, and {count} sections are marked `module: true`.",
        "Mark at least as many sections as `modules` says.",
    ),
    "no-check": Kind(
        "error", "`valid_message` has no `valid_when`.", "Add the condition, or remove the message."
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
        "Compare numbers with numbers, codes with codes, days with days (`visited_on >= '2026-01-31'`); use `has` for "
        "several choices.",
    ),
    "condition-limit": Kind("error", "The condition is too long or too deep.", "Split it over two items."),
    "condition-constant": Kind("error", "{text} is no answer of {item}.", "{instead}"),
    "condition-code": Kind("error", "{item} has no option {code}.", "{guess}"),
    "not-a-region": Kind(
        "error", "{item} does not ask for a region.", "Name the earlier item of `type: region`."
    ),
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
    "lost-placeholder": Kind(
        "warning",
        "The {language} text lacks {{{name}}}, which other languages have.",
        "Put it in, or take it out of all.",
    ),
    "tight-label": Kind(
        "warning",
        "The label is long in every language: a translation may need {length} characters of {limit}.",
        "Shorten it.",
    ),
    "cut-text": Kind(
        "warning",
        "The {language} text ends before the # in its line.",
        "Quote a text that holds #; put a comment on a line of its own.",
    ),
    "no-meaning": Kind(
        "warning",
        "Nobody says what the scores mean, so no indicator is made of them.",
        "Add `means:` to the scale, or to the item: satisfaction, agreement, importance, effort and so on.",
    ),
    "dead-option": Kind("warning", "The option {code} can never be chosen.", "Remove it."),
    "overall-not-last": Kind(
        "warning",
        "Overall satisfaction is asked before {item}.",
        "Ask the parts first, the whole last (SDG 16.6.2).",
    ),
}

ADVICE = tuple(code for code, kind in KINDS.items() if kind.level == "warning")
"""What an author may accept, with a reason."""
