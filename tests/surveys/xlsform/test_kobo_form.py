"""A form as agencies have them in KoboToolbox: two languages, groups, skips, constraints, and what a chat cannot ask."""

# ruff: noqa: E501 - a row of a form stands in one line

import pytest

from console import shipped
from surveys.answers import chosen
from surveys.interview.route import route
from surveys.reading import check, read
from surveys.writing.questionnaire_file import write
from surveys.xlsform.exporting import sheets_of
from surveys.xlsform.importing import import_form
from surveys.xlsform.sheets import markdown_sheets
from tests.surveys.xlsform.odk import converted

FORM = r"""
| survey | | | | | | | | | | | | | | |
| | type | name | label::Қазақша (kk) | label::Русский (ru) | hint::Қазақша (kk) | hint::Русский (ru) | required | relevant | constraint | constraint_message::Қазақша (kk) | constraint_message::Русский (ru) | calculation | choice_filter | appearance |
| | start | start | | | | | | | | | | | | |
| | deviceid | deviceid | | | | | | | | | | | | |
| | note | Intro | Қайырлы күн! Сауалнама анонимді. | Добрый день! Опрос анонимный. | | | | | | | | | | |
| | begin_group | visit | Қызмет туралы | Об услуге | | | | | | | | | | field-list |
| | select_one oblast | oblast | Қай облыста қызмет алдыңыз? | В какой области Вы получали услугу? | | | true | | | | | | | minimal |
| | select_one rayon | rayon | Қай ауданда? | В каком районе? | | | true | | | | | | oblast=${oblast} | minimal |
| | date | visit_date | Қызметті қашан алдыңыз? | Когда Вы получили услугу? | | | | | . >= date('2026-01-01') and . <= date('2026-12-31') | | | | | |
| | select_one channel | channel | Қалай жүгіндіңіз? | Как Вы обратились? | | | yes | | | | | | | |
| | integer | wait_min | Кезекте қанша минут күттіңіз? | Сколько минут Вы ждали в очереди? | Санмен жазыңыз | Напишите число | | ${channel} = 'office' | . >= 0 and . <= 600 | 0-ден 600-ге дейінгі сан жазыңыз. | Введите число от 0 до 600. | | | |
| | integer | visits | Неше рет келдіңіз? | Сколько раз Вы приходили? | | | | selected(${channel}, 'office') or ${channel}='mfc' | .>0 | | | | | |
| | calculate | wait_total | | | | | | | | | | ${wait_min} * ${visits} | | |
| | end_group | | | | | | | | | | | | | |
| | begin_group | rating | Баға | Оценка | | | | not(${channel} = 'other') | | | | | | |
| | select_one agree | staff | Қызметкерлер сыпайы болды. | Сотрудники были вежливы. | | | | | | | | | | likert |
| | select_one agree | clear | Талаптар түсінікті болды. | Требования были понятны. | | | | | | | | | | likert |
| | range | score | 0-ден 10-ға дейін бағалаңыз | Оцените от 0 до 10 | | | | | | | | | | |
| | select_multiple problems or_other | problems | ${oblast} бойынша қандай қиындық болды? | Какие трудности были (${oblast})? | | | | ${staff} <= 2 or ${clear} <= 2 | not(selected(., 'none') and count-selected(.) > 1) and count-selected(.) <= 3 | Үшеуінен артық емес | Не больше трёх | | | |
| | text | problem_text | Толығырақ жазыңыз | Опишите подробнее | | | | count-selected(${problems}) > 0 and not(selected(${problems}, 'none')) | string-length(.) <= 500 | | | | | multiline |
| | decimal | paid | Қанша ақша төледіңіз? | Сколько Вы заплатили? | | | | selected(${problems}, 'money') | . >= 0.5 | | | | | |
| | end_group | | | | | | | | | | | | | |
| | begin_group | person | Өзіңіз туралы | О Вас | | | | | | | | | | |
| | integer | age | Жасыңыз нешеде? | Сколько Вам лет? | | | | | . >= 18 and . <= 110 | 18-ден асқандар ғана | Только старше 18 | | | |
| | select_one sex | sex | Жынысыңыз | Ваш пол | | | | | | | | | | |
| | select_one yesno | disability | Мүгедектігіңіз бар ма? | Есть ли у Вас инвалидность? | | | | | | | | | | |
| | text | contact | Байланыс үшін телефоныңыз | Телефон для связи | | | | ${disability} != '' and ${age} > 60 | regex(., '^[0-9]+$') | Тек сандар | Только цифры | | | |
| | end_group | | | | | | | | | | | | | |
| | geopoint | location | Орныңыз | Ваше местоположение | | | | | | | | | | |
| | image | photo | Сурет | Фото | | | | | | | | | | |
| | note | thanks | Рақмет! | Спасибо! | | | | | | | | | | |
| choices | | | | | |
| | list_name | name | label::Қазақша (kk) | label::Русский (ru) | oblast |
| | oblast | almaty | Алматы облысы | Алматинская область | |
| | oblast | abai | Абай облысы | область Абай | |
| | rayon | talgar | Талғар ауданы | Талгарский район | almaty |
| | rayon | ile | Іле ауданы | Илийский район | almaty |
| | rayon | semey | Семей қаласы | город Семей | abai |
| | channel | office | Кеңсеге бардым | Пришёл в офис | |
| | channel | mfc | ХҚКО арқылы | Через ЦОН | |
| | channel | egov.kz | eGov арқылы | Через eGov | |
| | channel | other | Басқаша | Иначе | |
| | agree | 1 | Келіспеймін | Не согласен | |
| | agree | 2 | Онша келіспеймін | Скорее не согласен | |
| | agree | 3 | Келісемін | Согласен | |
| | agree | 98 | Білмеймін | Не знаю | |
| | problems | queue | Кезек | Очередь | |
| | problems | rude | Дөрекілік | Грубость | |
| | problems | money | Ақша сұрады | Просили деньги | |
| | problems | none | Қиындық болған жоқ | Трудностей не было | |
| | sex | 1 | Әйел | Женский | |
| | sex | 2 | Ер | Мужской | |
| | yesno | yes | Иә | Да | |
| | yesno | no | Жоқ | Нет | |
| settings | | | |
| | form_title | form_id | version | default_language |
| | Халыққа қызмет көрсету сапасы | Service_Quality_2026 | 7 | Қазақша (kk) |
"""


