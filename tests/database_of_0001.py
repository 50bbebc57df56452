"""Decides what a database of schema 0001 looks like that was in use: rows in every table, answers of every kind.

Its rows are written as that release wrote them, by Core statements on tables as the database describes them.
"""

import base64
import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, insert, select

from console import shipped
from storage import schema
from storage.database import Database
from surveys.questionnaire import Questionnaire
from surveys.reading import read
from surveys.versions import fingerprint

TODAY = datetime.date(2026, 11, 28)
NOON = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)
BOT = 7_654_321_098
"""More than 32 bits, as bots have them by now."""
FIRST_PERSON = 5_123_456_789
SAID = "Асхат көп күттірді"
"""Typed in an interview that is still open."""
KEPT = "Кезек ұзақ болды"
"""Typed in one that has ended."""
STRATUM = ("sex", "age", "settlement", "disability")

EVERYTHING = """
questionnaire: everything
languages: [kk, ru]
title: {kk: Бәрі, ru: Всё}
introduction: {kk: Пікіріңіз керек., ru: Нам важно Ваше мнение.}
partial_when: answered(overall)
items:
  - {id: before, type: notice, text: {kk: Оқыңыз., ru: Прочтите.}}
  - {id: which, type: service, missing: [98], text: {kk: Қай қызмет?, ru: Какая услуга?}}
  - {id: place, type: office, missing: [98, 99], text: {kk: Қай кеңсе?, ru: Какое отделение?}}
  - {id: overall, type: rating, scale: satisfaction-5, missing: [97, 98], text: {kk: Қалай?, ru: Как?}}
  - {id: recommend, type: nps, text: {kk: Ұсынасыз ба?, ru: Посоветуете?}}
  - {id: easy, type: effort, text: {kk: Оңай ма?, ru: Легко?}}
  - {id: again, type: yes_no, missing: [98], required: true, text: {kk: Тағы ма?, ru: Снова?}}
  - id: how
    type: single
    missing: [99]
    text: {kk: Қалай алдыңыз?, ru: Как получили?}
    options:
      - {code: skip, label: {kk: Кезексіз, ru: Без очереди}}
      - {code: text, label: {kk: Хатпен, ru: Письмом}}
      - {code: other, specify: true, label: {kk: Басқаша, ru: Иначе}}
  - id: good
    type: multiple
    missing: [97, 98, 99]
    text: {kk: Не ұнады?, ru: Что понравилось?}
    options:
      - {code: staff, label: {kk: Қызметкерлер, ru: Сотрудники}}
      - {code: speed, label: {kk: Жылдамдық, ru: Скорость}}
      - {code: skip, label: {kk: Кезексіз, ru: Без очереди}}
      - {code: else, specify: true, label: {kk: Басқа, ru: Другое}}
      - {code: none, exclusive: true, label: {kk: Ештеңе, ru: Ничего}}
  - id: visits
    type: number
    missing: [98, 99]
    decimals: 2
    text: {kk: Неше рет?, ru: Сколько раз?}
    options:
      - {code: "0", label: {kk: Бірде-бір рет, ru: Ни разу}}
      - {code: number, label: {kk: Есімде жоқ, ru: Не помню}}
  - {id: day, type: date, text: {kk: Қашан?, ru: Когда?}}
  - {id: total, type: calculate, value: overall + 1}
  - id: staff
    type: battery
    scale: agreement-5
    missing: [98]
    text: {kk: "Қызметкерлер:", ru: "Сотрудники:"}
    statements:
      - {id: polite, text: {kk: сыпайы, ru: вежливы}}
      - {id: able, text: {kk: білікті, ru: знают дело}}
  - {id: comment, type: text, text: {kk: Тағы не?, ru: Что ещё?}}
  - use: region@1
  - {id: district, type: district, within: region, text: {kk: Қай аудан?, ru: Какой район?}}
  - use: settlement@1
  - use: sex@1
  - use: age_group@1
  - use: disability@1
"""
LATER = EVERYTHING.replace("introduction: {kk: Пікіріңіз", "introduction: {kk: Сіздің пікіріңіз")
CAMPAIGNS = {
    "spring": ("everything", "open", "citizens"),
    "autumn": ("full", "closed", "citizens"),
    "panel": ("later", "paused", "cso"),
    "unused": ("full", "draft", "citizens"),
}
KINDS = ("qr", "link", "token", "invitation", "trial")
SERVICES = {"id_card": "mia", "passport": "mia", "clinic": "moh"}
STAGES = ("language", "consent", "asking", "specifying")


