"""Decides what a row of a file amounts to: the answers that count and a disposition, or all that is wrong with it.

A row goes the same way as an interview: what its own answers do not open was not asked, and must be empty. An empty
cell of an item that is opened was skipped; behind the last answer of a partial response it was not met, as is a module
of which nothing was answered. A row is complete where no required answer lacks, nor any that `partial_when` names
("don't know" is one), and partial where `partial_when` holds all the same; the column `disposition` knows better.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys.answers import SKIPPED, Answer
from surveys.conditions import holds
from surveys.data_file.about import About, Scope, about
from surveys.data_file.columns import Column
from surveys.data_file.findings import Finding
from surveys.data_file.given import OF_ITEMS, Given
from surveys.interview.route import Route, broken_rule, walk
from surveys.interview.script import script_of
from surveys.item import Item, Refusal
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be kept. `answers` by item; what is not in them was not met."""

    about: About
    disposition: str
    answers: Mapping[str, Answer]


class Rows:
    """Reads the rows of one file. `language`: the reader's, for what the questionnaire's author says of an answer."""

    def __init__(self, scope: Scope, columns: Sequence[Column], language: str) -> None:
        spoken = scope.questionnaire.languages
        self._scope = scope
        self._language = language if language in spoken else spoken[0]
        self._width = len(columns)
        self._about = [(place, each) for place, each in enumerate(columns) if each.role not in OF_ITEMS]
        self._headers = {each.item: each.name for each in reversed(columns) if each.role in OF_ITEMS}
        self._of_items = {each.name: each.item for each in columns if each.role in OF_ITEMS}
        self._given = Given(columns, self._language, today=scope.today)

    def read(self, number: int, texts: Sequence[str]) -> Row | list[Finding]:
        """What the row with this number is, or everything that is wrong with it."""
        if any(text.strip() for text in texts[self._width :]):
            return [Finding(number, "", "more-cells")]
        cells = ((each, texts[place].strip()) for place, each in self._about if place < len(texts))
        found, wrong = about(self._scope, number, {each.role: text for each, text in cells if text})
        asked = self._scope.asked.get(found.agency) or self._scope.questionnaire
        answers, bad = self._given.read(number, texts, asked, found.agency)
        if not answers and not bad:
            return [*wrong, Finding(number, "", "no-answer")]
        valued = {name: each for name, each in answers.items() if not each.missing}
        route = walk(script_of(asked).whole, valued)
        doubtful = _doubtful(asked, {self._of_items[each.column] for each in bad}) if bad else set()
        wrong += bad
        plain = asked.once(_plain)
        for name, answer in answers.items():
            if name not in plain and name not in doubtful:
                wrong += self._misplaced(number, asked, name, answer, route)
        if wrong:
            return wrong
        disposition = _disposition(asked, found.disposition, answers, route)
        if disposition is None:
            return [Finding(number, "", "too-little", {"condition": asked.partial_when or "-"})]
        return Row(found, disposition, _with_skips(asked, disposition, answers, route))

    def _misplaced(
        self, number: int, asked: Questionnaire, name: str, answer: Answer, route: Route
    ) -> Iterator[Finding]:
        """What is wrong with an answer among the others of its row."""
        header, item = self._headers[name], route.items.get(name)
        if item is None:
            condition = asked.by_id[name].ask_when
            yield Finding(number, header, "not-asked", {"condition": condition or "-"})
        elif answer.missing:
            return
        elif name not in route.kept:
            left = {option.code for option in item.offered}
            value = next((code for code in answer.codes if code not in left), "")
            yield Finding(number, header, "not-offered", {"value": value})
        else:
            refusal = _too_many(item, answer) or broken_rule(
                asked, item, answer, values=route.values, language=self._language
            )
            if refusal is not None:
                yield Finding(number, header, "refused", {**refusal.values, "reason": refusal.reason})


def _plain(asked: Questionnaire) -> frozenset[str]:
    """Items that everybody is asked, with the same options and one answer that nothing else is to fit: most are."""
    return frozenset(
        step.id
        for step in script_of(asked).whole.steps
        if step.always and not step.offers and not step.several and step.id not in asked.checks
    )


def _too_many(item: Item, answer: Answer) -> Refusal | None:
    """Why these options cannot be chosen together; None where they can, as in every item that takes one."""
    done = item.press(".done", answer.codes) if item.several else None
    return done if isinstance(done, Refusal) else None


def _doubtful(asked: Questionnaire, bad: set[str]) -> set[str]:
    """Items whose cell is wrong, and those that hang on such a one: whether they were asked nobody can say."""
    doubtful = set(bad)
    for step in script_of(asked).whole.steps:
        calculated = step.calculation.names if step.calculation is not None else ()
        if doubtful.intersection(step.decided_by) or doubtful.intersection(calculated):
            doubtful.add(step.id)
    return doubtful


def _disposition(asked: Questionnaire, said: str, answers: Mapping[str, Answer], route: Route) -> str | None:
    """Complete or partial; None where too little was answered for either (AAPOR: a break-off)."""
    if said == "complete":
        return said
    named = asked.partial.names if asked.partial is not None else ()
    wanted = {item.id for item in route.items.values() if item.asks and (item.required or item.id in named)}
    enough = asked.partial is not None and holds(asked.partial, route.values)
    if said != "partial" and (wanted <= answers.keys() or (enough and not _lacks_required(answers, route))):
        return "complete"
    return "partial" if enough else None


def _lacks_required(answers: Mapping[str, Answer], route: Route) -> bool:
    return any(item.required and name not in answers for name, item in route.items.items() if item.asks)


def _with_skips(
    asked: Questionnaire, disposition: str, answers: Mapping[str, Answer], route: Route
) -> dict[str, Answer]:
    """The answers in the order of the questionnaire, with those that were skipped."""
    met = [item for item in route.items.values() if item.asks]
    if asked.modules is not None:
        modules = {section.id for section in asked.sections if section.module}
        drawn = {item.section for item in met if item.id in answers}
        met = [item for item in met if item.section not in modules or item.section in drawn]
    if disposition == "partial":
        last = max(place for place, item in enumerate(met) if item.id in answers)
        met = met[: last + 1]
    return {item.id: answers.get(item.id, SKIPPED) for item in met}
