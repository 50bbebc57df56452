"""Rendering keeps pieces ready for the next time; nothing that somebody has typed is among them."""

import gc
import pkgutil
import sys
from importlib import import_module

import pytest

import bot.telegram
import locales
import surveys.interview
from bot.telegram.rendering import render
from surveys.interview import begin
from surveys.interview.events import Commanded, Tapped, Typed
from surveys.interview.prompts import Ask, Choice, Prompt, Say, Settle
from surveys.interview.script import script_of
from tests.short_surveys import ABOUT, hear, survey

TYPED = "Айгүл typed this"


def strings(thing, seen):
    """Every text that can be reached from this object, by what the garbage collector sees."""
    if isinstance(thing, str):
        yield thing
    if isinstance(thing, type | type(sys)) or id(thing) in seen:
        return
    seen.add(id(thing))
    for each in gc.get_referents(thing):
        if not isinstance(each, type | type(sys)) and each is not sys.modules:
            yield from strings(each, seen) if not callable(each) else ()


def caches():
    """Every function of rendering and conversation that keeps what it has returned."""
    for package in (bot.telegram, locales, surveys.interview):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if "aiogram" in found.name or "ptb" in found.name:
                continue
            module = import_module(found.name)
            yield from (each for each in vars(module).values() if hasattr(each, "cache_info"))


def kept():
    """Every text in these caches."""
    found = set()
    for cache in caches():
        assert cache.cache_info().maxsize is not None or cache.__name__ in {"words", "_words"}, cache
        for each in gc.get_referents(cache):
            if not callable(each):
                found.update(strings(each, set()))
    return found


def test_a_cache_can_be_seen_into():
    label = "A label of a questionnaire"
    render(Ask(Prompt(kind="question", turn=1, language="kk", choices=(Choice("a", label, "1"),))), "-")
    assert any(label in each for each in kept())


def test_nothing_typed_stays_wherever_it_was_shown():
    prompt = Prompt(
        kind="question",
        turn=1,
        language="ru",
        text=f"{TYPED}?",
        hint=TYPED,
        kept=TYPED,
        choices=(Choice("a", "Да", "1"),),
        actions=("skip", "back"),
        place=2,
        facts={"title": TYPED, "agency": TYPED},
    )
    for kind in ("question", "notice"):
        render(
            Ask(
                Prompt(**{name: getattr(prompt, name) for name in prompt.__struct_fields__} | {"kind": kind})
            ),
            "-",
        )
    for outcome in ("answered", "left"):
        render(Settle(language="kk", text=TYPED, answer=TYPED, outcome=outcome), "-")
    render(Say(language="ru", notice="invalid", facts={"message": TYPED}), "-")
    assert [each for each in kept() if TYPED in each] == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_nothing_typed_stays_after_a_conversation(language):
    told = {"kk": "{name}, {where}?", "ru": "{name}, {where}?"}
    other = [{"code": "x", "label": {"kk": "Басқа", "ru": "Другое"}, "specify": True}]
    questionnaire = survey(
        "name: text",
        {"id": "where", "type": "single", "options": other},
        {"id": "more", "type": "yes_no", "text": told, "hint": dict(told)},
        "last: text",
    )
    sprint = begin(questionnaire, language=language, seed=1, about=ABOUT)
    first = (".go", Typed(TYPED), "x", Typed(TYPED), "yes", Typed(TYPED + "\u200b"), ".back", ".back")
    for heard in (*first, Commanded("language"), language, Tapped(0, "x")):
        for show in sprint.shows:
            render(show, "AbCdEfGhI_-")
        if sprint.interview.stage != "complete":
            sprint = hear(questionnaire, sprint.interview, heard)
    assert [each for each in kept() if TYPED in each] == []
    assert [each for each in strings(vars(script_of(questionnaire)), set()) if TYPED in each] == []
