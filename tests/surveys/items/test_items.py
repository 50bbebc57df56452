"""What typed words mean to each type of question."""

import datetime
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from surveys.answers import Answer
from surveys.item import Refusal
from surveys.items.date import Date
from surveys.items.multiple import Multiple
from surveys.items.number import Number
from surveys.items.text import MASK, Text, masked
from tests.surveys.items.item_examples import EXAMPLES, TODAY, label, made

ALL = [(kind, typed, means) for kind, case in EXAMPLES.items() for typed, means in case.means.items()]
WORDS = label("Сұрақ?", "Вопрос?")


@pytest.mark.parametrize(
    ("kind", "typed", "means"), ALL, ids=[f"{kind}: {typed!r:.30}" for kind, typed, _ in ALL]
)
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_typed_words_mean_the_same_in_either_language(kind, typed, means, language):
    found = made(kind).understand(typed, language, TODAY)
    assert (found.reason if isinstance(found, Refusal) else found) == means


@pytest.mark.parametrize("kind", EXAMPLES)
@given(typed=st.text(min_size=1).map(str.strip).filter(bool))
@example(typed="9" * 400)
@example(typed="٣")
@example(typed="1,")
@example(typed="\u202e")
def test_nothing_that_can_be_typed_breaks_a_question(kind, typed):
    item = made_once(kind)
    found = item.understand(typed, "kk", TODAY)
    assert isinstance(found, Answer | Refusal)
    if isinstance(found, Answer):
        assert {*found.codes} <= {option.code for option in item.offered}
        assert Answer.from_json(found.as_json()) == found


@cache
def made_once(kind):
    return made(kind)


# Numbers


def number(low=None, high=None, decimals=0):
    bounds = {name: value for name, value in (("min", low), ("max", high)) if value is not None}
    return Number(id="n", type="number", text=WORDS, range=bounds, decimals=decimals)


@given(value=st.decimals(min_value=-(10**12) + 1, max_value=10**12 - 1, places=3), comma=st.booleans())
def test_a_number_comes_back_exactly_as_it_was_typed(value, comma):
    typed = f"{value:f}".replace(".", "," if comma else ".")
    found = number(decimals=3).understand(typed, "ru", TODAY)
    if 1 <= abs(value) < 1000:  # 1,234 is 1234 to some
        assert found.values["one"] == f"{value:f}".replace(".", "")
        assert Decimal(found.values["other"].replace(",", ".")) == value
    else:
        assert found == Answer(number=value)


@given(value=st.integers(0, 10**9))
def test_thousands_may_stand_apart(value):
    for space in (" ", "\u00a0", "\u202f"):
        assert number().understand(f"{value:,}".replace(",", space), "kk", TODAY) == Answer(
            number=Decimal(value)
        )


@given(value=st.integers(-100, 100), low=st.integers(-50, 50), high=st.integers(-50, 50))
def test_only_numbers_within_the_range_are_taken(value, low, high):
    assume(low <= high)
    found = number(low, high).understand(str(value), "kk", TODAY)
    assert isinstance(found, Answer) == (low <= value <= high)
    if isinstance(found, Refusal):
        assert found.values == {"low": str(low), "high": str(high)}


def test_minus_nought_is_nought():
    assert f"{number().understand('-0', 'kk', TODAY).number}" == "0"


def test_an_open_end_is_shown_as_open():
    assert number(high=3).understand("4", "kk", TODAY).values == {"low": "…", "high": "3"}
    assert number(low=3).understand("2", "kk", TODAY).values == {"low": "3", "high": "…"}


@given(places=st.integers(0, 6), digits=st.text("0123456789", min_size=1, max_size=6))
def test_digits_after_the_comma_are_counted_without_trailing_noughts(places, digits):
    found = number(decimals=places).understand(f"0,{digits}", "ru", TODAY)
    assert isinstance(found, Answer) == (len(digits.rstrip("0")) <= places)


# Dates


@given(day=st.dates(datetime.date(1000, 1, 1), datetime.date(9999, 12, 31)))
def test_a_day_is_read_day_first_or_as_iso(day):
    when = Date(id="d", type="date", text=WORDS)
    for typed in (f"{day:%d.%m.}{day.year:04}", f"{day.day}/{day.month}/{day.year:04}", day.isoformat()):
        assert when.understand(typed, "kk", TODAY) == Answer(text=day.isoformat())


# Words


@given(words=st.text(alphabet="абвгдеёжАӘБВГҒД ,.!?()", min_size=1, max_size=80))
def test_words_without_digits_are_kept_as_they_are(words):
    assume(words.strip())
    assert Text(id="t", type="text", text=WORDS).understand(words.strip(), "kk", TODAY) == Answer(
        text=words.strip()
    )


@given(
    before=st.sampled_from(["", "Тел. ", "(", "№"]),
    prefix=st.sampled_from(["+7", "8", "7"]),
    rest=st.from_regex(r"7[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}", fullmatch=True),
    gap=st.sampled_from(["", " ", "-", " ("]),
)
def test_no_mobile_number_is_kept(before, prefix, rest, gap):
    assert masked(f"{before}{prefix}{gap}{rest} болды") == f"{before}{MASK} болды"


@given(iin=st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_no_iin_is_kept(iin):
    assert iin not in masked(f"ЖСН: {iin}, рақмет")


# Ticks


def ticks(least=1, most=50, alone=("z",)):
    codes = ["a", "b", "c", "z"]
    options = [{"code": code, "label": WORDS, "exclusive": code in alone} for code in codes]
    return Multiple(id="m", type="multiple", text=WORDS, options=options, choose={"min": least, "max": most})


@given(taps=st.lists(st.sampled_from(["a", "b", "c", "z"]), max_size=12))
def test_ticks_keep_the_order_of_the_options_and_an_exclusive_one_stands_alone(taps):
    item, codes = ticks(), ()
    for tap in taps:
        before = codes
        codes = item.toggle(codes, tap)
        assert (tap in codes) != (tap in before)
        assert list(codes) == sorted(set(codes))
        assert "z" not in codes or codes == ("z",)


@given(codes=st.sets(st.sampled_from(["a", "b", "c"])), least=st.integers(1, 3), most=st.integers(1, 3))
def test_ticks_are_taken_within_their_bounds_only(codes, least, most):
    assume(least <= most)
    found = ticks(least, most).accept(tuple(sorted(codes)))
    assert isinstance(found, Answer) == (least <= len(codes) <= most)


def test_one_exclusive_option_is_enough_whatever_the_least_number():
    assert ticks(least=3).accept(("z",)) == Answer(codes=("z",))


def test_no_more_ticks_are_wanted_than_earlier_answers_have_left_options():
    left = ticks(least=3).model_copy(update={"options": ticks().options[:1]})
    assert left.accept(("a",)) == Answer(codes=("a",))
    assert left.accept(()).values == {"min": "1"}
