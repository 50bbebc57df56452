"""Decides made-up forms of another channel: answers that an interview could have given, and the cells they stand in."""

import datetime
from collections.abc import Sequence
from random import Random

from surveys.answers import MISSING_CODES, SKIPPED, Answer, chosen
from surveys.data_file.about import Scope
from surveys.data_file.columns import Column
from surveys.interview.offering import with_campaign_options
from surveys.interview.route import broken_rule, walk
from surveys.interview.script import script_of
from surveys.item import Item, Option
from surveys.questionnaire import Questionnaire

SERVICES = {"mia_id_card": "mia", "mia_passport": "mia", "moh_clinic": "moh"}
OFFICES = {"mia_1": "mia", "mia_2": "mia", "moh_1": "moh"}
THIS_DAY = datetime.date(2026, 11, 28)
WORDS = ("Кезек ұзақ болды", "всё; хорошо", '"quoted", {braces}', "a\nb", "=1+1", "98")


def scope_of(questionnaire: Questionnaire) -> Scope:
    """What a campaign of this questionnaire asks about: three services of two agencies, with offices."""

    def brought(known: dict[str, str], agency: str) -> tuple[Option, ...]:
        return tuple(
            Option(code=code, label={"kk": code, "ru": code}) for code, of in known.items() if of == agency
        )

    asked = {
        agency: with_campaign_options(
            questionnaire, {"service": brought(SERVICES, agency), "office": brought(OFFICES, agency)}
        )
        for agency in ("mia", "moh")
    }
    return Scope(SERVICES, OFFICES, asked, THIS_DAY)


def form(asked: Questionnaire, random: Random) -> dict[str, Answer]:
    """The answers of somebody who came to the end, in the order of the file; with modules, all of them."""
    order, answers = script_of(asked).whole, dict[str, Answer]()
    while True:
        route = walk(order, _valued(answers))
        item = next((each for each in route.items.values() if each.asks and each.id not in answers), None)
        if item is None:
            return {each.id: answers[each.id] for each in route.items.values() if each.asks}
        given = _answer(item, random)
        after = walk(order, _valued({**answers, item.id: given}))
        rule = broken_rule(asked, item, given, values=after.values, language=asked.languages[0])
        answers[item.id] = SKIPPED if rule else given


def cells(asked: Questionnaire, columns: Sequence[Column], answers: dict[str, Answer]) -> list[str]:
    """The cells of these columns in which the answers stand."""
    return [_cell(asked, column, answers.get(column.item, SKIPPED)) for column in columns]


def _valued(answers: dict[str, Answer]) -> dict[str, Answer]:
    return {name: each for name, each in answers.items() if not each.missing}


def _cell(asked: Questionnaire, column: Column, answer: Answer) -> str:
    if column.role not in {"answer", "tick", "words", "missing"} or answer.skipped:
        return ""
    item = asked.by_id[column.item]
    codes = answer.codes
    if column.role == "missing":
        return codes[0] if answer.missing else ""
    if column.role == "words":
        return answer.text or "" if column.option in codes else ""
    if column.role == "tick":
        return codes[0] if answer.missing else str(int(column.option in codes))
    if answer.number is not None:
        return f"{answer.number:f}"
    if item.expects == "typed":
        return "" if answer.missing else (codes[0] if codes else answer.text or "")
    return " ".join(codes)


def _answer(item: Item, random: Random) -> Answer:
    codes = [option.code for option in item.offered if option.code not in MISSING_CODES]
    missing = [option.code for option in item.offered if option.code in MISSING_CODES]
    if random.random() < 0.2:
        if item.expects != "typed":
            missing = sorted(MISSING_CODES)  # interviewers note what nobody was shown
        return chosen(random.choice(missing)) if missing and random.random() < 0.5 else SKIPPED
    if item.expects == "typed":
        return chosen(random.choice(codes)) if codes and random.random() < 0.2 else _typed(item, random)
    if not item.several:
        return _specified(item, chosen(random.choice(codes)), random)
    given = random.sample(codes, random.randint(1, len(codes)))
    done = item.press(".done", tuple(sorted(given, key=codes.index)))
    return _specified(item, done, random) if isinstance(done, Answer) else SKIPPED


def _typed(item: Item, random: Random) -> Answer:
    if item.kind == "text":
        found = item.understand(random.choice(WORDS), "ru", THIS_DAY)
    else:
        tried = random.choice(item.worth_trying([]).answers)
        found = item.understand(tried.text or f"{tried.number:f}", "ru", THIS_DAY)
    return found if isinstance(found, Answer) and not found.codes else SKIPPED


def _specified(item: Item, answer: Answer, random: Random) -> Answer:
    asked = [option.code for option in item.offered if option.specify and option.code in answer.codes]
    return (
        Answer(codes=answer.codes, text=random.choice(WORDS)) if asked and random.random() < 0.6 else answer
    )
