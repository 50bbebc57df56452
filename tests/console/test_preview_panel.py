"""The panel beside a phone: the path in the respondent's own order, what closed an item, and stored answers."""

from decimal import Decimal

from console import shipped
from console.preview.panel import panel
from storage.trials import Trial
from surveys.answers import SKIPPED, Answer, chosen
from surveys.interview.sequence import sequence
from surveys.reading import read

TEXT = """
questionnaire: panel_trial
languages: [kk, ru]
title: {kk: Сынақ, ru: Проба}
introduction: {kk: Пікіріңіз керек., ru: Нам важно Ваше мнение.}
modules: 1
items:
  - id: hello
    type: notice
    text: {kk: Қош келдіңіз., ru: Добро пожаловать.}
  - id: visits
    type: number
    text: {kk: Неше рет?, ru: Сколько раз?}
  - id: often
    type: calculate
    value: visits * 2
  - id: why
    type: text
    ask_when: visits > 5
    text: {kk: Неліктен?, ru: Почему?}
  - id: good
    type: multiple
    text: {kk: Не ұнады?, ru: Что понравилось?}
    options:
      - {code: staff, label: {kk: Қызметкерлер, ru: Сотрудники}}
      - {code: speed, label: {kk: Жылдамдық, ru: Скорость}}
      - {code: other, specify: true, label: {kk: Басқа, ru: Другое}}
  - section: one
    module: true
    items:
      - id: first
        type: yes_no
        text: {kk: Бірінші?, ru: Первый?}
  - section: two
    module: true
    items:
      - id: second
        type: yes_no
        text: {kk: Екінші?, ru: Второй?}
"""
ASKED = read(TEXT, core=shipped.core())
SEED = 5


def states(shown):
    return {entry["item"]: entry["state"] for entry in shown["path"]}


def test_before_anybody_came_the_panel_is_empty():
    assert panel(ASKED, None, "kk") == {"stage": "", "path": [], "answers": []}


def test_nothing_is_said_of_the_path_before_consent():
    shown = panel(ASKED, Trial("consent", "kk", None, SEED), "kk")
    assert (shown["stage"], shown["path"], shown["answers"]) == ("consent", [], [])


def test_the_path_ends_where_the_respondent_stands():
    trial = Trial("asking", "kk", "visits", SEED, {"hello": Answer()})
    found = states(panel(ASKED, trial, "kk"))
    assert {name: found[name] for name in ("hello", "visits")} == {"hello": "read", "visits": "present"}
    assert "good" not in found


def test_a_closed_item_says_its_condition_and_a_calculation_its_value():
    given = {"hello": Answer(), "visits": Answer(number=Decimal(2))}
    shown = panel(ASKED, Trial("asking", "ru", "good", SEED, given), "ru")
    entries = {entry["item"]: entry for entry in shown["path"]}
    assert entries["why"] == {"item": "why", "text": "Почему?", "state": "closed", "why": "visits > 5"}
    assert entries["often"] == {"item": "often", "text": "= 4", "state": "calculated"}
    assert entries["good"]["state"] == "present"


def test_of_the_modules_the_one_not_drawn_is_named():
    drawn = {item.id for item in sequence(ASKED, SEED)} & {"first", "second"}
    [dropped] = {"first", "second"} - drawn
    shown = panel(ASKED, Trial("asking", "ru", "visits", SEED, {"hello": Answer()}), "ru")
    assert shown["path"][-1]["item"] == dropped
    assert (shown["path"][-1]["state"], shown["path"][-1]["why"]) == ("closed", "module")


def test_going_back_keeps_what_was_reached_in_sight():
    given = {"hello": Answer(), "visits": Answer(number=Decimal(9)), "why": SKIPPED}
    found = states(panel(ASKED, Trial("asking", "ru", "visits", SEED, given), "ru"))
    assert [found[name] for name in ("hello", "visits", "why")] == ["read", "present", "skipped"]


def test_stored_answers_are_codes_with_labels_in_the_order_of_the_path():
    given = {
        "good": Answer(codes=("staff", "other"), text="парковка"),
        "visits": Answer(number=Decimal(9)),
        "why": Answer(text="далеко"),
        "hello": Answer(),
    }
    assert panel(ASKED, Trial("complete", "ru", None, SEED, given), "ru")["answers"] == [
        {"item": "visits", "code": "9", "label": "", "skipped": False},
        {"item": "why", "code": "", "label": "далеко", "skipped": False},
        {"item": "good", "code": "staff, other", "label": "Сотрудники; Другое; парковка", "skipped": False},
    ]


def test_missing_codes_and_skips_are_told_apart():
    asked = read(shipped.questionnaire_text(shipped.SHORT), core=shipped.core())
    unknown = next(option.label["kk"] for option in asked.by_id["ease"].offered if option.code == "98")
    trial = Trial("complete", "kk", None, SEED, {"ease": chosen("98"), "time": SKIPPED})
    [ease, time] = panel(asked, trial, "kk")["answers"]
    assert (ease["code"], ease["label"], ease["skipped"]) == ("98", unknown, False)
    assert (time["code"], time["label"], time["skipped"]) == ("", "", True)


def test_of_one_who_refused_only_that_is_known():
    assert panel(ASKED, Trial("refused"), "kk") == {"stage": "refused", "path": [], "answers": []}
