"""Decides what a new questionnaire begins with: one item of each common kind, explained where it stands."""

_TEMPLATE = """\
# yaml-language-server: $schema=questionnaire.schema.json
# For an editor that completes and checks while you type, write the schema beside this file:
#   saualnama survey schema --out questionnaire.schema.json
# To see every mistake at once:        saualnama survey check THIS_FILE
# To try it as a citizen will see it:  saualnama survey preview THIS_FILE
#
# Quote a text that begins with a sign or holds ": " or " #". Indent by two spaces. Lines like this one are for you.
questionnaire: {name}
languages: [kk, ru]  # both are required; add en for staff, and an en: line to every text
title:  # short: names the subject. The bot adds who asks, how many questions there are, and how long they take
  kk: Қызмет туралы пікіріңіз
  ru: Ваше мнение об услуге
introduction:  # one to three short sentences
  kk: Жауаптарыңыз қызметті жақсартуға көмектеседі. Дұрыс немесе бұрыс жауап жоқ.
  ru: Ваши ответы помогут улучшить услугу. Правильных и неправильных ответов нет.
source: Where the wording and the scales come from.
licence: Who may use the questionnaire, and how.
review: Which texts still need a native reviewer.
partial_when: answered(overall_satisfaction)  # what must be answered for an unfinished interview to count as partial

items:
  # single: exactly one of your own options. A code is stored and never changes its meaning; a label is only shown.
  - id: channel
    type: single
    text:
      kk: Қызметті қалай алдыңыз?
      ru: Как Вы получили услугу?
    options:
      - code: office
        label:
          kk: Орталықта
          ru: В центре обслуживания
      - code: online
        label:
          kk: Интернет арқылы
          ru: Через интернет
      - code: other
        specify: true  # asks for a few typed words
        label:
          kk: Басқаша
          ru: По-другому

  # yes_no: the same two labels in every questionnaire.
  - id: first_time
    type: yes_no
    text:
      kk: Бұл қызметке бірінші рет жүгіндіңіз бе?
      ru: Вы обратились за этой услугой впервые?

  # number: typed digits within a range. `ask_when` looks back only; without it everybody is asked.
  - id: wait_minutes
    type: number
    ask_when: channel == office
    range:
      min: 0
      max: 600
    unit:
      kk: мин
      ru: мин
    missing:  # 97 does not apply, 98 don't know, 99 prefer not to say: kept apart, never in a base
      - 98
    text:
      kk: Кезекте неше минут күттіңіз?
      ru: Сколько минут Вы ждали в очереди?

  # Core items feed the annual assessment. Their wording is fixed, so that figures can be compared over the years.
  - section: drivers
    items:
      - use: information@1
      - use: time@1
      - use: staff@1
  - use: overall_satisfaction@1

  # multiple: several options; an exclusive one clears the others. Asked only of those who are not satisfied.
  - id: reasons
    type: multiple
    ask_when: overall_satisfaction <= 3
    choose:
      max: 3
    text:
      kk: Не ұнамады? Үшеуіне дейін таңдауға болады.
      ru: Что не понравилось? Можно выбрать до трёх ответов.
    options:
      - code: queue
        label:
          kk: Кезек
          ru: Очередь
      - code: papers
        label:
          kk: Құжаттар көп
          ru: Много документов
      - code: site
        label:
          kk: Сайттың жұмысы
          ru: Работа сайта
      - code: none
        exclusive: true
        label:
          kk: Ештеңе
          ru: Ничего

  # text: a few own words. Phone numbers and IINs are masked before they are kept.
  - id: comment
    type: text
    max_length: 600
    text:
      kk: Не жақсартар едіңіз?
      ru: Что Вы бы улучшили?

  # About the person: last, and never required.
  - section: about_you
    items:
      - use: region@1
      - use: age_group@1
"""


def template(name: str) -> str:
    """The text of a new questionnaire file. `name`: its id, such as `service_survey`."""
    return _TEMPLATE.replace("{name}", name)
