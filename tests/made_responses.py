"""Decides made-up responses for the tests that read them: seeded, of any questionnaire, kept as by the mixer."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from random import Random

from sqlalchemy import insert

from storage.answer_bytes import layout
from storage.database import Database
from storage.registry_tables import agencies, services
from storage.responses import Response, keep
from storage.tables import campaigns, questionnaires
from surveys.answers import MISSING_CODES, SKIPPED, Answer, chosen
from surveys.item import Item
from surveys.questionnaire import Questionnaire
from surveys.versions import fingerprint
from tests.short_surveys import survey

DAY = datetime.date(2026, 3, 2)
CAMPAIGN = "spring"
SERVED = {
    "mia_id_card": "mia",
    "mia_passport": "mia",
    "moh_clinic": "moh",
    "moj_extract": "moj",
    "mof_tax": "mof",
}
"""The agency of each service."""
FROM_OUTSIDE = {
    "region": ("KZ-10", "KZ-71", "KZ-75"),
    "district": ("711110", "751110"),
    "office": ("office_1", "office_2"),
    "service": tuple(SERVED)[:3],
}
"""Codes that the registry or a campaign would bring, by the type of item."""
WORDS = ("Кезек ұзақ болды", "всё хорошо", '"quoted", {braces}', "a\nb", "98")


@dataclass(frozen=True, slots=True)
class Made:
    """A row, and the answers that it was made of."""

    response: Response
    answers: Mapping[str, Answer]


def every_type() -> Questionnaire:
    """A questionnaire of items that are kept in every way there is."""
    plain = [{"code": code, "label": {"kk": code, "ru": code}} for code in ("a", "b", "7")]
    other = {"code": "other", "label": {"kk": "Басқа", "ru": "Другое"}, "specify": True}
    items = (
        "where: region",
        {"id": "district", "type": "district", "within": "where"},
        {"id": "office", "type": "office", "missing": [98]},
        "which: service",
        {"id": "staff", "type": "rating", "missing": [97, 98, 99], "measures": "staff"},
        {"id": "recommend", "type": "nps"},
        {"id": "solved", "type": "yes_no", "missing": [99]},
        {"id": "way", "type": "single", "options": [*plain, other]},
        {"id": "good", "type": "multiple", "options": [*plain, other], "missing": [97, 98]},
        {"id": "days", "type": "number", "options": [other], "missing": [98]},
        {"id": "last", "type": "date"},
        {"id": "twice", "type": "calculate", "value": "2 * staff"},
        {"id": "overall", "type": "rating", "missing": [98], "measures": "overall"},
        "why: text",
    )
    return survey(*(deepcopy(item) for item in items))  # shared parts would become aliases


def answer(item: Item, random: Random) -> Answer:
    """One answer that the item can have got."""
    own = [option.code for option in item.offered if option.code not in MISSING_CODES]
    codes = FROM_OUTSIDE[item.type] if item.registered else own
    missing = [option.code for option in item.offered if option.code in MISSING_CODES]
    if random.random() < 0.15:
        return chosen(random.choice(missing)) if missing and random.random() < 0.7 else SKIPPED
    if item.expects == "typed" and not (codes and random.random() < 0.2):
        number = Decimal(random.randint(-5, 400)) / 10
        return Answer(number=number) if item.kind == "number" else Answer(text=random.choice(WORDS))
    if item.several:
        given = chosen(*sorted(random.sample(codes, random.randint(1, len(codes))), key=codes.index))
    else:
        given = chosen(random.choices(codes, range(1, len(codes) + 1))[0])
    asked = [option.code for option in item.offered if option.specify and option.code in given.codes]
    return Answer(codes=given.codes, text=random.choice(WORDS)) if asked and random.random() < 0.6 else given


def made(
    questionnaire: Questionnaire, *, seed: int, version: int = 1, campaign: str = CAMPAIGN
) -> Iterator[Made]:
    """Responses without an end. A tenth of what could be asked was not met."""
    random, kept = Random(seed), layout(questionnaire)
    asked = [item for item in questionnaire.items if item.asks]
    while True:
        answers = {item.id: answer(item, random) for item in asked if random.random() < 0.9}
        found, beside = kept.encode(answers)
        service = random.choice(tuple(SERVED))
        yield Made(
            Response(
                id=random.randbytes(16),
                campaign=campaign,
                agency=SERVED[service],
                service=service,
                route=random.choice(("qr", "link")),
                mode="telegram",
                panel="citizens",
                language=random.choice(("kk", "ru")),
                disposition=random.choice(("complete", "complete", "partial")),
                version=version,
                answers=found,
                beside=beside,
                office=beside.get("office"),
                region=beside.get("where"),
                week=random.choice((None, 202609, 202610, 202611)),
                duration=random.randint(0, 5),
                flags=random.choice((0, 0, 0, 1)),
                withdrawal=random.choice((None, random.randbytes(32))),
            ),
            answers,
        )


def some(questionnaire: Questionnaire, count: int, **about: int | str) -> list[Made]:
    """The first of them."""
    return list(islice(made(questionnaire, **about), count))  # type: ignore[arg-type]


def plain_count(responses: Iterable[Made]) -> Counter[tuple[str, str, str]]:
    """Every answer and every response counted one by one, by agency, item and code."""
    found: Counter[tuple[str, str, str]] = Counter()
    for each in responses:
        found[each.response.agency, "*", each.response.disposition] += 1
        for item, given in each.answers.items():
            found.update((each.response.agency, item, code) for code in given.codes)
            if given.skipped:
                found[each.response.agency, item, "skip"] += 1
            if given.number is not None:
                found[each.response.agency, item, "number"] += 1
            if given.text is not None and not given.codes:
                found[each.response.agency, item, "text"] += 1
    return found


async def kept(database: Database, asked: Mapping[int, Questionnaire], *made: Sequence[Made]) -> None:
    """Keeps the responses, and what their rows point at: agencies, services, campaigns, the versions by number."""
    everything = [each.response for part in made for each in part]
    names = {"kk": "атау", "ru": "название", "en": "name"}
    versions = [
        {
            "fingerprint": fingerprint(questionnaire),
            "number": number,
            "id": questionnaire.id,
            "yaml": "",
            "resolved": questionnaire.model_dump(mode="json", exclude_defaults=True),
            "published_on": DAY,
        }
        for number, questionnaire in asked.items()
    ]
    launched = {
        "questionnaire": versions[0]["fingerprint"],
        "panel": "citizens",
        "state": "open",
        "opens_on": DAY,
    }
    async with database.writing() as connection:
        await connection.execute(
            insert(agencies), [{"code": code, **names} for code in sorted(set(SERVED.values()))]
        )
        await connection.execute(
            insert(services), [{"code": code, "agency": agency, **names} for code, agency in SERVED.items()]
        )
        await connection.execute(insert(questionnaires), versions)
        opened = sorted({CAMPAIGN, *(each.campaign for each in everything)})
        await connection.execute(insert(campaigns), [{"id": name, **names, **launched} for name in opened])
        await keep(connection, everything)
