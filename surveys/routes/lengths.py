"""Decides how long each way through a questionnaire is: questions, and seconds in each language."""

import math
from dataclasses import dataclass
from typing import Any

from surveys.answers import Answer
from surveys.interview.duration import seconds
from surveys.questionnaire import Questionnaire
from surveys.routes.search import Way, ways

SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Length:
    """One way: how many questions, how many seconds by language, the ids asked, and the answers that lead there."""

    questions: int
    seconds: dict[str, int]
    items: tuple[str, ...]
    answers: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "questions": self.questions,
            "seconds": self.seconds,
            "items": list(self.items),
            "answers": self.answers,
        }


@dataclass(frozen=True, slots=True)
class Lengths:
    """Every distinct way, the shortest first; `complete` is False where there were too many to try all."""

    ways: tuple[Length, ...]
    complete: bool

    def conclusion(self) -> list[str]:
        """The shortest and the longest in words, and whether these are all."""
        first, last = self.ways[0], self.ways[-1]
        slowest = {language: max(way.seconds[language] for way in self.ways) for language in first.seconds}
        times = ", ".join(f"{math.ceil(spent / 60)} min in {language}" for language, spent in slowest.items())
        told = [f"{len(self.ways)} ways: {first.questions} to {last.questions} questions, at most {times}"]
        return (
            told
            if self.complete
            else [*told, "There are more ways than could be tried: the longest may be longer."]
        )

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {"complete": self.complete, "ways": [way.as_json() for way in self.ways]}


def lengths(questionnaire: Questionnaire) -> Lengths:
    """The length of every distinct way."""
    found = ways(questionnaire)
    return Lengths(tuple(_length(way, questionnaire.languages) for way in found.ways), found.complete)


def _length(way: Way, languages: tuple[str, ...]) -> Length:
    spent = {language: round(sum(seconds(item, language) for item in way.items)) for language in languages}
    answers = {name: _told(answer) for name, answer in way.answers.items()}
    return Length(way.questions, spent, tuple(item.id for item in way.items), answers)


def _told(answer: Answer) -> str:
    if answer.skipped:
        return SKIPPED
    if answer.number is not None:
        return f"{answer.number:f}"
    return "+".join(answer.codes) or answer.text or ""