@dataclass
class Old:
    """All rows that were written, by table; answers by response as that release held them in memory."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    answers: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    questionnaires: dict[str, Questionnaire] = field(default_factory=dict)

    def one(self, table: str, **wanted: Any) -> dict[str, Any]:
        """The row with these values."""
        return next(row for row in self.tables[table] if all(row[key] == wanted[key] for key in wanted))

    def asked(self, campaign: str) -> Questionnaire:
        """The questionnaire of a campaign."""
        return self.questionnaires[self.one("campaigns", id=campaign)["questionnaire"]]


async def at_0001(database: Database) -> None:
    """Brings an empty database to schema 0001 and no further."""
    async with database.writing() as connection:
        await connection.run_sync(_first)


async def used(database: Database, *, seed: int = 1) -> Old:
    """Fills a database of schema 0001; returns what stands in it."""
    old = Old()
    random = Random(seed)
    for part in (_registry, _asked, _people, _took_part, _answered):
        part(old, random)
    async with database.writing() as connection:
        await connection.run_sync(_write, old)
    return old


def cube(
    rows: Iterable[Mapping[str, Any]], answers: Mapping[str, Mapping[str, Any]], old: Old
) -> Counter[Any]:
    """The counts of these responses, each with an id, by campaign to stratum, item and code."""
    found: Counter[Any] = Counter()
    for row in rows:
        given = answers[row["id"]]
        cell = tuple(row[key] for key in ("campaign", "agency", "service", "route", "region"))
        cell = (*cell, _stratum(old.asked(row["campaign"]), given))
        found[*cell, "*", row["disposition"]] += 1
        for line in answer_rows("", given):
            found[*cell, line["item"], line["code"]] += 1
    return found


def answer_rows(response: str, given: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of `answers` that a response became."""
    for item, answer in given.items():
        base = {"response": response, "item": item, "number": None, "text": None}
        if answer.get("skipped"):
            yield {**base, "code": "skip"}
        for code in answer.get("codes", ()):
            yield {**base, "code": code, "text": answer.get("text")}
        if "number" in answer:
            yield {**base, "code": "number", "number": answer["number"]}
        if "text" in answer and not answer.get("codes"):
            yield {**base, "code": "text", "text": answer["text"]}


def _first(connection: Connection) -> None:
    config = schema._config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


def _write(connection: Connection, old: Old) -> None:
    described = MetaData()
    described.reflect(connection)
    assert {table.name for table in described.sorted_tables} - {"alembic_version"} == set(old.tables)
    for table in described.sorted_tables:
        if table.name != "alembic_version":
            assert old.tables[table.name], table.name
            connection.execute(insert(table), old.tables[table.name])
            assert len(connection.execute(select(table)).all()) == len(old.tables[table.name])


def _registry(old: Old, _random: Random) -> None:
    names = {"kk": "Атауы", "ru": "Название", "en": "Name"}
    places = {"KZ-10": "10", "KZ-71": "71", "KZ-75": "75"}
    old.tables["regions"] = [{"code": code, "kato": kato, **names} for code, kato in places.items()]
    life = {"valid_from": datetime.date(2020, 1, 1), "valid_to": None}
    old.tables["agencies"] = [
        {"code": "old", **names, **life, "predecessor": None},
        {"code": "mia", **names, **life, "predecessor": "old"},
        {"code": "moh", **names, **life, "predecessor": None},
    ]
    old.tables["services"] = [{"code": code, "agency": agency, **names} for code, agency in SERVICES.items()]
    old.tables["offices"] = [
        {"code": "con_1", "agency": "mia", "region": "KZ-71", **names},
        {"code": "con_2", "agency": "moh", "region": None, **names},
    ]


def _asked(old: Old, random: Random) -> None:
    texts = {
        "everything": EVERYTHING,
        "later": LATER,
        "full": shipped.questionnaire_text(shipped.FULL),
        "short": shipped.questionnaire_text(shipped.SHORT),
    }
    days = {"everything": 3, "later": 1, "full": 2, "short": 2}
    known, rows = {}, []
    for name, text in texts.items():
        asked = read(text, core=shipped.core())
        known[name] = fingerprint(asked)
        old.questionnaires[known[name]] = asked
        rows.append(
            {
                "fingerprint": known[name],
                "id": asked.id,
                "yaml": text,
                "resolved": asked.model_dump(mode="json", exclude_defaults=True),
                "published_on": datetime.date(2026, 2, days[name]),
            }
        )
    old.tables["questionnaires"] = rows
    old.tables["campaigns"] = [
        {
            **dict.fromkeys(("kk", "ru", "en"), campaign),
            "id": campaign,
            "questionnaire": known[name],
            "panel": panel,
            "state": state,
            "opens_on": datetime.date(2026, 3, 1),
            "closes_on": None if state == "open" else datetime.date(2026, 12, 31),
        }
        for campaign, (name, state, panel) in CAMPAIGNS.items()
    ]
    old.tables["routes"] = [
        {"id": random.randbytes(6).hex(), "campaign": campaign, "service": service, "kind": kind}
        for campaign in CAMPAIGNS
        for service in SERVICES
        for kind in KINDS
    ]


