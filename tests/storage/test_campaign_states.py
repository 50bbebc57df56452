"""What can be done with a campaign is said by its state, and whoever tries something else is told what is possible."""

import datetime
from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from storage import campaign_states, campaigns, closing, drafts, extending
from storage import links as ways
from storage.campaign_routes import CampaignRoutes
from storage.campaign_states import ALLOWED, state_on
from storage.campaigns import Plan
from storage.choosing import offices_of, services_of
from storage.database import StorageError
from storage.driver import Writer
from storage.extending import Extension
from storage.plans import Promise
from storage.registry_tables import agencies, offices, services
from storage.tables import campaigns as campaigns_table
from storage.tables import routes
from tests.fieldwork import Citizen, rows
from tests.promises import PROMISE

DAY = datetime.timedelta(days=1)
NAMES = {"kk": "Күз", "ru": "Осень", "en": "Autumn"}


async def plan_of(field, campaign: str = "autumn", **about) -> Plan:
    """A plan that can be launched."""
    async with field.database.reading() as connection:
        asked = (await campaigns.named(connection, "spring")).questionnaire
    return replace(Plan(campaign, NAMES, asked, ["moh_clinic"], promise=PROMISE), **about)


async def launch(field, plan: Plan) -> dict[tuple[str, str], str]:
    return await campaigns.launch(field.database, plan, environment=field.environment)


async def draft(field, plan: Plan) -> None:
    await campaigns.draft(field.database, plan, environment=field.environment)


async def does(field, action: str, campaign: str = "autumn") -> None:
    """What an officer does."""
    today = field.environment.today
    if action == "close":
        await closing.close(field.database, campaign, environment=field.environment)
    elif action == "forget":
        await closing.forget(field.database, campaign, environment=field.environment)
    elif action == "launch":
        async with field.database.reading() as connection:
            plan = await drafts.find(connection, campaign, "launch", today=today)
        await launch(field, plan)
    elif action == "change":
        await draft(field, await plan_of(field, campaign, target=7))
    elif action == "extend":
        async with field.database.writing() as connection:
            await extending.extend(connection, campaign, Extension(target=9), environment=field.environment)
    else:
        state = {"pause": "paused", "resume": "open"}[action]
        async with field.database.writing() as connection:
            await campaigns.set_state(connection, campaign, state, today=today)


async def state(field, campaign: str = "autumn") -> str | None:
    """What the campaign is today; None where there is none."""
    async with field.database.reading() as connection:
        found = {each.campaign.id: each.campaign for each in await campaigns.listing(connection)}
    return found[campaign].state_on(field.environment.today) if campaign in found else None


async def brought_into(field, wanted: str) -> None:
    """A campaign in this state."""
    today = field.environment.today
    if wanted == "draft":
        await draft(field, await plan_of(field))
        return
    await launch(field, await plan_of(field, opens_on=today + 3 * DAY if wanted == "scheduled" else None))
    if wanted == "paused":
        await does(field, "pause")
    elif wanted == "closed":
        await does(field, "close")


LEADS = {"launch": "open", "pause": "paused", "resume": "open", "close": "closed", "forget": "closed"}


@pytest.mark.parametrize("action", ALLOWED)
@pytest.mark.parametrize("before", ["draft", "scheduled", "open", "paused", "closed"])
async def test_each_state_allows_what_the_table_says_and_nothing_else(field, before, action) -> None:
    await brought_into(field, before)
    assert await state(field) == before
    if before not in ALLOWED[action]:
        with pytest.raises(
            StorageError, match=f"campaign autumn is {before}: it .*Possible now: "
        ) as refused:
            await does(field, action)
        assert str(refused.value).endswith(", ".join(campaign_states.possible(before)))
        assert await state(field) == before
        return
    await does(field, action)
    after = None if (before, action) == ("draft", "close") else LEADS.get(action, before)
    assert await state(field) == after


def test_a_campaign_is_open_from_its_first_day_to_the_end_of_its_last() -> None:
    first, last = datetime.date(2026, 12, 1), datetime.date(2026, 12, 31)
    days = (first - DAY, first, last, last + DAY)
    assert [state_on(day, "open", first, last) for day in days] == ["scheduled", "open", "open", "closed"]
    assert [state_on(day, "paused", first, last) for day in days] == ["paused", "paused", "paused", "closed"]
    assert {state_on(day, "draft", first, last) for day in days} == {"draft"}
    assert {state_on(day, "closed", first, None) for day in days} == {"closed"}


async def test_a_campaign_opens_by_itself_on_its_day_in_kazakhstan_and_its_links_say_so_before(field) -> None:
    """19:00 in Greenwich is midnight there."""
    links = await launch(field, await plan_of(field, opens_on=field.environment.today + DAY))
    field.now = field.now.replace(hour=18, minute=59, second=58)
    async with field.writer() as turns:
        early = Citizen(5, turns)
        await early.opens(links["moh_clinic", "link"])
        assert "paused" in (*early.notices, early.prompt.facts.get("notice") if early.prompt else "")
        assert links["moh_clinic", "link"] not in await _offered(turns)
    field.now = field.now.replace(hour=19, minute=0, second=0)
    async with field.writer() as turns:
        assert links["moh_clinic", "link"] in await _offered(turns)
        citizen = Citizen(7, turns)
        await citizen.finishes(links["moh_clinic", "link"])
        assert citizen.notices == ["complete"]


