"""What is typed where there are options: it names one of them, or it is asked back. Nothing is guessed."""

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from console import shipped
from surveys.answers import Answer, chosen
from surveys.item import Option, Refusal
from surveys.items._typed_choices import understand_one, understand_several

CORE = shipped.core()
LANGUAGES = ("kk", "ru", "en")
RUSSIAN_KEYBOARD = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІёЁ", "агкноуухиАГКНОУУХИеЕ")


def options_of(name, missing=("97", "98", "99"), region=None):
    rows = [row for row in CORE.scales[name] if row.get("region") == region]
    rows += [CORE.missing[code] for code in missing]
    return tuple(
        Option(**{key: row[key] for key in ("code", "label", "score") if key in row}) for row in rows
    )


SCALES = {name: options_of(name) for name in CORE.scales if name != "districts"}
SCALES |= {
    f"districts of {region}": options_of("districts", region=region)
    for region in sorted({row["region"] for row in CORE.scales["districts"]})
}
LABELS = [
    (name, option.code, label)
    for name, options in SCALES.items()
    for option in options
    for label in option.label.values()
]
WAYS = {
    "as it stands": str,
    "small": str.lower,
    "large": str.upper,
    "a point": lambda label: f"{label}.",
    "marks": lambda label: f"{label} !!!",
    "quoted": lambda label: f"«{label}»",
    "quoted twice": lambda label: f'"{label}"',
    "a Russian keyboard": lambda label: label.translate(RUSSIAN_KEYBOARD),
    "a Russian keyboard, small": lambda label: label.translate(RUSSIAN_KEYBOARD).lower(),
    "more spaces": lambda label: f"  {label.replace(' ', '   ')} ",
    "a hyphen": lambda label: label.replace("–", "-"),
    "taken apart": lambda label: unicodedata.normalize("NFD", label),
    "singular, he": lambda label: label.replace("удовлетворены", "удовлетворён").replace(
        "огласны", "огласен"
    ),
    "singular, she": lambda label: label.replace("удовлетворены", "удовлетворена").replace(
        "огласны", "огласна"
    ),
    "not in one word": lambda label: label.replace("е удовлетворены", "еудовлетворён"),
}
"""How people write a label."""


def test_every_scale_of_the_core_is_tried():
    assert {"satisfaction-5", "satisfaction-4", "agreement-5", "yes-no", "nps-11", "regions"} <= SCALES.keys()


@pytest.mark.parametrize("way", WAYS)
def test_a_label_in_any_way_is_its_own_option(way):
    for name, code, label in LABELS:
        typed = WAYS[way](label)
        found = understand_one(SCALES[name], typed.strip())
        assert found == chosen(code), f"{name}: {typed!r} became {found}"


@given(place=st.integers(0, len(LABELS) - 1), ways=st.lists(st.sampled_from(sorted(WAYS)), max_size=4))
def test_ways_together_never_lead_to_another_option(place, ways):
    name, code, label = LABELS[place]
    for way in ways:
        label = WAYS[way](label)
    found = understand_one(SCALES[name], label.strip())
    assert found == chosen(code) or isinstance(found, Refusal), (label, found)


@given(place=st.integers(0, len(LABELS) - 1), length=st.integers(1, 40))
def test_a_beginning_of_a_label_is_an_option_that_begins_so_or_is_asked_back(place, length):
    name, _, label = LABELS[place]
    begun = label[:length].strip()
    found = understand_one(SCALES[name], begun) if begun else Refusal(reason="choose_one")
    if isinstance(found, Answer) and not begun.isdecimal():
        begins = {
            option.code
            for option in SCALES[name]
            if any(each.casefold().startswith(begun.casefold()) for each in option.label.values())
        }
        assert found.codes[0] in begins


@given(place=st.integers(0, len(LABELS) - 1), denial=st.sampled_from(["не", "Не", "not", "ни"]))
def test_a_denied_label_is_never_that_label(place, denial):
    name, code, label = LABELS[place]
    assert understand_one(SCALES[name], f"{denial} {label}") != chosen(code)
    assert understand_one(SCALES[name], f"{label} емес") != chosen(code)


SATISFACTION = options_of("satisfaction-5", missing=("98",))


@pytest.mark.parametrize(
    ("typed", "code"),
    {
        "5": "5",
        " 5) ": "5",
        "5.": "5",
        "5!": "5",
        "5️⃣": "5",
        "３": "3",
        "٣": "3",
        "5 баллов": "5",
        "5 балл": "5",
        "5-ші": "5",
        "5 потому что быстро": "5",
        "5, өйткені тез болды": "5",
        "5 - отлично": "5",
        "4. Удовлетворены": "4",
        "вариант 5": "5",
        "оценка: 5": "5",
        "5 нұсқа": "5",
        "Удовлетворен": "4",
        "удовлетворена": "4",
        "Неудовлетворён": "2",
        "не удовлетворена": "2",
        "полностью удовлетворен": "5",
        "совсем не удовлетворён": "1",
        "Полностью": "5",
        "Частично": "3",
        "мулдем канагаттанбаймын": "1",
        "канагаттанам": "4",
        "Толык": "5",
        "не знаю": "98",
        "незнаю": "98",
        "Затрудняюсь": "98",
        "білмеймін": "98",
        "билмеймин": "98",
        "бiлмеймiн": "98",  # with the i of a Latin keyboard
        "I don't know": "98",
        "6": "98",
    }.items(),
)
def test_this_is_understood_of_satisfaction(typed, code):
    assert understand_one(SATISFACTION, typed) == chosen(code)


