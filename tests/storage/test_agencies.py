"""The registry is taken whole from its files, or every mistake in them is told at once."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from console import shipped
from storage import agencies
from storage.agencies import RegistryError
from storage.registry_tables import agencies as bodies
from storage.registry_tables import regions, services
from tests.fieldwork import rows

REGION = {"iso": "KZ-75", "kato": "750000000", "kk": "Алматы", "ru": "Алматы", "en": "Almaty"}
AGENCY = {"code": "moh", "kk": "Денсаулық", "ru": "Здоровье", "en": "Health"}
SERVICE = {"code": "clinic", "agency": "moh", "kk": "Емхана", "ru": "Поликлиника", "en": "Clinic"}


async def _load(connection: AsyncConnection, **given) -> None:
    files = {"region_rows": [], "agency_rows": [], "service_rows": []}
    await agencies.load(connection, **{**files, **given})


async def test_the_shipped_registry_is_taken_and_taken_again(database) -> None:
    for _ in range(2):
        async with database.writing() as connection:
            await _load(
                connection,
                region_rows=shipped.rows("regions"),
                agency_rows=shipped.rows("agencies"),
                service_rows=shipped.rows("services"),
            )
    assert len(await rows(database, regions)) == 20
    assert {row["agency"] for row in await rows(database, services)} <= {
        row["code"] for row in await rows(database, bodies)
    }


async def test_a_code_that_is_known_gets_its_new_names(database) -> None:
    async with database.writing() as connection:
        await _load(connection, region_rows=[REGION], agency_rows=[AGENCY], service_rows=[SERVICE])
        await _load(connection, agency_rows=[{**AGENCY, "kk": "Жаңа атау", "valid_from": "2026-01-01"}])
        named = await agencies.agency_names(connection)
        offered = await agencies.service_rows(connection, "moh")
    assert named == {"moh": {"kk": "Жаңа атау", "ru": "Здоровье", "en": "Health"}}
    assert [service.code for service in offered] == ["clinic"]


async def test_every_kind_of_the_registry_is_named_by_code_and_language(database) -> None:
    office = {**AGENCY, "code": "centre", "agency": "moh", "kk": "Орталық"}
    async with database.writing() as connection:
        await _load(
            connection,
            region_rows=[REGION],
            agency_rows=[AGENCY],
            service_rows=[SERVICE],
            office_rows=[office],
        )
        found = {
            what: await agencies.registered_names(connection, what)
            for what in ("regions", "agencies", "services", "offices")
        }
    named = {what: {code: names["kk"] for code, names in each.items()} for what, each in found.items()}
    assert named == {
        "regions": {"KZ-75": "Алматы"},
        "agencies": {"moh": "Денсаулық"},
        "services": {"clinic": "Емхана"},
        "offices": {"centre": "Орталық"},
    }


async def test_every_mistake_is_told_at_once_and_nothing_is_taken(database) -> None:
    mistakes = {
        "region_rows": [{**REGION, "kato": ""}],
        "agency_rows": [
            {**AGENCY, "ru": " "},
            {**AGENCY, "en": "H" * 201},
            {**AGENCY, "code": "new", "valid_from": "1 May", "predecessor": "gone"},
        ],
        "service_rows": [SERVICE, {**SERVICE, "agency": "moon"}, {**SERVICE, "code": "x" * 21, "agency": ""}],
        "office_rows": [{**SERVICE, "code": "o1", "region": "KZ-00"}],
    }
    with pytest.raises(RegistryError) as refused:
        async with database.writing() as connection:
            await _load(connection, **mistakes)
    assert sorted(str(refused.value).splitlines()) == [
        "agencies:1: ru is empty: fill it in",
        "agencies:2: en is longer than 200 characters: shorten it",
        "agencies:2: the code moh stands twice: give each row its own",
        "agencies:3: there is no agency gone: correct the code or add the agency",
        "agencies:3: valid_from is no day: write it as 2026-01-31",
        "offices:1: there is no region KZ-00: correct the code or add the region",
        "regions:1: kato is empty: fill it in",
        "services:2: the code clinic stands twice: give each row its own",
        "services:2: there is no agency moon: correct the code or add the agency",
        "services:3: agency is empty: fill it in",
        "services:3: code is longer than 20 characters: shorten it",
    ]
    assert await rows(database, regions) == []


async def test_a_predecessor_may_stand_further_down(database) -> None:
    younger = {**AGENCY, "code": "health", "predecessor": "moh"}
    async with database.writing() as connection:
        await _load(connection, agency_rows=[younger, AGENCY])
    assert {row["code"]: row["predecessor"] for row in await rows(database, bodies)} == {
        "moh": None,
        "health": "moh",
    }
