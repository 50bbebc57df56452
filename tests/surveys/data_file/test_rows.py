"""A row of a file goes the way of an interview: what it says is kept as the bot keeps it, or told by row and column."""

from random import Random

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from console import shipped
from storage.answer_bytes import MISSING, NOT_MET, SKIP, layout
from surveys.answers import SKIPPED
from surveys.data_file.columns import columns, template_columns
from surveys.data_file.findings import Finding
from surveys.data_file.rows import Row, Rows
from surveys.reading import read
from tests.any_questionnaires import any_questionnaires
from tests.exploring import examples
from tests.made_responses import every_type
from tests.paper_forms import SERVICES, cells, form, scope_of
from tests.short_surveys import survey

BRANCHING = survey(
    {"id": "visited", "type": "yes_no", "required": True},
    {"id": "staff", "type": "rating", "ask_when": "visited == yes"},
    {"id": "good", "type": "multiple", "choose": {"min": 2, "max": 2}},
    {"id": "days", "type": "number", "range": {"min": 0, "max": 30}, "missing": [98]},
    {"id": "last", "type": "date"},
    "why: text",
    partial_when="answered(visited)",
)


def reader(questionnaire, *headers, language="ru"):
    found, wrong = columns(questionnaire, headers)
    assert wrong == []
    return Rows(scope_of(questionnaire), found, language)


def row(questionnaire, said, number=2):
    """What one row is, by header."""
    said = {"service": "moh_clinic", **said}
    return reader(questionnaire, *said).read(number, list(said.values()))


def told(found):
    assert isinstance(found, list)
    return {(each.column, each.key) for each in found}


def kept(questionnaire, found):
    """The bytes of each item."""
    assert isinstance(found, Row), found
    plan = layout(questionnaire)
    whole, _ = plan.encode(found.answers)
    return {each.item: list(whole[each.start : each.start + each.width]) for each in plan.fields}


# Forms that were filled in


def there_and_back(questionnaire, seed):
    random, scope = Random(seed), scope_of(questionnaire)
    shown = list(template_columns(questionnaire))
    read_again, wrong = columns(questionnaire, [column.name for column in shown])
    assert (read_again, wrong) == (shown, [])
    rows, plan = Rows(scope, shown, "kk"), layout(questionnaire)
    for number in range(2, 12):
        service = random.choice(sorted(SERVICES))
        asked = scope.asked[SERVICES[service]]
        answers = form(asked, random)
        if all(each.skipped for each in answers.values()):
            continue
        texts = cells(asked, shown, answers)
        about = {"service": service, "language": "kk", "week": "2026-W14", "disposition": "complete"}
        for place, column in enumerate(shown):
            texts[place] = about.get(column.role, texts[place])
        found = rows.read(number, texts)
        assert isinstance(found, Row), found
        told = {name: each for name, each in answers.items() if not _not_drawn(questionnaire, name, answers)}
        assert plan.encode(found.answers) == plan.encode(told)
        assert found.about.week == 202614


def _not_drawn(questionnaire, name, answers):
    """Of a module nothing was answered, so nobody knows that it was asked."""
    modules = {section.id for section in questionnaire.sections if section.module}
    section = questionnaire.by_id[name].section
    if questionnaire.modules is None or section not in modules:
        return False
    return all(
        each.skipped for other, each in answers.items() if questionnaire.by_id[other].section == section
    )


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_what_the_template_takes_of_a_shipped_questionnaire_is_kept_as_the_bot_keeps_it(name) -> None:
    there_and_back(read(shipped.questionnaire_text(name), core=shipped.core()), seed=5)


def test_every_type_of_item_goes_through_the_template_without_loss() -> None:
    for seed in range(20):
        there_and_back(every_type(), seed)


@pytest.mark.hypothesis
@given(any_questionnaires(), st.integers(0, 99))
@examples(60)
def test_any_questionnaire_goes_through_its_template_without_loss(questionnaire, seed) -> None:
    assume(any(item.asks for item in questionnaire.items))
    there_and_back(questionnaire, seed)


# What cells may say


def test_a_multiple_choice_is_one_column_of_codes_or_one_for_each_option() -> None:
    base = {"visited": "no"}
    whole = row(BRANCHING, {**base, "good": "c a"})
    parted = row(BRANCHING, {**base, "good.a": "1", "good.b": "0", "good.c": "1.0"})
    named = row(BRANCHING, {**base, "good_a": "1", "good_b": "", "good_c": "1"})
    assert kept(BRANCHING, whole) == kept(BRANCHING, parted) == kept(BRANCHING, named)
    assert kept(BRANCHING, whole)["good"] == [2, 1, 2]


def test_nothing_ticked_is_a_skip_and_a_missing_code_stands_in_every_column() -> None:
    assert (
        kept(BRANCHING, row(BRANCHING, {"visited": "no", "good.a": "0", "good.b": "0"}))["good"] == [SKIP] * 3
    )
    refused = row(BRANCHING, {"visited": "no", "good.a": "99", "good.b": "99", "good.c": "99"})
    assert kept(BRANCHING, refused)["good"] == [MISSING["99"]] * 3


