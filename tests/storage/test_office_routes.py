"""Routes of offices: who makes them, what comes of those who take them, and what other routes keep."""

from itertools import product

import pytest
from sqlalchemy import insert

from console.posters.choosing import wanted
from storage import links
from storage.database import StorageError
from storage.registry_tables import offices
from storage.tables import responses, routes
from tests.fieldwork import Citizen, names, rows

TEXT = """
questionnaire: placed
languages: [kk, ru]
title: {kk: Сынақ, ru: Проба}
introduction: {kk: Пікіріңіз керек., ru: Нам важно Ваше мнение.}
items:
  - {id: place, type: office, text: {kk: Қайда?, ru: Где?}}
  - {id: overall, type: rating, scale: satisfaction-5, text: {kk: Жалпы ше?, ru: А в целом?}}
"""
BARE = TEXT.replace("  - {id: place, type: office, text: {kk: Қайда?, ru: Где?}}\n", "").replace(
    "placed", "bare"
)
SERVICES = {"mia_passport": "mia", "mia_id_card": "mia", "moh_clinic": "moh"}
OFFICES = {"mia_north": "mia", "mia_south": "mia"}


async def with_offices(field) -> None:
    async with field.database.writing() as connection:
        await connection.execute(
            insert(offices),
            [
                {"code": code, "agency": agency, "kk": f"{code} kk", "ru": f"{code} ru", "en": code}
                for code, agency in OFFICES.items()
            ],
        )


async def placed(field, text: str = TEXT) -> dict[tuple[str, str | None], str]:
    """A campaign with a code for each office; their payloads by service and office."""
    await with_offices(field)
    await field.launch("placed", text=text, services=list(SERVICES))
    codes = [*product(("mia_passport", "mia_id_card"), OFFICES), ("moh_clinic", None)]
    async with field.database.writing() as connection:
        return await links.add_routes(connection, "placed", "qr", codes, random_hex=names(3))


@pytest.mark.parametrize("text", [TEXT, BARE], ids=["asked for", "not asked for"])
async def test_the_response_of_whoever_came_by_an_office_s_code_has_that_office(field, text) -> None:
    codes = await placed(field, text)
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(codes["mia_passport", "mia_south"])
        assert citizen.prompt.text == "А в целом?"
        await citizen.taps("4")
    await field.close("placed")
    (response,) = await rows(field.database, responses)
    assert (response["office"], response["route"], response["service"]) == (
        "mia_south",
        "qr",
        "mia_passport",
    )


async def test_whoever_came_by_the_link_is_asked_and_has_the_office_that_was_answered(field) -> None:
    await placed(field)
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links["placed", "mia_passport"])
        assert citizen.prompt.text == "Где?"
        assert [choice.label for choice in citizen.prompt.choices] == ["mia_north ru", "mia_south ru"]
        await citizen.taps("mia_north")
        await citizen.taps("4")
    await field.close("placed")
    (response,) = await rows(field.database, responses)
    assert (response["office"], response["route"]) == ("mia_north", "link")


async def test_the_codes_of_posters_are_offered_to_nobody_who_came_without_one(field) -> None:
    codes = await placed(field)
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.opens()
        offered = {choice.code for choice in citizen.prompt.choices}
    assert offered == set(field.links.values())
    assert not offered & set(codes.values())


async def test_a_code_that_is_missing_is_added_and_one_that_is_there_stays(field) -> None:
    codes = await placed(field)
    ways = [("mia_passport", "mia_north"), ("moh_clinic", None), ("mia_passport", None)]
    for _ in range(2):
        async with field.database.writing() as connection:
            found = await links.add_routes(connection, "placed", "qr", ways, random_hex=field.random_hex)
        assert found["mia_passport", "mia_north"] == codes["mia_passport", "mia_north"]
        assert found["mia_passport", None] not in codes.values()
    assert len(await rows(field.database, routes)) == 2 + 3 + 5 + 1


async def test_links_are_told_by_service_kind_and_office_with_names(field) -> None:
    await placed(field)
    async with field.database.reading() as connection:
        found = await links.links(connection, "placed")
    assert [(link.service, link.kind, link.office) for link in found] == [
        ("mia_id_card", "link", None),
        ("mia_id_card", "qr", "mia_north"),
        ("mia_id_card", "qr", "mia_south"),
        ("mia_passport", "link", None),
        ("mia_passport", "qr", "mia_north"),
        ("mia_passport", "qr", "mia_south"),
        ("moh_clinic", "link", None),
        ("moh_clinic", "qr", None),
    ]
    assert found[1].office_names == {"kk": "mia_north kk", "ru": "mia_north ru", "en": "mia_north"}
    assert (found[0].names["ru"], found[0].agency_names["ru"], found[0].office_names) == (
        "выдача удостоверения личности",
        "Министерство внутренних дел",
        None,
    )


async def test_an_office_that_has_ended_gets_no_new_poster(field) -> None:
    await with_offices(field)
    today = field.environment.today
    async with field.database.writing() as connection:
        row = {"code": "mia_old", "agency": "mia", "kk": "к", "ru": "р", "en": "e"}
        await connection.execute(insert(offices), [{**row, "valid_to": today.replace(year=2025)}])
        assert await links.places(connection, {"mia", "moh"}, today=today) == OFFICES


def test_which_posters_are_wanted_follows_service_and_office() -> None:
    there = [("mia_passport", "mia_north")]

    def choose(**asked):
        return wanted(SERVICES, OFFICES, there, **{"service": None, "office": None, **asked})

    assert choose() == [("mia_passport", "mia_north"), ("mia_id_card", None), ("moh_clinic", None)]
    assert choose(office="all", service="mia_passport") == [
        ("mia_passport", "mia_north"),
        ("mia_passport", "mia_south"),
    ]
    assert choose(office="mia_south") == [("mia_passport", "mia_south"), ("mia_id_card", "mia_south")]
    assert ("moh_clinic", None) in choose(office="all")
    with pytest.raises(StorageError, match="no office mia_west: mia_north, mia_south"):
        choose(office="mia_west")
    with pytest.raises(StorageError, match="does not ask about tax; it does about mia_passport"):
        choose(service="tax")