async def _offered(turns) -> set[str]:
    citizen = Citizen(6, turns)
    await citizen.opens()
    return {choice.code for choice in citizen.prompt.choices}


async def test_a_draft_keeps_its_links_when_it_is_changed_and_launched(field) -> None:
    await draft(field, await plan_of(field, kinds=["link", "qr"]))
    async with field.database.reading() as connection:
        before = {(each.service, each.kind): each.payload for each in await ways.links(connection, "autumn")}
    await draft(field, await plan_of(field, kinds=["link", "token"], services=["moh_clinic", "mia_passport"]))
    links = await launch(field, await plan_of(field, services=["moh_clinic", "mia_passport"]))
    assert links["moh_clinic", "link"] == before["moh_clinic", "link"]
    assert set(links) == {("moh_clinic", "link"), ("mia_passport", "link")}


async def test_a_draft_is_read_back_as_it_was_meant(field) -> None:
    await _with_offices(field)
    today = field.environment.today
    meant = await plan_of(
        field,
        kinds=["link", "qr"],
        offices=["clinic_1", "clinic_2"],
        opens_on=today + DAY,
        closes_on=today + 9 * DAY,
        target=400,
    )
    await draft(field, meant)
    async with field.database.reading() as connection:
        assert await drafts.find(connection, "autumn", "launch", today=today) == meant
        assert await drafts.find(connection, "nowhere", "launch", today=today) is None


async def test_a_removed_draft_leaves_nothing_and_its_id_can_be_used_again(field) -> None:
    await draft(field, await plan_of(field))
    assert field.keys.path("autumn").exists()
    await does(field, "close")
    assert not field.keys.path("autumn").exists()
    assert {row["campaign"] for row in await rows(field.database, routes)} == {"spring"}
    await launch(field, await plan_of(field))
    assert await state(field) == "open"


async def test_what_a_consent_promises_in_english_may_read_as_in_russian(field) -> None:
    promise = replace(PROMISE, contact={"kk": "Бөлім", "ru": "Отдел"})
    links = await launch(field, await plan_of(field, promise=promise))
    writer = Writer(field.database)
    async with writer.writing() as transaction:
        route = links["moh_clinic", "link"]
        today = field.environment.today
        found = (await CampaignRoutes().named(transaction, [route], today=today))[route]
    await writer.close()
    assert found.about["contact"] == {"kk": "Бөлім", "ru": "Отдел", "en": "Отдел"}
    assert found.about["results_where"] == PROMISE.results_where
    assert set(found.about["results_on"].values()) == {"2050-02-01"}


async def test_a_launch_says_at_once_all_that_its_consent_lacks(field) -> None:
    with pytest.raises(StorageError) as refused:
        await launch(field, await plan_of(field, promise=Promise(None, {"kk": "мұнда"}, {"ru": "мы"})))
    setting = ", or the setting SAUALNAMA_RESULTS_WHERE_RU"
    assert str(refused.value).split("\n") == [
        "the consent needs the day of the results: --results-on",
        f"the consent needs where the results will stand, in Russian: --results-where-ru{setting}",
        "the consent needs whom to ask, in Kazakh: --contact-kk, or the setting SAUALNAMA_CONTACT_KK",
    ]
    assert await state(field) is None
    assert not field.keys.path("autumn").exists()


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"services": ["moh_clinicc"]}, "no such service: moh_clinicc: did you mean moh_clinic?"),
        ({"services": []}, "no service is named"),
        ({"kinds": ["carrier-pigeon"]}, "no kind of route carrier-pigeon"),
        ({"target": 0}, "the target is a number"),
        ({"names": {**NAMES, "kk": " "}}, "the name in Kazakh has 1 characters"),
        ({"names": {**NAMES, "ru": "я" * 201}}, "the name in Russian has 201 characters"),
        ({"promise": replace(PROMISE, contact={"kk": "а" * 201, "ru": "б"})}, "--contact-kk has 201 characters"),
        ({"closes_on": datetime.date(2026, 1, 1)}, "its last day 2026-01-01 is before its first"),
        ({"closes_on": PROMISE.results_on}, "results on 2050-02-01 come too early, its last day is 2050-02-01"),
        ({"opens_on": PROMISE.results_on}, "results on 2050-02-01 come too early, it opens on 2050-02-01"),
        ({"offices": ["nowhere"]}, "no such office: nowhere"),
        ({"offices": ["police_1"]}, "no service of the campaign is that of office police_1"),
        ({"services": ["moh_old"]}, r"the service moh_old \(б\) has ended on 2026-02-28; it is followed by moh_clinic"),
        ({"services": ["moh_new"]}, r"the service moh_new \(б\) begins on 2026-04-01"),
        ({"services": ["gone_service"]}, r"the agency gone \(б\) has ended on 2025-12-31"),
    ],
)  # fmt: skip
async def test_a_plan_that_cannot_be_is_refused_as_a_draft_and_as_a_launch(field, about, told) -> None:
    await _with_offices(field)
    plan = await plan_of(field, **about)
    for way in (draft, launch):
        with pytest.raises(StorageError, match=told):
            await way(field, plan)
    assert await state(field) is None


