"""People come by a link, by a poster in an office and by a link that works once; on either library it is told apart."""

import logging

import pytest
import pytest_asyncio
from sqlalchemy import insert, select

from bot.telegram import LIBRARIES
from bot.telegram.quiet_logs import keep_secrets_out_of_logs
from console.bot_name import link_to
from console.posters.content import Poster
from console.posters.pages import as_pdf
from console.wiring import environment
from storage import links, mixing, tokens
from storage.questionnaires import QuestionnaireCache
from storage.tables import counters, responses, routes
from tests import posters
from tests.short_surveys import survey

pytestmark = pytest.mark.asyncio(loop_scope="module")

SERVICES = {"mia_passport": "mia", "mia_id_card": "mia"}
OFFICES = [
    {
        "code": "mia_north",
        "agency": "mia",
        "kk": "Солтүстік бөлім",
        "ru": "Северное отделение",
        "en": "North",
    },
    {"code": "mia_south", "agency": "mia", "kk": "Оңтүстік бөлім", "ru": "Южное отделение", "en": "South"},
]
ASKED = survey({"id": "place", "type": "office"}, {"id": "overall", "type": "rating"})


@pytest_asyncio.fixture(loop_scope="module", params=LIBRARIES)
async def bot(bots, request):
    return await bots(request.param)


async def with_ways(bot):
    """A campaign with a link, a poster in each office, and links that work once."""
    campaign, payloads = await bot.launch(ASKED, list(SERVICES), offices=OFFICES)
    outside = environment(bot.settings)
    async with bot.database.writing() as connection:
        codes = [
            (service, office["code"])
            for service, agency in SERVICES.items()
            for office in OFFICES
            if office["agency"] == agency
        ]
        await links.add_routes(connection, campaign, "qr", codes, random_hex=outside.random_hex)
        ways = await links.add_routes(
            connection, campaign, tokens.TOKEN, [("mia_passport", None)], random_hex=outside.random_hex
        )
        issued = await tokens.issue(
            connection, {"mia_passport": ways["mia_passport", None]}, 2, environment=outside
        )
        found = await links.links(connection, campaign)
    return campaign, payloads, found, [each.payload for each in issued]


async def begins(bot, payload: str):
    """The phone of somebody at the first question; what stood in the consent."""
    phone = bot.phone("ru")
    await phone.opens(payload)
    await bot.quiet()
    await phone.taps("Русский")
    await bot.quiet()
    consent = str(phone.messages[-1])
    await phone.taps("Начать")
    await bot.quiet()
    return phone, consent


async def taps(bot, phone, label: str) -> None:
    await phone.taps(label)
    await bot.quiet()


def last(phone) -> str:
    return str(phone.messages[-1])


async def kept(bot, campaign: str):
    """The responses of a campaign, taken apart now whatever their number."""
    await bot.set_state(campaign, "closed")
    while await mixing.mix(
        bot.database,
        campaign,
        cache=QuestionnaireCache(),
        environment=environment(bot.settings),
        everything=True,
    ):
        pass
    return await bot.rows(select(responses).where(responses.c.campaign == campaign))


async def test_three_people_come_three_ways_and_are_told_apart(bot, caplog) -> None:
    campaign, payloads, found, (token, _) = await with_ways(bot)
    caplog.set_level(logging.DEBUG)
    keep_secrets_out_of_logs()
    (poster,) = [
        link
        for link in found
        if (link.kind, link.service, link.office) == ("qr", "mia_passport", "mia_south")
    ]
    by_link, consent = await begins(bot, payloads["mia_passport"])
    assert "Отделение" not in consent
    assert "1 / 2" in last(by_link)
    await taps(bot, by_link, "Северное отделение")
    await taps(bot, by_link, "Удовлетворены")
    by_poster, consent = await begins(bot, poster.payload)
    assert "Отделение: Южное отделение" in consent
    assert "1 вопрос" in consent
    assert "1 / 1" in last(by_poster)
    await taps(bot, by_poster, "Удовлетворены")
    by_token, _ = await begins(bot, token)
    stranger = bot.phone("ru")
    await stranger.opens(token)
    await bot.quiet()
    assert "личная ссылка уже использована" in last(stranger)
    await by_token.opens(token)
    await bot.quiet()
    assert "1 / 2" in last(by_token)
    await taps(bot, by_token, "Северное отделение")
    await taps(bot, by_token, "Удовлетворены")
    assert token not in caplog.text
    answered = {(row.route, row.office, row.service) for row in await kept(bot, campaign)}
    assert answered == {
        ("link", "mia_north", "mia_passport"),
        ("qr", "mia_south", "mia_passport"),
        ("token", "mia_north", "mia_passport"),
    }
    counted = await bot.rows(
        select(counters.c.route).where(counters.c.campaign == campaign, counters.c.step == "complete")
    )
    assert sorted(row.route for row in counted) == ["link", "qr", "token"]


async def test_every_printed_code_opens_its_own_service_and_office(bot) -> None:
    campaign, _, found, _ = await with_ways(bot)
    printed = [link for link in found if link.kind == "qr"]
    pdf = as_pdf(
        [
            Poster(link_to("saualnama_bot", link.payload), link.names, link.agency_names, link.office_names)
            for link in printed
        ],
        "a5",
    )
    read = posters.codes(pdf)
    assert len(read) == len(printed) == len(SERVICES) * len(OFFICES)
    for link, (address,) in zip(printed, read, strict=True):
        base, _, payload = address.partition("?start=")
        assert base == "https://t.me/saualnama_bot"
        _, consent = await begins(bot, payload)
        assert f"Услуга: {link.names['ru']}" in consent
        assert f"Отделение: {link.office_names['ru']}" in consent
    await bot.set_state(campaign, "closed")


@pytest.mark.parametrize(
    ("app", "sentences"),
    [
        (
            "kk",
            ["пайдаланылып қойған", "мерзімі өтіп кетті", "сілтеме белгісіз", "жауап енді қабылданбайды"],
        ),
        ("ru", ["уже использована", "ссылки истёк", "ссылка неизвестна", "больше не принимаются"]),
        ("en", ["used already", "has expired", "not known", "no longer taken"]),
    ],
)
async def test_why_a_link_does_not_work_is_said_in_the_language_of_the_app(bot, app, sentences) -> None:
    campaign, _, _, (used, fresh) = await with_ways(bot)
    await begins(bot, used)
    async with bot.database.writing() as connection:
        (way,) = [
            row.id
            for row in await connection.execute(
                select(routes.c.id).where(routes.c.campaign == campaign, routes.c.kind == "token")
            )
        ]
        late = tokens.token(b"x" * 8 + campaign.encode().rjust(8))
        row = {"token": bytes.fromhex(tokens.digest(late)), "route": way, "expires": 1, "used": False}
        await connection.execute(insert(tokens.tokens), [row])
    said = []
    for payload in (used, late, "t" + "B" * 22):
        phone = bot.phone(app)
        await phone.opens(payload)
        await bot.quiet()
        said.append(last(phone))
    await bot.set_state(campaign, "closed")
    phone = bot.phone(app)
    await phone.opens(fresh)
    await bot.quiet()
    said.append(last(phone))
    for sentence, shown in zip(sentences, said, strict=True):
        assert sentence in shown
    assert len(set(said)) == len(said)
