"""The registry keeps what it is given, tells what that changes, and says who was there on a day."""

import datetime

from console.registry.loading import load_shipped
from storage import campaigns, registry, registry_loading
from storage.registry_loading import InUse
from storage.registry_tables import agencies as bodies
from tests.fieldwork import fieldwork, rows

REGION = {"code": "KZ-75", "kato": "750000000", "kk": "Алматы", "ru": "Алматы", "en": "Almaty"}
AGENCY = {"code": "moh", "kind": "central", "kk": "Денсаулық", "ru": "Здоровье", "en": "Health"}
SERVICE = {"code": "clinic", "agency": "moh", "kk": "Емхана", "ru": "Поликлиника", "en": "Clinic"}
OFFICE = {"code": "centre", "agency": "moh", "kk": "Орталық", "ru": "Центр", "en": "Centre"}
ALL = {"regions": [REGION], "agencies": [AGENCY], "services": [SERVICE], "offices": [OFFICE]}
JULY = datetime.date(2026, 7, 1)


async def test_the_shipped_registry_is_taken_and_changes_nothing_when_taken_again(database) -> None:
    first, again = await load_shipped(database), await load_shipped(database)
    assert not first.findings
    assert len(first.changes.done) == 20 + 42 + 58
    assert not again.changes.done
    assert again.changes.same == {"regions": 20, "agencies": 42, "services": 58}
    kept = {row["code"]: row for row in await rows(database, bodies)}
    assert {code for code, row in kept.items() if row["kind"] == "local"} == {
        code for code in kept if code.startswith("akimat_")
    }
    assert {row["region"] for row in kept.values()} - {None} == {
        row["code"] for row in await rows(database, registry.regions)
    }
    assert all(row["short_kk"] and row["short_ru"] and row["short_en"] for row in kept.values())
    assert kept["moj"]["kk_checked"]
    assert not kept["mfa"]["kk_checked"]


async def test_what_the_registry_has_already_is_newer_than_what_is_shipped(database) -> None:
    await load_shipped(database)
    async with database.writing() as connection:
        await registry_loading.load(
            connection, {"agencies": [{"code": "moj", "kk": "Әділет", "ru": "Минюст"}]}
        )
    await load_shipped(database, renew=False)
    async with database.reading() as connection:
        assert (await registry.agency_names(connection))["moj"]["ru"] == "Минюст"
    await load_shipped(database)
    async with database.reading() as connection:
        assert (await registry.agency_names(connection))["moj"]["ru"] == "Министерство юстиции"


async def test_a_code_that_is_known_gets_its_new_names_and_keeps_what_was_not_said(database) -> None:
    async with database.writing() as connection:
        await registry_loading.load(connection, {**ALL, "agencies": [{**AGENCY, "short_kk": "ДСМ"}]})
        changes = await registry_loading.load(
            connection, {"agencies": [{**AGENCY, "kk": "Жаңа атау", "valid_from": JULY}]}
        )
        (kept,) = await registry.entries(connection, "agencies")
        offered = await registry.service_rows(connection, "moh")
    (change,) = changes.done
    assert change.before == {"kk": "Денсаулық", "valid_from": None}
    assert (kept["kk"], kept["ru"], kept["short_kk"], kept["valid_from"]) == (
        "Жаңа атау",
        "Здоровье",
        "ДСМ",
        JULY,
    )
    assert [service.code for service in offered] == ["clinic"]


async def test_a_new_kazakh_name_waits_for_its_reviewer_unless_it_is_said_to_be_checked(database) -> None:
    async with database.writing() as connection:
        await registry_loading.load(connection, {"agencies": [{**AGENCY, "kk_checked": True}]})
        await registry_loading.load(connection, {"agencies": [{**AGENCY, "ru": "Минздрав"}]})
        (same_kazakh,) = await registry.entries(connection, "agencies")
        await registry_loading.load(connection, {"agencies": [{**AGENCY, "kk": "Жаңа атау"}]})
        (new_kazakh,) = await registry.entries(connection, "agencies")
    assert same_kazakh["kk_checked"]
    assert not new_kazakh["kk_checked"]