@pytest.fixture(scope="module")
def imported():
    return import_form(markdown_sheets(FORM), core=shipped.core())


@pytest.fixture(scope="module")
def questionnaire(imported):
    return read(imported.text, core=shipped.core())


def told(imported, sheet):
    """The problems of a sheet: row, column, code."""
    return [(p.place.row, p.place.column, p.code) for p in imported.problems if p.place.sheet == sheet]


def shown(questionnaire, **answers):
    """The ids of what a respondent with these answers meets."""
    return list(route(questionnaire, answers, seed=1).items)


def test_the_form_becomes_a_questionnaire_that_can_be_published(imported):
    assert imported.publishable
    assert check(imported.text, core=shipped.core())[0] is not None
    assert write(read(imported.text, core=shipped.core()), core=shipped.core()) == imported.text


def test_everything_that_a_chat_cannot_ask_is_listed_where_it_stands(imported):
    assert told(imported, "survey") == [
        (2, "type", "dropped-record"),
        (3, "type", "dropped-record"),
        (4, "name", "renamed"),
        (4, "name", "many-questions"),
        (5, "label::Қазақша (kk)", "group-label"),
        (14, "label::Қазақша (kk)", "group-label"),
        (18, "constraint_message::Қазақша (kk)", "dropped-message"),
        (22, "label::Қазақша (kk)", "group-label"),
        (26, "constraint", "constraint"),
        (28, "type", "dropped-question"),
        (29, "type", "dropped-question"),
    ]
    assert told(imported, "choices") == [
        (9, "name", "renamed-code"),
        (14, "label::Қазақша (kk)", "standard-label"),
        (14, "label::Русский (ru)", "standard-label"),
    ]
    assert told(imported, "settings") == [(1, "", "no-introduction"), (2, "form_title", "one-title")]


def test_every_question_has_its_type_and_place(questionnaire):
    assert [(item.id, item.type, item.section) for item in questionnaire.items] == [
        ("intro", "notice", None),
        ("oblast", "single", "visit"),
        ("rayon", "single", "visit"),
        ("visit_date", "date", "visit"),
        ("channel", "single", "visit"),
        ("wait_min", "number", "visit"),
        ("visits", "number", "visit"),
        ("wait_total", "calculate", "visit"),
        ("staff", "single", "rating"),
        ("clear", "single", "rating"),
        ("score", "number", "rating"),
        ("problems", "multiple", "rating"),
        ("problem_text", "text", "rating"),
        ("paid", "number", "rating"),
        ("age", "number", "person"),
        ("sex", "single", "person"),
        ("disability", "single", "person"),
        ("contact", "text", "person"),
        ("thanks", "notice", None),
    ]
    assert [item.id for item in questionnaire.items if item.required] == ["oblast", "rayon", "channel"]


def test_the_same_people_are_asked_as_in_the_form(questionnaire):
    office = {"channel": chosen("office"), "staff": chosen("1"), "problems": chosen("money")}
    assert {"wait_min", "visits", "problems", "problem_text", "paid"} <= set(shown(questionnaire, **office))
    online = {"channel": chosen("egov_kz"), "staff": chosen("3"), "clear": chosen("98")}
    assert not {"wait_min", "visits", "problems", "paid"} & set(shown(questionnaire, **online))
    other = shown(questionnaire, channel=chosen("other"))
    assert not {"staff", "clear", "score"} & set(other)
    rayon = questionnaire.by_id["rayon"]
    assert [option.offer_when for option in rayon.offered] == [
        "oblast == almaty",
        "oblast == almaty",
        "oblast == abai",
    ]


def test_answers_are_checked_as_in_the_form(questionnaire):
    items = questionnaire.by_id
    assert (items["visit_date"].earliest.year, items["visit_date"].latest.month) == (2026, 12)
    assert items["age"].valid_when == "age >= 18 and age <= 110"
    assert items["age"].valid_message["ru"] == "Только старше 18"
    assert (items["visits"].range.min, items["visits"].range.max) == (1, None)
    assert (items["paid"].range.min, items["paid"].decimals) == (0.5, 6)
    assert (items["score"].range.min, items["score"].range.max) == (1, 10)
    assert items["problem_text"].max_length == 500
    assert items["problems"].choose.max == 3
    kept = {option.code: (option.exclusive, option.specify) for option in items["problems"].offered}
    assert (kept["none"], kept["other"], kept["queue"]) == ((True, False), (False, True), (False, False))
    assert items["staff"].missing == ("98",)
    assert items["problems"].text["ru"] == "Какие трудности были ({oblast})?"


def test_the_questionnaire_goes_back_as_a_form_that_odk_takes_and_that_is_read_as_the_same(questionnaire):
    sheets = sheets_of(questionnaire)
    assert not converted(sheets).warnings
    again = import_form(sheets, core=shipped.core())
    assert read(again.text, core=shipped.core()) == questionnaire
    assert {problem.code for problem in again.problems} == {"many-questions"}
