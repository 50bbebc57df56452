"""Decides what is read before agreeing to answer: who asks what, how long it takes, what is kept and comes of it."""

import datetime
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.telegram.hypertext import Line
from locales.catalogs import Words, words
from locales.marking import marked
from surveys.interview.prompts import Prompt

PRIVACY = marked(
    "Your answers and your language are stored. When you finish, the answers wait, encrypted, for those of other "
    "people; then they are separated from your Telegram account, and only totals are published. "
    "Telegram carries the messages."
)
COMMANDS = marked("Stop at any time: /stop. Change the language: /language.")
LENGTHS_KEPT = 256
"""Sentences that say how long a questionnaire is, and days of results, the latest used, that are kept ready."""


def consented_to(prompt: Prompt, spoken: Words) -> Sequence[Sequence[Line]]:
    """The blocks of the message. Of the facts, those may be missing that a campaign brings."""
    facts = prompt.facts
    return (
        [Line(facts["title"], bold=True), *_who_asks(prompt, spoken)],
        [Line(prompt.text)],
        [
            Line(
                _how_much(
                    spoken.language, *(int(facts[name]) for name in ("questions", "at_most", "minutes"))
                )
            )
        ],
        [
            Line(spoken.text(PRIVACY), known=True),
            *_promised(prompt, spoken),
            Line(spoken.text(COMMANDS), known=True),
        ],
    )


def _who_asks(prompt: Prompt, spoken: Words) -> Iterator[Line]:
    if agency := prompt.facts.get("agency"):
        yield Line(spoken.text("Asked by: {agency}", agency=agency))
    if service := prompt.facts.get("service"):
        yield Line(spoken.text("Service: {service}", service=service))
    if office := prompt.facts.get("office"):
        yield Line(spoken.text("Office: {office}", office=office))


def _promised(prompt: Prompt, spoken: Words) -> Iterator[Line]:
    facts = prompt.facts
    if "results_on" in facts and "results_where" in facts:
        day = _day(spoken.language, facts["results_on"])
        yield Line(spoken.text("Results: {day}, {place}", day=day, place=facts["results_where"]))
    if contact := facts.get("contact"):
        yield Line(spoken.text("Questions about the survey: {contact}", contact=contact))


@lru_cache(LENGTHS_KEPT)
def _day(language: str, day: str) -> str:
    return words(language).format_date(datetime.date.fromisoformat(day))


@lru_cache(LENGTHS_KEPT)
def _how_much(language: str, always: int, at_most: int, least: int) -> str:
    """The minutes are those of the questions everybody is asked: the least, where answers open others."""
    spoken = words(language)
    if at_most > always:
        questions = spoken.plural("Up to {n} question", "Up to {n} questions", at_most)
        minutes = spoken.plural("from {n} minute", "from {n} minutes", least)
    else:
        questions = spoken.plural("{n} question", "{n} questions", always)
        minutes = spoken.plural("about {n} minute", "about {n} minutes", least)
    return spoken.text("{questions}, {minutes}.", questions=questions, minutes=minutes)
