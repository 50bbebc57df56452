"""What a campaign brings to a questionnaire reaches every part of it."""

from console import shipped
from surveys.interview.offering import with_campaign_options
from surveys.item import Option
from surveys.reading import read

TEXT = """\
questionnaire: offices
languages: [kk, ru]
title:
  kk: Кеңсе
  ru: Офис
introduction:
  kk: Бір сұрақ.
  ru: Один вопрос.
items:
  - id: office
    type: office
    text:
      kk: Қай кеңсеге бардыңыз?
      ru: В каком офисе Вы были?
"""


def test_the_offices_of_a_campaign_are_known_by_the_name_of_their_item():
    plain = read(TEXT, core=shipped.core())
    assert plain.by_id["office"].offered == ()  # and from now on the questionnaire knows its items by name
    brought = (Option(code="almaty_1", label={"kk": "1-кеңсе", "ru": "Офис 1"}),)
    furnished = with_campaign_options(plain, {"office": brought})
    assert furnished.by_id["office"].offered == brought
    assert plain.by_id["office"].offered == ()
