"""A response's answers are a byte for each option of the version, and come back as they were given."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.answer_bytes import layout
from surveys.answers import MISSING_CODES, SKIPPED, Answer, chosen
from tests.any_questionnaires import any_questionnaires
from tests.exploring import examples
from tests.short_surveys import survey


@st.composite
def answered(draw, item):
    """Any answer that the item can have got."""
    missing = [chosen(option.code) for option in item.offered if option.code in MISSING_CODES]
    codes = [option.code for option in item.offered if option.code not in MISSING_CODES]
    if item.expects == "typed":
        number = draw(st.decimals(-(10**12), 10**12, allow_nan=False, places=3))
        given_ = Answer(number=number) if item.kind == "number" else Answer(text=draw(st.text(min_size=1)))
    elif not codes and not item.registered:
        given_ = SKIPPED
    elif item.several:
        given_ = chosen(*sorted(draw(st.sets(st.sampled_from(codes), min_size=1)), key=codes.index))
    else:
        given_ = chosen(draw(st.sampled_from(codes or ["from_a_campaign"])))
    asked = [option.code for option in item.offered if option.specify and option.code in given_.codes]
    if asked and draw(st.booleans()):
        given_ = Answer(codes=given_.codes, text=draw(st.text(min_size=1)))
    return draw(st.sampled_from([SKIPPED, given_, *missing]))


@given(st.data())
@examples(60)
def test_whatever_was_answered_comes_back(data):
    questionnaire = data.draw(any_questionnaires())
    kept = layout(questionnaire)
    answers = {
        item.id: data.draw(answered(item))
        for item in questionnaire.items
        if item.asks and data.draw(st.booleans())
    }
    found, beside = kept.encode(answers)
    assert len(found) == kept.width
    assert kept.decode(found, beside) == answers


def test_the_bytes_are_those_of_the_table():
    questionnaire = survey(
        {"id": "staff", "type": "rating", "missing": [97, 98, 99]},
        "what: multiple",
        {"id": "days", "type": "number", "missing": [98]},
        "where: region",
        "why: text",
        "later: yes_no",
    )
    found, beside = layout(questionnaire).encode(
        {
            "staff": chosen("5"),
            "what": chosen("a", "c"),
            "days": Answer(number=Decimal("12.50")),
            "where": chosen("KZ-71"),
            "why": SKIPPED,
        }
    )
    assert list(found) == [5, 2, 1, 2, 1, 1, 250, 0]
    assert beside == {"days": "12.50", "where": "KZ-71"}


@pytest.mark.parametrize(("code", "byte"), [("97", 251), ("98", 252), ("99", 253)])
def test_a_standard_code_stands_in_every_byte_of_its_item(code, byte):
    questionnaire = survey(
        {"id": "staff", "type": "rating", "missing": [97, 98, 99]},
        {"id": "what", "type": "multiple", "missing": [97, 98, 99]},
    )
    found, _ = layout(questionnaire).encode({"staff": chosen(code), "what": chosen(code)})
    assert list(found) == [byte] * 4


def test_the_words_of_other_belong_to_the_option_that_asked_for_them():
    label = {"kk": "Басқа", "ru": "Другое"}
    options = [
        {"code": "a", "label": label, "specify": True},
        {"code": "b", "label": {"kk": "Б", "ru": "Б"}},
        {"code": "c", "label": {"kk": "В", "ru": "В"}},
    ]
    questionnaire = survey({"id": "what", "type": "multiple", "options": options})
    _, beside = layout(questionnaire).encode({"what": Answer(codes=("a", "b", "c"), text="дома")})
    assert beside == {"what.a": "дома"}


def test_a_numbers_own_option_is_told_from_the_number_that_is_written_like_it():
    label = {"kk": "Бірде-бір рет", "ru": "Ни разу"}
    options = [{"code": "0", "label": label}, {"code": "other", "label": dict(label), "specify": True}]
    kept = layout(survey({"id": "days", "type": "number", "missing": [98], "options": options}))
    for answer, byte, beside in (
        (Answer(number=Decimal(0)), 1, {"days": "0"}),
        (chosen("0"), 2, {}),
        (Answer(codes=("other",), text="часто"), 3, {"days.other": "часто"}),
        (chosen("98"), 252, {}),
    ):
        assert kept.encode({"days": answer}) == (bytes([byte]), beside)
        assert kept.decode(bytes([byte]), beside) == {"days": answer}


def test_a_code_that_the_version_does_not_offer_is_refused():
    with pytest.raises(ValueError, match="does not offer z"):
        layout(survey("what: single")).encode({"what": chosen("z")})
