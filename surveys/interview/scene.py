"""Decides what is at hand while a turn is taken: the script, the interview, and the one walk that its answers need."""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from surveys.answers import Answer
from surveys.interview.route import NOTHING_KNOWN, Route, walk
from surveys.interview.script import Order, Script, script_of
from surveys.interview.state import Interview, Stands
from surveys.item import Item
from surveys.questionnaire import Questionnaire

CampaignWordings = Mapping[str, Mapping[str, str]]
"""Wordings that a campaign brings: `agency`, `service`, and `office` where it is known; `contact` and `results_where`,
which the consent says.

`results_on` is a day as 2027-03-01, the same in every language. The last four may be missing.
"""


class AnswerState:
    """One state of answers and, once somebody asks, the route that it takes: it is walked at most once.

    `known`: answers that the campaign's route brings beside those `given`.
    """

    __slots__ = ("_order", "_route", "given", "known")

    def __init__(self, order: Order, given: Mapping[str, Answer], known: Mapping[str, Answer]) -> None:
        self.given = given
        self.known = known
        self._order = order
        self._route: Route | None = None

    @property
    def route(self) -> Route:
        """Where they lead."""
        if self._route is None:
            self._route = walk(self._order, self.given, self.known)
        return self._route


class Scene(msgspec.Struct, frozen=True):
    """An interview with all that its answers lead to; `answers` are always those of the interview.

    `stands`: where its present question stands in the chat. `sent`: when what came in was written.
    """

    script: Script
    order: Order
    interview: Interview
    answers: AnswerState
    about: CampaignWordings
    stands: Stands = "above"
    sent: int | None = None

    @property
    def questionnaire(self) -> Questionnaire:
        """What is asked."""
        return self.script.questionnaire

    @property
    def route(self) -> Route:
        """The items that are asked with these answers, and what these are worth."""
        return self.answers.route

    @property
    def item(self) -> Item:
        """The item under the cursor, with the options that earlier answers leave it."""
        cursor = self.interview.cursor or ""
        step = self.script.steps[cursor]
        return self.route.items.get(cursor, step.item) if step.offers else step.item

    def at(self, interview: Interview) -> "Scene":
        """The scene with another state and the same answers: nothing is walked anew."""
        return replace(self, interview=interview)

    def answered(self, given: Mapping[str, Answer]) -> "Scene":
        """The scene after an answer: the last walk of its turn. Answers of closed branches are gone."""
        answers = AnswerState(self.order, given, self.answers.known)
        interview = replace(self.interview, answers=answers.route.kept)
        return replace(self, interview=interview, answers=answers)


def scene_of(
    questionnaire: Questionnaire,
    interview: Interview,
    about: CampaignWordings,
    *,
    stands: Stands = "above",
    sent: int | None = None,
    known: Mapping[str, Answer] = NOTHING_KNOWN,
) -> Scene:
    """The scene that a turn finds."""
    script = script_of(questionnaire)
    order = script.order(interview.seed)
    answers = AnswerState(order, interview.answers, known)
    return Scene(script, order, interview, answers, about, stands, sent)