def _people(old: Old, random: Random) -> None:
    old.tables["respondents"] = [
        {"address": FIRST_PERSON + place, "language": random.choice(("kk", "ru"))} for place in range(40)
    ]
    old.tables["interviews"], old.tables["interview_answers"] = [], []
    for place in range(16):
        campaign = ("spring", "autumn", "panel")[place % 3]
        _interview(old, random, FIRST_PERSON + place // 2, campaign, STAGES[place % 4])
    old.tables["outbox"] = [*_outbox(old)]
    old.tables["updates"] = [
        {"id": 900_000_000_000 + number, "day": TODAY - datetime.timedelta(days=number % 5)}
        for number in range(50)
    ]
    old.tables["dead_letters"] = [
        {"update": 17, "reason": "DataError", "day": TODAY},
        {"update": 4, "reason": "KeyError", "day": datetime.date(2026, 3, 1)},
    ]


def _interview(old: Old, random: Random, address: int, campaign: str, stage: str) -> None:
    asked = old.asked(campaign)
    given = _given(asked, random, SAID) if stage in {"asking", "specifying"} else {}
    place = len(old.tables["interviews"])
    name = interview_name(bytes([128 * (place % 2) + random.randrange(128), *random.randbytes(7)]))
    row = {
        "id": name,
        "address": address,
        "campaign": campaign,
        "route": random.choice([row["id"] for row in old.tables["routes"] if row["campaign"] == campaign]),
        "language": None if stage == "language" else "kk",
        "stage": stage,
        "cursor": next(reversed(given), None),
        "turn": random.randrange(1, 40),
        "page": random.randrange(3),
        "draft": ["staff", "else"] if stage == "specifying" else [],
        "last": "staff",
        "seed": random.getrandbits(48),
        "message": random.choice((None, random.getrandbits(40))),
        "touched_at": NOON - datetime.timedelta(minutes=random.randrange(9_000), microseconds=17),
    }
    old.tables["interviews"].append(row)
    old.tables["interview_answers"] += [
        {"interview": name, "item": item, "answer": answer} for item, answer in given.items()
    ]


def interview_name(secret: bytes) -> str:
    """How that release called an interview: 64 random bits, all of which may be set."""
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def _outbox(old: Old) -> Iterator[dict[str, Any]]:
    first, second = old.tables["interviews"][:2]
    settled = {"show": "settle", "language": "kk", "text": "Неліктен?", "answer": SAID}
    for number, expects in enumerate(("tap", "ticks", "text", "number", "date")):
        prompt = {"kind": "question", "turn": 7, "language": "ru", "text": "Почему?"}
        if expects != "tap":
            prompt["expects"] = expects
        shows = (
            settled,
            {"show": "ask", "prompt": prompt},
            {"show": "say", "language": "ru", "notice": "help"},
        )
        for place, show in enumerate(shows):
            yield _waits(f"{1_000 + number}.{place}", first, show, message=90 if place == 0 else None)
    for place in (10, 9, 2):  # as words 10 would come before 9
        say = {"show": "say", "language": "kk", "notice": "complete", "facts": {"place": str(place)}}
        yield {**_waits(f"2000.{place}", second, say), "interview": None}
    refreshed = {"show": "refresh", "prompt": {"kind": "consent", "turn": 2, "language": "kk"}}
    given_up = {
        "address": 0,
        "interview": None,
        "turn": None,
        "message": None,
        "show": {},
        "failed": "blocked",
    }
    yield {**_waits("3000.0", second, {}), **given_up}
    yield {**_waits("3000.1", second, {}), **given_up}
    yield {**_waits("4000.0", second, {}), **given_up}
    yield _waits("4000.1", second, refreshed, message=91)


def _waits(
    name: str, interview: Mapping[str, Any], show: dict[str, Any], *, message: int | None = None
) -> dict[str, Any]:
    return {
        "id": name,
        "address": interview["address"],
        "place": int(name.partition(".")[2]),
        "interview": interview["id"],
        "turn": show.get("prompt", {}).get("turn"),
        "message": message,
        "show": show,
        "created_at": NOON - datetime.timedelta(minutes=int(name.partition(".")[2])),
        "failed": None,
    }


def _took_part(old: Old, random: Random) -> None:
    old.tables["participations"] = [
        {
            "campaign": campaign,
            "person": hashlib.sha256(f"{campaign} {person}".encode()).hexdigest(),
            "disposition": random.choice(("complete", "partial", "refused", "break_off")),
            "day": TODAY - datetime.timedelta(days=random.randrange(90)),
        }
        for campaign in ("spring", "autumn", "panel")
        for person in range(30)
    ]


def _answered(old: Old, random: Random) -> None:
    old.tables["responses"], old.tables["answers"], old.tables["pool"] = [], [], []
    for campaign, responses, waiting in (("spring", 90, 13), ("autumn", 60, 3), ("panel", 21, 30)):
        routes = [row for row in old.tables["routes"] if row["campaign"] == campaign]
        for number in range(responses + waiting):
            name, route = random.randbytes(16).hex(), random.choice(routes)
            given = _given(old.asked(campaign), random, KEPT)
            old.answers[name] = given
            about = {
                "id": name,
                "campaign": campaign,
                "language": random.choice(("kk", "ru")),
                "disposition": random.choice(("complete", "partial")),
            }
            if number < responses:
                old.tables["responses"].append({**about, **_dimensions(old, route, given), "folded": True})
                old.tables["answers"] += answer_rows(name, given)
            else:
                seed = random.getrandbits(48) if number % 2 else None
                old.tables["pool"].append({**about, "route": route["id"], "seed": seed, "answers": given})
    key = ("campaign", "agency", "service", "route", "region", "stratum", "item", "code")
    counted = cube(old.tables["responses"], old.answers, old)
    old.tables["counts"] = [{**dict(zip(key, cell, strict=True)), "n": n} for cell, n in counted.items()]


def _dimensions(old: Old, route: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, str]:
    asked = old.asked(route["campaign"])
    return {
        "agency": SERVICES[route["service"]],
        "service": route["service"],
        "route": route["kind"],
        "region": _code(asked, given, "region"),
        "stratum": _stratum(asked, given),
    }


def waited(old: Old) -> list[dict[str, Any]]:
    """What waited for a batch, with the dimensions that it would have got."""
    routes = {row["id"]: row for row in old.tables["routes"]}
    return [{**row, **_dimensions(old, routes[row["route"]], row["answers"])} for row in old.tables["pool"]]


def _stratum(asked: Questionnaire, given: Mapping[str, Any]) -> str:
    return "|".join(_code(asked, given, dimension) for dimension in STRATUM)


def _code(asked: Questionnaire, given: Mapping[str, Any], dimension: str) -> str:
    item = next((item.id for item in reversed(asked.items) if item.measures == dimension), "")
    return str(next(iter(given.get(item, {}).get("codes", ())), "-"))


def _given(asked: Questionnaire, random: Random, words: str) -> dict[str, dict[str, Any]]:
    """Answers to most of the items."""
    return {
        item.id: _answer(item, random, words) for item in asked.items if item.asks and random.random() < 0.85
    }


def _answer(item: Any, random: Random, words: str) -> dict[str, Any]:
    missing = list(getattr(item, "missing", ()))
    if not item.required and random.random() < 0.15:
        return {"skipped": True}
    if missing and random.random() < 0.2:
        return {"codes": [random.choice(missing)]}
    own = [option.code for option in item.offered if option.code not in missing]
    if item.type in {"service", "office"}:
        return {"codes": [random.choice({"service": [*SERVICES], "office": ["con_1", "con_2"]}[item.type])]}
    if item.type == "number" and (not own or random.random() < 0.7):
        return {"number": random.choice(("0", "2.50", "-3", "12"))}
    if item.type == "text":
        return {"text": words}
    if item.type == "date":
        return {"text": f"2026-11-{random.randrange(10, 28)}"}
    if not item.several:
        own = [code for code in own if code != "skip"]  # nobody could tell it from a skip
        return _with_words(item, [random.choice(own)], words)
    ticked = random.sample(own[:-1], random.randrange(1, 4))
    return _with_words(
        item, [code for code in own if code in ticked and (ticked != ["skip"])] or ["staff"], words
    )


def _with_words(item: Any, codes: list[str], words: str) -> dict[str, Any]:
    asked = any(option.specify and option.code in codes for option in item.offered)
    return {"codes": codes, "text": words} if asked else {"codes": codes}


def canonical(answers: Mapping[str, Mapping[str, Any]]) -> str:
    """Answers as text to compare; in which order codes stood says nothing."""
    return json.dumps(
        {
            item: {**answer, "codes": sorted(answer["codes"])} if "codes" in answer else answer
            for item, answer in answers.items()
        },
        sort_keys=True,
        ensure_ascii=False,
    )