def test_98_is_a_number_in_a_column_of_numbers_and_a_missing_code_beside_it() -> None:
    found = row(BRANCHING, {"visited": "no", "days": "98"})
    assert [(each.key, each.values["reason"]) for each in found] == [("refused", "out_of_range")]
    assert kept(BRANCHING, row(BRANCHING, {"visited": "no", "days_missing": "98"}))["days"] == [MISSING["98"]]


def test_a_code_for_no_answer_is_taken_where_it_was_not_offered() -> None:
    assert kept(BRANCHING, row(BRANCHING, {"visited": "yes", "staff": "97"}))["staff"] == [MISSING["97"]]


def test_codes_that_a_spreadsheet_made_decimals_are_codes() -> None:
    for written in ("4", "4.0", "4,0", " 4 "):
        assert kept(BRANCHING, row(BRANCHING, {"visited": "yes", "staff": written}))["staff"] == [4]


# What was not answered


def test_an_empty_cell_was_skipped_if_the_answers_open_it_and_else_not_met() -> None:
    found = kept(BRANCHING, row(BRANCHING, {"visited": "no"}))
    assert (found["staff"], found["days"], found["why"]) == ([NOT_MET], [SKIP], [SKIP])
    assert kept(BRANCHING, row(BRANCHING, {"visited": "yes"}))["staff"] == [SKIP]


def test_behind_the_last_answer_of_a_partial_response_nothing_was_met() -> None:
    found = row(BRANCHING, {"visited": "yes", "good": "a b", "disposition": "partial"})
    assert found.disposition == "partial"
    assert {item: each[0] for item, each in kept(BRANCHING, found).items()} == {
        "visited": 1,
        "staff": SKIP,
        "good": 2,
        "days": NOT_MET,
        "last": NOT_MET,
        "why": NOT_MET,
    }


def test_a_required_answer_that_lacks_makes_the_response_partial_or_too_little() -> None:
    asked = survey(
        "overall: rating",
        {"id": "solved", "type": "yes_no", "required": True},
        partial_when="answered(overall)",
    )
    assert row(asked, {"overall": "5"}).disposition == "partial"
    assert row(asked, {"overall": "5", "solved": "yes"}).disposition == "complete"
    assert row(asked, {"overall": "5", "disposition": "complete"}).disposition == "complete"
    assert row(asked, {"overall": "98", "solved": "no"}).disposition == "complete"  # heard, without a value
    assert told(row(asked, {"overall": "98"})) == {("", "too-little")}
    assert told(row(asked, {"overall": "", "solved": "no"})) == {("", "too-little")}
    assert told(row(asked, {"overall": "", "solved": "no", "disposition": "partial"})) == {("", "too-little")}


def test_a_row_without_any_answer_is_none() -> None:
    assert told(row(BRANCHING, {"visited": ""})) == {("", "no-answer")}


def test_a_module_without_an_answer_was_not_drawn() -> None:
    modules = [
        {
            "section": name,
            "module": True,
            "items": [
                {"id": f"{name}_{n}", "type": "yes_no", "text": {"kk": "Шын ба?", "ru": "Верно?"}}
                for n in "12"
            ],
        }
        for name in "xy"
    ]
    head = {"questionnaire": "m", "languages": ["kk", "ru"], "title": {"kk": "Т", "ru": "Н"}, "modules": 1}
    file = {**head, "introduction": {"kk": "К.", "ru": "В."}, "items": modules}
    asked = read(yaml.safe_dump(file, allow_unicode=True, sort_keys=False), core=shipped.core())
    found = kept(asked, row(asked, {"y_2": "yes"}))
    assert found == {"x_1": [NOT_MET], "x_2": [NOT_MET], "y_1": [SKIP], "y_2": [1]}


