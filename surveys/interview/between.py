"""Decides what is asked between two questions: whether to change the answer just given, or to rate another service."""

from msgspec.structs import replace

from surveys.answers import Answer
from surveys.interview import progress
from surveys.interview.presenting import settled
from surveys.interview.prompts import Retire
from surveys.interview.result import TurnResult
from surveys.interview.scene import Scene
from surveys.interview.spoken import spoken
from surveys.interview.state import Another, Between, Change


def offer_change(scene: Scene, code: str) -> TurnResult | None:
    """Asks whether another option of the question just answered is meant; None where that is not what was tapped.

    Of two quick taps the first one counts, and it may be the one that slipped.
    """
    interview = scene.interview
    given = interview.answers.get(interview.previous)
    if given is None or interview.between is not None or interview.stage != "asking":
        return None
    item = scene.route.items.get(interview.previous)
    if item is None or item.several or given.skipped or code in given.codes:
        return None
    if not isinstance(item.press(code, ()), Answer):
        return None
    return progress.ask(scene, before=progress.leave(scene), between=Change(item.id, code))


def offer_another(scene: Scene, another: Another) -> TurnResult:
    """Asks whether to go on here, or to rate the other service now."""
    return progress.ask(scene, before=progress.leave(scene), between=another)


def tapped(scene: Scene, code: str) -> TurnResult | None:
    """What the two buttons do; None for any other. Whether to switch is for those to answer who know the route."""
    asked, interview = scene.interview.between, scene.interview
    if isinstance(asked, Change) and code == ".change":
        return _change(scene, asked)
    if isinstance(asked, Change) and code == ".leave":
        shown = settled(scene)
        return progress.ask(scene.at(replace(interview, last=code)), before=(shown,))
    if isinstance(asked, Another) and code == ".stay":
        return progress.ask(scene.at(replace(interview, last=code)), before=(Retire(where="present"),))
    return None


def typed(scene: Scene, text: str) -> TurnResult:
    """The same in words, or the question once more."""
    asked = scene.interview.between
    named = meant(asked, text) if asked is not None else None
    return (tapped(scene, named) if named else None) or progress.ask_again(scene)


def meant(asked: Between, text: str) -> str | None:
    """The button that is meant by its number, by its words, or by yes or no; None for all other words."""
    first, second = ("change", "leave") if isinstance(asked, Change) else ("stay", "switch")
    named = {"1": first, "2": second}.get(text.strip().rstrip(".")) or spoken(text)
    named = {"go": first, "keep": "leave"}.get(named or "", named)
    if named == "refuse" and second == "leave":  # of two services, "no" says neither
        named = second
    return f".{named}" if named in {first, second} else None


def _change(scene: Scene, asked: Change) -> TurnResult:
    """Answers the earlier question anew and goes on to the first one that then has no answer."""
    interview = replace(scene.interview, cursor=asked.item, between=None, stage="asking", draft=())
    return progress.choose(
        scene.at(interview), scene.at(interview).item, Answer(codes=(asked.code,)), ".change"
    )