async def test_a_russian_name_stands_in_for_an_english_one_and_is_followed(database) -> None:
    unnamed = {key: value for key, value in AGENCY.items() if key != "en"}
    async with database.writing() as connection:
        await registry_loading.load(connection, {"agencies": [unnamed]})
        (first,) = await registry.entries(connection, "agencies")
        await registry_loading.load(connection, {"agencies": [{**unnamed, "ru": "Минздрав"}]})
        (second,) = await registry.entries(connection, "agencies")
        await registry_loading.load(connection, {"agencies": [{**AGENCY, "ru": "Иначе"}]})
        await registry_loading.load(connection, {"agencies": [{**unnamed, "ru": "Снова иначе"}]})
        (third,) = await registry.entries(connection, "agencies")
    assert (first["en"], second["en"], third["en"]) == ("Здоровье", "Минздрав", "Health")


async def test_every_kind_of_the_registry_is_named_by_code_and_language(database) -> None:
    async with database.writing() as connection:
        await registry_loading.load(connection, ALL)
        found = {kind: await registry.registered_names(connection, kind) for kind in registry.TABLES}
    named = {what: {code: names["kk"] for code, names in each.items()} for what, each in found.items()}
    assert named == {
        "regions": {"KZ-75": "Алматы"},
        "agencies": {"moh": "Денсаулық"},
        "services": {"clinic": "Емхана"},
        "offices": {"centre": "Орталық"},
    }


async def test_a_predecessor_may_stand_further_down(database) -> None:
    younger = {**AGENCY, "code": "health", "predecessor": "moh"}
    async with database.writing() as connection:
        await registry_loading.load(connection, {"agencies": [younger, AGENCY]})
        terms = await registry.terms(connection, "agencies")
    assert {code: term.predecessor for code, term in terms.items()} == {"moh": None, "health": "moh"}


async def test_only_what_was_valid_on_a_day_is_listed(database) -> None:
    day = datetime.timedelta(days=1)
    offices = [
        {**OFFICE, "code": "always"},
        {**OFFICE, "code": "ended", "valid_to": JULY - day},
        {**OFFICE, "code": "last_day", "valid_to": JULY},
        {**OFFICE, "code": "first_day", "valid_from": JULY},
        {**OFFICE, "code": "to_come", "valid_from": JULY + day},
    ]
    async with database.writing() as connection:
        await registry_loading.load(connection, {**ALL, "offices": offices})
        found = await registry.entries(connection, "offices", agency="moh", on=JULY)
        nobody = await registry.entries(connection, "offices", agency="moj", on=JULY)
    assert [row["code"] for row in found] == ["always", "first_day", "last_day"]
    assert nobody == []


async def test_names_that_wait_for_a_reviewer_are_named_for_services_and_their_agencies(database) -> None:
    services = [
        {**SERVICE, "code": "checked", "kk_checked": True},
        {**SERVICE, "code": "waits"},
        {**SERVICE, "code": "other", "agency": "moj"},
    ]
    agencies = [AGENCY, {**AGENCY, "code": "moj", "kk_checked": True}]
    async with database.writing() as connection:
        await registry_loading.load(connection, {"agencies": agencies, "services": services})
        asked = {
            codes: [(each.kind, each.code) for each in await registry.unreviewed(connection, codes)]
            for codes in [("checked", "waits"), ("other",), ("moh",), ("checked",), ()]
        }
    assert asked == {
        ("checked", "waits"): [("agencies", "moh"), ("services", "waits")],
        ("other",): [("services", "other")],
        ("moh",): [("agencies", "moh")],
        ("checked",): [("agencies", "moh")],
        (): [],
    }


async def test_a_service_is_in_use_until_its_campaigns_are_closed(database, tmp_path) -> None:
    async with fieldwork(database, tmp_path, "spring", "autumn") as world:
        async with database.reading() as connection:
            used = await registry_loading.in_use(connection)
        assert used.services == {"mia_id_card": "autumn", "moh_clinic": "autumn"}
        assert set(used.agencies) == {"mia", "moh"}
        async with database.writing() as connection:
            for campaign in ("spring", "autumn"):
                await campaigns.set_state(connection, campaign, "closed", today=world.clock().date())
            assert await registry_loading.in_use(connection) == InUse({}, {})


async def test_five_thousand_services_are_compared_and_written_at_once(database) -> None:
    many = [{**SERVICE, "code": f"s{number:05}", "clients": number} for number in range(5_000)]
    async with database.writing() as connection:
        await registry_loading.load(connection, {"agencies": [AGENCY]})
        first = await registry_loading.load(connection, {"services": many})
        again = await registry_loading.load(connection, {"services": many})
    assert (len(first.done), len(again.done)) == (5_000, 0)