# What is wrong


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ({"staff": "6", "visited": "yes"}, ("staff", "unknown-code")),
        ({"visited": "иә"}, ("visited", "unknown-code")),
        ({"visited": "no", "staff": "5"}, ("staff", "not-asked")),
        ({"visited": "no", "staff": "97"}, ("staff", "not-asked")),
        ({"visited": "no", "good": "a"}, ("good", "refused")),
        ({"visited": "no", "good": "a 98"}, ("good", "choose-alone")),
        ({"visited": "no", "good.a": "2"}, ("good.a", "not-a-tick")),
        ({"visited": "no", "good.a": "1", "good.b": "98"}, ("good.a", "missing-and-answer")),
        ({"visited": "no", "days": "31"}, ("days", "refused")),
        ({"visited": "no", "days": "many"}, ("days", "refused")),
        ({"visited": "no", "days": "3", "days_missing": "98"}, ("days_missing", "missing-and-answer")),
        ({"visited": "no", "days_missing": "5"}, ("days_missing", "unknown-missing")),
        ({"visited": "no", "last": "31.02.2026"}, ("last", "refused")),
        ({"visited": "no", "week": "2026-14"}, ("week", "week-not-read")),
        ({"visited": "no", "week": "2025-W53"}, ("week", "week-not-read")),
        ({"visited": "no", "week": "2026-W49"}, ("week", "week-to-come")),
        ({"visited": "no", "language": "de"}, ("language", "unknown-language")),
        ({"visited": "no", "office": "mia_1"}, ("office", "unknown-office")),
        ({"visited": "no", "service": "moh"}, ("service", "unknown-service")),
        ({"visited": "no", "service": ""}, ("", "no-service")),
        ({"visited": "no", "agency": "mia"}, ("agency", "other-agency")),
        ({"visited": "no", "agency": "xyz"}, ("agency", "unknown-agency")),
        ({"visited": "no", "service": "", "agency": "mia"}, ("agency", "several-services")),
        ({"visited": "no", "disposition": "refused"}, ("disposition", "unknown-disposition")),
    ],
)
def test_a_mistake_is_told_by_its_column_and_alone(said, finding) -> None:
    assert told(row(BRANCHING, said)) == {finding}


def test_all_mistakes_of_a_row_are_told_at_once_but_none_that_follows_from_another() -> None:
    """Whether staff was to be asked nobody can say before `visited` is mended."""
    found = row(
        BRANCHING, {"visited": "maybe", "staff": "5", "days": "99", "week": "soon", "service": "nowhere"}
    )
    assert told(found) == {
        ("visited", "unknown-code"),
        ("days", "refused"),
        ("week", "week-not-read"),
        ("service", "unknown-service"),
    }


def test_the_agency_alone_will_do_where_the_campaign_has_one_service_of_it() -> None:
    found = row(BRANCHING, {"service": "", "agency": "moh", "visited": "no", "office": "moh_1"})
    assert (found.about.service, found.about.agency, found.about.office) == ("moh_clinic", "moh", "moh_1")
    assert (found.about.language, found.about.week) == ("-", None)


def test_words_belong_to_the_option_that_asks_for_them() -> None:
    asked = every_type()
    kept_words = row(asked, {"way": "other", "way_other_text": "по телефону 8 701 123 45 67"})
    assert kept_words.answers["way"].text == "по телефону ●●●"
    assert told(row(asked, {"way": "a", "way_other_text": "по телефону"})) == {
        ("way_other_text", "words-alone")
    }
    assert told(row(asked, {"way": "z", "way_other_text": "по телефону"})) == {("way", "unknown-code")}


def test_an_option_that_earlier_answers_take_away_is_not_offered() -> None:
    asked = every_type()
    assert told(row(asked, {"where": "KZ-75", "office": "mia_1"})) == {("office", "unknown-code")}
    assert row(asked, {"office": "moh_1"}).answers["office"].codes == ("moh_1",)


def test_the_authors_own_message_comes_in_the_language_of_the_reader_if_the_questionnaire_has_it() -> None:
    asked = survey(
        {
            "id": "days",
            "type": "number",
            "valid_when": "days <= 3",
            "valid_message": {"kk": "Үштен көп емес.", "ru": "Не больше трёх."},
        }
    )
    for language, message in (
        ("kk", "Үштен көп емес."),
        ("ru", "Не больше трёх."),
        ("en", "Үштен көп емес."),
    ):
        found = reader(asked, "service", "days", language=language).read(7, ["moh_clinic", "4"])
        assert found == [Finding(7, "days", "refused", {"message": message, "reason": "invalid"})]


def test_a_row_with_more_cells_than_headers_is_refused_and_with_fewer_taken() -> None:
    known = reader(BRANCHING, "service", "visited", "why")
    assert told(known.read(2, ["moh_clinic", "no", "a", "b"])) == {("", "more-cells")}
    assert known.read(3, ["moh_clinic", "no"]).answers["why"] == SKIPPED


# Headers


@pytest.mark.parametrize(
    ("headers", "finding"),
    [
        (("service", "visted"), ("visted", "unknown-column-near")),
        (("service", "visited", "interviewer"), ("interviewer", "unknown-column")),
        (("service", "visited", "VISITED"), ("VISITED", "column-twice")),
        (("visited",), ("", "no-unit")),
        (("service", "week"), ("", "no-items")),
        (("service", "", "visited"), ("", "column-unnamed")),
        (("service", "good", "good.a"), ("good", "both-forms")),
    ],
)
def test_a_wrong_header_is_told(headers, finding) -> None:
    assert told(columns(BRANCHING, headers)[1]) == {finding}


def test_an_item_that_is_called_as_a_column_of_its_own_is_told_apart() -> None:
    asked = survey("service: service", "week: text", "office: office")
    names = [column.name for column in template_columns(asked)]
    assert names == ["service", "language", "week", "disposition", "item.service", "item.week", "office"]
    found = row(asked, {"item.service": "moh_clinic", "item.week": "third", "office": "moh_1"})
    assert found.answers["week"].text == "third"
