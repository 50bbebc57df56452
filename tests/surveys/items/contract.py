"""Decides what every type of question owes: each function tries one promise on one type, and says what is missing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.notices import noticed
from bot.telegram.rendering import HOW_TO_TYPE
from locales.catalogs import words as spoken
from surveys.comparison.items import LOOKED_INTO, item_changes
from surveys.comparison.rules import RULES
from surveys.conditions import parse
from surveys.conditions.values import shape
from surveys.item import Refusal
from surveys.items import item_types
from surveys.notices import NoticeKey, TypingHint
from surveys.questionnaire import Questionnaire
from surveys.reading import check
from surveys.routes.trial_answers import trials
from surveys.xlsform.exporting import sheets_of
from surveys.xlsform.importing import import_form
from surveys.xlsform.types import form_types
from tests import any_questionnaires, made_questionnaires
from tests.exploring import the_same
from tests.item_keys import own_keys, swapped_ends, values, with_every_key, words
from tests.surveys.items.item_examples import EXAMPLES, TODAY, core_with_district, made
from tests.surveys.xlsform.odk import converted

MANUAL = Path(__file__).parents[3] / "docs" / "manual" / "items.md"
LANGUAGES = ("kk", "ru", "en")
TYPED = [
    "5",
    "-1",
    "25:00",
    "31.02.2026",
    "99999999999",
    "1 2 3",
    "?",
    "жоқ",
    "x" * 5000,
    "\u200b",
    "1e9",
    "٣",
]
"""What people send to any question."""
_SEEN: dict[object, set[str]] = {}
SHARED: dict[str, Any] = {
    "hint": words("hint"),
    "measures": "overall",
    "ask_when": "answered(before)",
    "required": True,
    "valid_when": "answered(example)",
    "valid_message": words("again"),
}
"""A value for each key that all types have: the text stands in every entry, the rest is filled in by the reader."""
WRONG = {"no": {"such": "value"}}


def a_wrong_answer_is_told(kind: str) -> None:
    """Whatever is typed is an answer or a refusal, and the bot has words for every refusal."""
    item = made(kind)
    found = [item.understand(typed, "kk", TODAY) for typed in [*TYPED, *EXAMPLES[kind].means]]
    refused = [each for each in found if isinstance(each, Refusal)]
    assert refused, f"{kind} takes whatever is typed"
    for refusal in refused:
        assert refusal.reason in get_args(NoticeKey), f"{refusal.reason} is no NoticeKey"
        said = {noticed(refusal.reason, refusal.values, spoken(language)) for language in LANGUAGES}
        assert len(said) == len(LANGUAGES), f"{refusal.reason} is not translated"
    assert item.press("no_such_button", ()) is None


def it_says_how_to_answer(kind: str) -> None:
    """Who is to type is told how, in each language; who is to tap has something to tap."""
    item = made(kind)
    if not item.asks:
        return
    if item.expects != "typed":
        assert item.offered or item.brought, f"{kind} is answered by tapping, and there is nothing to tap"
        return
    assert item.typing_hint in get_args(TypingHint), f"{kind} is typed, and nothing says how"
    said = {spoken(language).text(HOW_TO_TYPE[item.typing_hint]) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES), f"how to type {kind} is not translated"


def a_form_keeps_every_key(kind: str) -> None:
    """Exported and imported it is the same, with each key in turn; ODK takes the form and has nothing to remark."""
    if item_types()[kind].stands_for is not None:
        return
    assert kind in form_types(), f"{kind} has no file in surveys/xlsform/types"
    shared = {
        key: each for key, each in SHARED.items() if item_types()[kind].asks or not key.startswith("valid")
    }
    for entry in [*with_every_key(kind, EXAMPLES[kind].entry), {**EXAMPLES[kind].entry, **shared}]:
        questionnaire, codes = _read(kind, entry)
        sheets = sheets_of(questionnaire)
        assert converted(sheets).warnings == []
        found = import_form(sheets, core=core_with_district())
        assert found.text is not None, found.problems
        told = {problem.code for problem in found.problems} - codes
        assert told == set(), f"{entry} is imported with {told}"
        again, _ = check(found.text, core=core_with_district())
        assert again == questionnaire, f"{entry} became {again and again.by_id['example']}"


def every_key_is_compared(kind: str) -> None:
    """Each key of the type says what another value of it does to a series, and another value is noticed."""
    model = item_types()[kind]
    rules = model.comparability()
    for key in model.model_fields:
        known = key in {"id", "type"} or rules.get(key) in {*RULES, *LOOKED_INTO}
        assert known, f"{kind}: another {key} is of no kind that surveys/comparison/rules.py knows"
    if model.stands_for is not None:
        return
    plain = _read(kind, EXAMPLES[kind].entry)[0].by_id["example"]
    for key in own_keys(model):
        if key in {"within", "scale"}:
            continue  # their values name what stands elsewhere in the file
        for value in values(model, key):
            other, _ = _read(kind, {**EXAMPLES[kind].entry, key: value})
            changed = other.by_id["example"]
            if getattr(changed, key) != getattr(plain, key):
                assert list(item_changes(plain, changed)), f"{kind}: nobody notices another {key}"


def impossible_values_are_refused(kind: str) -> None:
    """A least beyond the greatest, and a value that is of no kind at all, are found where they stand."""
    model = item_types()[kind]
    for entry in swapped_ends(kind, EXAMPLES[kind].entry):
        problems = _problems(kind, entry)
        assert "impossible-bounds" in problems, f"{kind}: {entry} is taken"
    for key in own_keys(model):
        assert _problems(kind, {**EXAMPLES[kind].entry, key: WRONG}), f"{kind}: {key}: {WRONG} is taken"


def generators_draw_it(kind: str) -> None:
    """What tests call any questionnaire has this type too, in both generators."""
    if kind not in any_questionnaires.DRAWN_OTHERWISE:
        drawn = _drawn(any_questionnaires.any_files, any_questionnaires.kinds())
        assert kind in drawn, f"tests/any_questionnaires.py never draws {kind}"
    if kind not in made_questionnaires.FROM_ELSEWHERE:
        drawn = _drawn(made_questionnaires.any_entries, made_questionnaires.kinds())
        assert kind in drawn, f"tests/made_questionnaires.py never draws {kind}"


def what_is_worth_trying_is_an_answer(kind: str) -> None:
    """The search of ways tries nothing that nobody can answer, and something."""
    item = made(kind)
    if not item.asks:
        return
    found = trials(item, [parse("answered(example)", {"example": item.kind})])
    tried = [answer for answer in found.answers if not answer.skipped]
    assert tried, f"nothing is tried of {kind}"
    for answer in tried:
        if answer.codes:
            assert item.brought or {option.code for option in item.offered} >= set(answer.codes)
        else:
            understood = item.understand(item.reads(answer, "ru"), "ru", TODAY)
            assert understood == answer, f"{kind}: {answer} is shown as words that mean {understood}"


def what_is_ordered_can_be_compared(kind: str) -> None:
    """A type of the kind `ordered` is compared here and in a form, and constants that are none are found."""
    item = made(kind)
    if item.kind != "ordered":
        return
    assert item.ordered_as, f"{kind}: say in ordered_as what is in an order"
    assert item.misread("soon"), f"{kind}: a constant that no answer can be is taken"
    assert kind in form_types() and form_types()[kind].order is not None, f"{kind}: ODK has no order of it"
    for answer in item.worth_trying([]).answers:
        assert answer.text is not None
        assert shape(answer.text) is not None, f"{answer.text} is not written in the order of what it says"
        assert item.misread(answer.text) is None
        for operator in ("<", ">=", "==", "!="):
            condition = f"example {operator} '{answer.text}'"
            questionnaire, codes = _read(kind, EXAMPLES[kind].entry, ask_when=condition)
            assert not codes & {"condition-type", "condition-constant"}
            sheets = sheets_of(questionnaire)
            assert converted(sheets).warnings == []
            column = [header for header in sheets["survey"][0] if header.startswith("saualnama_ask_when")]
            assert column
            plain = {**sheets, "survey": _without(sheets["survey"], column[0])}
            found = import_form(plain, core=core_with_district())
            assert found.text is not None, found.problems
            again = check(found.text, core=core_with_district())[0]
            assert again is not None
            asked = again.by_id["last"].ask_when
            assert asked is not None
            assert asked.replace("'", "") == condition.replace("'", ""), f"{condition} became {asked}"


def it_is_shown(kind: str, played: Callable[[], dict[str, Any]]) -> None:
    """There is an example of typed words, a conversation, an entry in the manual, and one in its docstring."""
    assert EXAMPLES[kind].means, f"tests/surveys/items/item_examples.py: nothing is typed at {kind}"
    assert kind in played(), f"no conversation of tests/scenarios/ has {kind}"
    assert f"\n### `{kind}`\n" in MANUAL.read_text("utf-8"), f"docs/manual/items.md has no {kind}"
    assert f"type: {kind}" in (item_types()[kind].__doc__ or ""), f"the docstring of {kind} shows no entry"


CHECKS: tuple[Callable[[str], None], ...] = (
    a_wrong_answer_is_told,
    it_says_how_to_answer,
    a_form_keeps_every_key,
    every_key_is_compared,
    impossible_values_are_refused,
    generators_draw_it,
    what_is_worth_trying_is_an_answer,
    what_is_ordered_can_be_compared,
)


def _file(kind: str, entry: dict[str, Any], ask_when: str | None = None) -> str:
    first = [{"id": name, "type": "region", "text": words(name)} for name in ("before", "region")]
    text = {"text": words("example")} if item_types()[kind].model_fields["text"].is_required() else {}
    last: dict[str, Any] = {"id": "last", "type": "text", "text": words("last")}
    if ask_when is not None:
        last["ask_when"] = ask_when
    file = {
        "questionnaire": "contract",
        "languages": ["kk", "ru"],
        "title": words("title"),
        "introduction": words("introduction"),
        "items": [*first, {"id": "example", "type": kind, **text, **entry}, last],
    }
    return yaml.safe_dump(file, allow_unicode=True, sort_keys=False)


def _read(kind: str, entry: dict[str, Any], ask_when: str | None = None) -> tuple[Questionnaire, set[str]]:
    """The questionnaire with this entry, and the codes of what is said of it."""
    found, problems = check(_file(kind, entry, ask_when), core=core_with_district())
    assert found is not None, (entry, [problem.sentence() for problem in problems])
    return found, {problem.code for problem in problems}


def _problems(kind: str, entry: dict[str, Any]) -> set[str]:
    problems = check(_file(kind, entry), core=core_with_district())[1]
    return {problem.code for problem in problems if problem.level == "error"}


def _drawn(files: Callable[[], st.SearchStrategy[Any]], kinds: list[str]) -> set[str]:
    """The types in many files of a generator, which draws from these kinds; looked at once for all of them."""
    key = (files, tuple(kinds))
    if key in _SEEN:
        return _SEEN[key]
    found = _SEEN[key] = set()

    @the_same(300)
    @given(files())
    def look(file: Any) -> None:
        found.update(_types(file))

    look()
    return found


def _types(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("type"), str):
            yield data["type"]
        for inside in data.values():
            yield from _types(inside)
    elif isinstance(data, list):
        for inside in data:
            yield from _types(inside)


def _without(rows: list[list[str]], header: str) -> list[list[str]]:
    place = rows[0].index(header)
    return [[cell for number, cell in enumerate(row) if number != place] for row in rows]