async def test_an_agency_stands_for_its_services_of_today_and_all_for_its_offices(field) -> None:
    await _with_offices(field)
    today = field.environment.today
    async with field.database.reading() as connection:
        found = await services_of(connection, ["moh"], day=today)
        assert {"moh_clinic"} <= set(found)
        assert not {"moh_old", "moh_new"} & set(found)
        assert await offices_of(connection, ["all"], about=["moh_clinic"], day=today) == [
            "clinic_1",
            "clinic_2",
        ]
        for wrong, told in ((["mohh"], "no such agency: mohh: did you mean moh?"), (["gone"], "has ended")):
            with pytest.raises(StorageError, match=told):
                await services_of(connection, wrong, day=today)
        with pytest.raises(StorageError, match="have no office"):
            await offices_of(connection, ["all"], about=["mof_customs"], day=today)
    await launch(field, await plan_of(field, offices=["clinic_1", "clinic_2"]))
    async with field.database.reading() as connection:
        links = await ways.links(connection, "autumn")
    assert [(each.kind, each.office) for each in links] == [
        ("link", None), ("qr", "clinic_1"), ("qr", "clinic_2"),
    ]  # fmt: skip


async def test_an_extended_campaign_has_a_later_end_a_target_and_links_of_the_kinds_it_had(field) -> None:
    today = field.environment.today
    await launch(field, await plan_of(field, kinds=["link", "qr"], closes_on=today + DAY))
    wanted = Extension(closes_on=today + 9 * DAY, target=50, services=["mia_passport"])
    async with field.database.writing() as connection:
        await extending.extend(connection, "autumn", wanted, environment=field.environment)
    async with field.database.reading() as connection:
        found = await campaigns.named(connection, "autumn")
        links = await ways.links(connection, "autumn")
    assert (found.closes_on, found.target) == (today + 9 * DAY, 50)
    assert [(each.service, each.kind) for each in links] == [
        (service, kind) for service in ("mia_passport", "moh_clinic") for kind in ("link", "qr")
    ]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (lambda today: Extension(closes_on=today), "is not later than today"),
        (lambda _: Extension(closes_on=PROMISE.results_on), "come too early"),
        (lambda today: Extension(results_on=today), "come too early"),
        (lambda _: Extension(target=0), "the target is a number"),
        (lambda _: Extension(services=["moh_clinicc"]), "did you mean moh_clinic"),
    ],
)
async def test_an_extension_that_cannot_be_changes_nothing(field, wanted, told) -> None:
    await launch(field, await plan_of(field))
    before = await rows(field.database, campaigns_table)
    with pytest.raises(StorageError, match=told):
        async with field.database.writing() as connection:
            today = field.environment.today
            await extending.extend(connection, "autumn", wanted(today), environment=field.environment)
    assert await rows(field.database, campaigns_table) == before


async def test_the_end_may_move_past_the_promised_day_when_that_moves_too(field) -> None:
    await launch(field, await plan_of(field))
    later = PROMISE.results_on + DAY
    async with field.database.writing() as connection:
        wanted = Extension(closes_on=PROMISE.results_on, results_on=later)
        await extending.extend(connection, "autumn", wanted, environment=field.environment)
    async with field.database.reading() as connection:
        assert (await campaigns.named(connection, "autumn")).promise.results_on == later


async def _with_offices(field) -> None:
    """Offices, a service that has ended and is followed, one that is to come, and an agency that is gone."""
    named = {"kk": "а", "ru": "б", "en": "c"}
    ended = {"valid_from": None, "valid_to": datetime.date(2026, 2, 28), "predecessor": None}
    future = {"valid_from": datetime.date(2026, 4, 1), "valid_to": None, "predecessor": None}
    async with field.database.writing() as connection:
        gone = {"code": "gone", **named, "valid_to": datetime.date(2025, 12, 31)}
        await connection.execute(insert(agencies), [gone])
        more = [
            {"code": "moh_old", "agency": "moh", **named, **ended},
            {"code": "moh_new", "agency": "moh", **named, **future},
            {"code": "gone_service", "agency": "gone", **named, **dict.fromkeys(ended)},
        ]
        await connection.execute(insert(services), more)
        await connection.execute(
            update(services).where(services.c.code == "moh_clinic").values(predecessor="moh_old")
        )
        places = [("clinic_2", "moh"), ("clinic_1", "moh"), ("police_1", "mia")]
        await connection.execute(
            insert(offices), [{"code": code, "agency": agency, **named} for code, agency in places]
        )