@pytest.mark.parametrize(
    ("typed", "why"),
    {
        "1 и 3": "choose_unclear",
        "1-3": "choose_unclear",
        "4 5": "choose_unclear",
        "4,5": "choose_unclear",
        "4.5": "choose_unclear",
        "1️⃣5️⃣": "choose_unclear",
        "не 5": "choose_unclear",
        "5 емес": "choose_unclear",
        "5 не дам": "choose_unclear",
        "5 или четыре": "choose_unclear",
        "2 раза": "choose_unclear",
        "3 күн күттім": "choose_unclear",
        "5 минут": "choose_unclear",
        "5 из 5": "choose_unclear",
        "5 не удовлетворены": "choose_unclear",
        "1 полностью удовлетворены": "choose_unclear",
        "-5": "choose_unclear",
        "5-": "choose_unclear",
        "5?": "choose_unclear",
        "қанағаттан": "choose_unclear",
        "👍": "choose_one",
        "👎": "choose_one",
        "доволен": "choose_one",
        "удовл": "choose_one",
        "не": "choose_one",
        "9": "choose_one",
        "9 баллов": "choose_one",
        "5²": "choose_one",
        "½": "choose_one",
        "да": "choose_one",
        "не хочу отвечать": "choose_one",  # 99 is not offered
        "!!!": "choose_one",
    }.items(),
)
def test_this_is_asked_back_of_satisfaction(typed, why):
    found = understand_one(SATISFACTION, typed)
    assert isinstance(found, Refusal)
    assert found.reason == why


def made(*labels):
    return tuple(
        Option(code=chr(ord("a") + place), label={"kk": label, "ru": label})
        for place, label in enumerate(labels)
    )


def test_labels_that_only_kazakh_letters_tell_apart_are_taken_with_these_letters_only():
    options = made("Қор", "Кор")
    assert understand_one(options, "қор") == chosen("a")
    assert understand_one(options, "кор").reason == "choose_unclear"


def test_a_number_that_stands_in_the_label_of_another_option_is_asked_back():
    options = made("Ни разу", "1 раз", "2-3 раза", "4 раза и больше")
    assert understand_one(options, "1").reason == "choose_unclear"
    assert understand_one(options, "2").reason == "choose_unclear"
    assert understand_one(options, "1 раз") == chosen("b")
    assert understand_one(options, "2-3 раза") == chosen("c")
    assert understand_one(made("Школа № 2", "Школа № 1"), "2").reason == "choose_unclear"


def test_a_number_that_begins_one_label_is_that_option():
    ages = made("18–29", "30–44", "45–59", "60 и старше")
    assert understand_one(ages, "30") == chosen("b")
    assert understand_one(ages, "18-29") == chosen("a")
    assert understand_one(ages, "35").reason == "choose_one"
    assert understand_one(made("до 18", "18–29", "30+", "x"), "18").reason == "choose_unclear"


def test_a_short_answer_that_begins_two_labels_is_asked_back():
    options = made("Да, полностью", "Да, частично", "Нет")
    assert understand_one(options, "да").reason == "choose_unclear"
    assert understand_one(options, "да, частично, но") == Refusal(reason="choose_one", values={"last": "3"})
    assert understand_one(options, "Да, частично") == chosen("b")
    assert understand_one(options, "нет") == chosen("c")
    assert understand_one(made("Да, конечно", "Нет, никогда"), "да") == chosen("a")


def test_regions_are_found_by_their_beginning_where_it_is_one():
    assert understand_one(SCALES["regions"], "Түркістан") == chosen("KZ-61")
    assert understand_one(SCALES["regions"], "туркестанская") == chosen("KZ-61")
    assert understand_one(SCALES["regions"], "Алматы").reason == "choose_unclear"


THINGS = made("Быстрота", "Сотрудники", "Место", "Вежливость и внимание")


@pytest.mark.parametrize(
    ("typed", "codes"),
    {
        "1 3": "ac",
        "1, 3": "ac",
        "3,1": "ac",
        "1 и 3": "ac",
        "1 және 3": "ac",
        "1;2;3": "abc",
        "1+3": "ac",
        "1️⃣3️⃣": "ac",
        "１ ３": "ac",
        "2": "b",
        "Быстрота": "a",
        "быстрота, место": "ac",
        "Быстрота и сотрудники": "ab",
        "1 сотрудники": "ab",
        "вежливость и внимание": "d",
        "место, вежливость и внимание": "cd",
        "1 1": "a",
    }.items(),
)
def test_several_options_are_named_at_once(typed, codes):
    assert understand_several(THINGS, typed) == chosen(*codes)


@pytest.mark.parametrize(
    ("typed", "why"),
    {
        "1-3": "choose_several_unclear",
        "1 – 3": "choose_several_unclear",
        "1 3-4": "choose_several_unclear",
        "не 3": "choose_several_unclear",
        "1, не 2": "choose_several_unclear",
        "13": "choose_several",
        "1 7": "choose_several",
        "всё": "choose_several",
        "быстрота не место": "choose_several",
        "кроме 2": "choose_several_unclear",
    }.items(),
)
def test_this_is_asked_back_where_several_may_be_chosen(typed, why):
    assert understand_several(THINGS, typed).reason == why


@given(
    text=st.text(alphabet="0123456789 ,.-–и не1️⃣٣👍емесУдовлетвореныҚанағаттанамын", min_size=1, max_size=30),
    several=st.booleans(),
)
def test_what_is_chosen_can_be_pointed_at_in_the_message(text, several):
    assume(text.strip())
    understand = understand_several if several else understand_one
    found = understand(SATISFACTION, text.strip())
    if isinstance(found, Answer) and not several:
        numbers = set(re.findall(r"\d+", text.translate(str.maketrans("٣", "3"))))
        assert not numbers or numbers == {str([o.code for o in SATISFACTION].index(found.codes[0]) + 1)}
