"""Decides a made-up campaign of ten weeks: who answered what in which week, and who took it back; seeded.

Small on purpose: five agencies of very different size, rare regions and languages, so that most weeks bring a group
fewer than ten people.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from storage.answer_bytes import layout
from storage.responses import Response
from surveys.answers import SKIPPED, Answer, chosen
from surveys.questionnaire import Questionnaire
from tests.made_responses import CAMPAIGN, SERVED, Made
from tests.short_surveys import survey

WEEKS = 10
EACH_WEEK = 45
TAKEN_BACK = 2
"""People who take their answers back, each week but the first."""


def _asked(item: str, kind: str, **about: str) -> dict[str, object]:
    words = {"kk": "Бұл туралы не айтасыз?", "ru": "Что Вы об этом скажете?", "en": "What about that?"}
    return {"id": item, "type": kind, "text": words, **about}


ASKED: Questionnaire = survey(
    _asked("overall", "rating", measures="overall"),
    _asked("staff", "rating", measures="staff"),
    *({"use": f"{item}@1"} for item in ("region", "sex", "age_group")),
    languages=["kk", "ru", "en"],
    title={"kk": "Тақырып", "ru": "Название", "en": "Title"},
    introduction={"kk": "Кіріспе.", "ru": "Введение.", "en": "Introduction."},
)
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "service": dict(zip(SERVED, (20, 9, 10, 4, 2), strict=True)),
    "region": {"KZ-75": 20, "KZ-71": 12, "KZ-10": 5, "KZ-35": 2, "KZ-63": 1},
    "language": {"kk": 20, "ru": 20, "en": 1},
    "route": {"qr": 30, "link": 3},
    "sex": {"female": 20, "male": 15, "skip": 1},
    "age_group": {"a18_24": 8, "a25_34": 10, "a35_44": 7, "a45_54": 4, "a65": 1, "skip": 1},
    "overall": {"5": 60, "4": 20, "3": 8, "2": 3, "1": 3, "skip": 3},
    "staff": {"5": 60, "4": 25, "3": 8, "1": 2, "skip": 12},
}


@dataclass(frozen=True)
class Week:
    """Who answered in a week, and the withdrawal hashes of those who took back what they had said in an earlier one."""

    came: Sequence[Made]
    taken_back: Sequence[bytes]


def weeks(seed: int) -> Iterator[Week]:
    """The weeks of a campaign."""
    random, encoder = Random(seed), layout(ASKED)
    there: list[Made] = []
    for _ in range(WEEKS):
        taken = random.sample(there, TAKEN_BACK) if there else []
        came = [_made(random, encoder) for _ in range(random.randint(EACH_WEEK // 2, EACH_WEEK * 3 // 2))]
        there = [each for each in there if each not in taken] + came
        yield Week(came, [each.response.withdrawal or b"" for each in taken])


def _made(random: Random, encoder: object) -> Made:
    said = {name: random.choices(list(odds), list(odds.values()))[0] for name, odds in WEIGHTS.items()}
    answers: dict[str, Answer] = {
        item: SKIPPED if said[item] == "skip" else chosen(said[item])
        for item in ("overall", "staff", "region", "sex", "age_group")
    }
    told, beside = encoder.encode(answers)  # type: ignore[attr-defined]
    return Made(
        Response(
            id=random.randbytes(16),
            campaign=CAMPAIGN,
            agency=SERVED[said["service"]],
            service=said["service"],
            route=said["route"],
            mode="telegram",
            panel="citizens",
            language=said["language"],
            disposition="complete",
            version=1,
            answers=told,
            beside=beside,
            office=None,
            region=said["region"],
            week=202610,
            duration=0,
            flags=0,
            withdrawal=random.randbytes(32),
        ),
        answers,
    )


def people(there: Sequence[Made]) -> dict[str, Counter[str]]:
    """Of everybody there, counted one by one: who answered an item validly, by table and group, and who said what.

    Keys: "item table"; a group's code, or "*".
    """
    found: dict[str, Counter[str]] = {}
    for each in there:
        answer = each.response
        groups = {
            **{
                table: getattr(answer, table)
                for table in ("agency", "service", "region", "language", "route", "mode")
            },
            "agency_region": f"{answer.agency} {answer.region}",
            "sex": (each.answers["sex"].codes or ("-",))[0],
            "age": (each.answers["age_group"].codes or ("-",))[0],
        }
        for item in ("overall", "staff"):
            for table, group in groups.items():
                count = found.setdefault(f"{item} {table}", Counter())
                count.update(["*", group] if each.answers[item].codes else [])
        for item, given in each.answers.items():
            for code in given.codes:
                for whose in ("*", answer.agency):
                    found.setdefault(f"answers {item} {whose}", Counter()).update(["*", code])
    return found
