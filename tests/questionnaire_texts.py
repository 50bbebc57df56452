"""Decides how tests write a questionnaire: the items alone, under a head that is always the same."""

from collections.abc import Iterable
from typing import Any

import yaml

from console import shipped
from surveys.questionnaire import Questionnaire
from surveys.reading import check, read
from surveys.reading.problems import Problem

HEAD = """\
questionnaire: example
languages: [kk, ru]
title:
  kk: Мысал
  ru: Пример
introduction:
  kk: Бірнеше сұрақ.
  ru: Несколько вопросов.
"""


def words(text: str = "?") -> dict[str, str]:
    """A text in both languages."""
    return {"kk": f"кк {text}", "ru": f"ру {text}"}


def item(name: str, kind: str = "yes_no", **more: Any) -> dict[str, Any]:
    """An item as an author writes it."""
    return {"id": name, "type": kind, "text": words(name), **more}


def options(*codes: str) -> list[dict[str, Any]]:
    """Options of these codes."""
    return [{"code": code, "label": words(code)} for code in codes]


def text_of(*items: dict[str, Any], **head: Any) -> str:
    """The file with these items, and these keys at its top beside the usual ones."""
    return HEAD + yaml.safe_dump({**head, "items": list(items)}, allow_unicode=True, sort_keys=False)


def questionnaire(*items: dict[str, Any], **head: Any) -> Questionnaire:
    """The questionnaire with these items."""
    return read(text_of(*items, **head), core=shipped.core())


def problems(*items: dict[str, Any], **head: Any) -> tuple[Problem, ...]:
    """Everything that is said of it."""
    return check(text_of(*items, **head), core=shipped.core())[1]


def codes(found: Iterable[Problem]) -> list[str]:
    """The codes of the problems, in the order of the file."""
    return [problem.code for problem in found]
