"""Who blocks the bot is left alone, is counted as unreachable, and goes on where they were when they are back."""

import asyncio
import datetime

import pytest
import pytest_asyncio

from bot import showing
from bot.conversation import meet
from bot.outages import Outages
from bot.telegram import LIBRARIES
from console import launching
from storage import campaigns, fieldwork_status
from storage.fieldwork_status import Status
from surveys.coding import DISPOSITIONS
from tests.short_surveys import survey

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", params=LIBRARIES)
async def bot(request, bots, monkeypatch):
    monkeypatch.setattr(showing, "FIRST_PAUSE", 0.02)
    found = await bots(request.param)
    yield found
    found.simulator.faults.clear()
    await found.quiet()


@pytest_asyncio.fixture(loop_scope="module")
async def launched(bot):
    return await bot.launch(survey("staff: rating", "time: rating", "more: text"))


async def status_of(bot, campaign) -> Status:
    async with bot.database.reading() as connection:
        return await fieldwork_status.read(connection, campaign, now=datetime.datetime.now(datetime.UTC))


async def counts(bot, campaign):
    """In progress, unreachable, and of these who can go on."""
    status = await status_of(bot, campaign)
    assert status.lost == 0
    return status.in_progress, status.total.unreachable, status.total.blocked


async def tell_again(bot, phone, status):
    """Telegram tells once more what the bot is to this person."""
    change = {"chat": phone.chat.object, "from": phone.user, "date": 1, "new_chat_member": {"status": status}}
    bot.simulator.push_update(bot.token, {"my_chat_member": change})
    await bot.quiet()


async def test_a_block_counts_once_and_who_lifts_it_goes_on(bot, launched):
    campaign, links = launched
    phone = await bot.at_the_first_question(links["link"])
    await phone.taps("Удовлетворены")
    await bot.quiet()
    await phone.blocks()
    await bot.quiet()
    assert await counts(bot, campaign) == (0, 1, 1)
    await tell_again(bot, phone, "kicked")
    assert await counts(bot, campaign) == (0, 1, 1)
    await phone.unblocks()
    await bot.quiet()
    assert await counts(bot, campaign) == (1, 0, 0)
    await phone.types("/start")
    await bot.quiet()
    assert "Про time?" in phone.last.text
    await phone.taps("Удовлетворены")
    await bot.quiet()
    await phone.types("Жақсы")
    await bot.quiet()
    assert (await status_of(bot, campaign)).total.complete == 1


async def test_whoever_writes_is_reached_although_nobody_told_that_the_block_was_lifted(bot, launched):
    campaign, links = launched
    phone = await bot.at_the_first_question(links["link"])
    await tell_again(bot, phone, "kicked")
    assert await counts(bot, campaign) == (0, 1, 1)
    await phone.taps("Удовлетворены")
    await bot.quiet()
    assert await counts(bot, campaign) == (1, 0, 0)
    assert "Про time?" in phone.last.text


async def test_a_refused_message_says_the_same_and_nothing_more_is_sent(bot, launched):
    campaign, links = launched
    phone = await bot.at_the_first_question(links["link"])
    before = len(bot.calls(phone, "sendMessage"))
    await phone.taps("Удовлетворены")
    phone.chat.is_blocked = True  # and Telegram's word of it was lost
    await bot.quiet()
    assert await counts(bot, campaign) == (0, 1, 1)
    (refused,) = bot.calls(phone, "sendMessage")[before:]
    assert (refused.error_code, refused.description) == (403, "Forbidden: bot was blocked by the user")
    made = len(bot.calls(phone))
    await tell_again(bot, phone, "kicked")
    assert await counts(bot, campaign) == (0, 1, 1)
    assert len(bot.calls(phone)) == made
    await phone.unblocks()
    await phone.types("/start")
    await bot.quiet()
    assert "Про time?" in phone.last.text
    assert await counts(bot, campaign) == (1, 0, 0)


async def test_a_block_counts_however_much_was_written_before_it(paced, launched):
    campaign, links = launched
    phone = await paced.at_the_first_question(links["link"])
    paced.simulator.faults.delay("getUpdates", 0.3)
    for n in range(13):
        await phone.types(f"довольно {n}")
    await phone.blocks()
    await paced.quiet()
    assert await counts(paced, campaign) == (0, 1, 1)


async def test_nobody_who_has_blocked_the_bot_is_asked_again_after_an_outage(bot, launched):
    campaign, links = launched
    blocks, waits = [await bot.at_the_first_question(links["link"]) for _ in range(2)]
    await blocks.blocks()
    await bot.quiet()
    before = [len(bot.calls(each)) for each in (blocks, waits)]
    noon = datetime.datetime.now(datetime.UTC).replace(hour=7)
    found = await bot.turns.left_waiting(datetime.datetime.now(datetime.UTC), after=-1)
    outages = Outages(
        bot.turns,
        bot.channel.bot,
        clock=lambda: noon,
        take=lambda turn: meet(turn, bot.turns, bot.delivery),
        between=0.0,
    )
    for one in found.left:
        if one.address.name in {str(each.chat.id) for each in (blocks, waits)}:
            await meet(outages._turn(one, noon), bot.turns, bot.delivery)
    await bot.quiet()
    assert len(bot.calls(blocks)) == before[0]
    assert len(bot.calls(waits)) > before[1]
    assert await counts(bot, campaign) == (1, 1, 1)


async def test_a_block_by_somebody_without_an_interview_counts_nothing(bot, launched):
    campaign, _ = launched
    stranger = bot.phone("ru")
    await stranger.types("/start")
    await bot.quiet()
    await stranger.blocks()
    await bot.quiet()
    assert (await status_of(bot, campaign)).total == fieldwork_status.Tally()


@pytest.mark.parametrize(
    ("answers", "become"),
    [((), "unreachable"), (("Удовлетворены",), "break_off")],
    ids=["before the first answer", "after it"],
)
async def test_at_the_close_a_block_is_unreachable_or_what_was_answered_until_then(
    bot, launched, answers, become
):
    campaign, links = launched
    phone = await bot.at_the_first_question(links["link"])
    for label in answers:
        await phone.taps(label)
        await bot.quiet()
    await phone.blocks()
    await bot.quiet()
    await launching.close(bot.database, bot.settings, campaign, release_small=True)
    status = await status_of(bot, campaign)
    assert {name: n for name in DISPOSITIONS if (n := getattr(status.total, name))} == {become: 1}
    assert (status.in_progress, status.total.blocked) == (0, 0)


async def test_what_is_told_is_what_was_played(bot):
    """Five complete, two stop after an answer, one declines, one has blocked the bot, two are on their way."""
    campaign, links = await bot.launch(
        survey("staff: rating", "time: rating", "more: text"), ("mia_passport", "mia_id_card")
    )
    ways = [links["mia_passport"], links["mia_id_card"]]
    people = [await bot.at_the_first_question(ways[number % 2]) for number in range(10)]
    declines = bot.phone("ru")
    await declines.opens(ways[0])
    await bot.quiet()
    await declines.taps("Русский")
    await bot.quiet()
    await declines.taps("Нет, спасибо")
    for each in people[:9]:
        await each.taps("Удовлетворены")
    await bot.quiet()
    for each in people[:5]:
        await each.taps("Удовлетворены")
    await bot.quiet()
    for each in people[:5]:
        await each.types("Спасибо")
    for each in people[5:7]:
        await each.types("/stop")
    await people[7].blocks()
    await bot.quiet()
    status = await status_of(bot, campaign)
    total = status.total
    assert (total.opened, total.consented, status.in_progress) == (11, 10, 2)
    assert (total.complete, total.partial, total.break_off) == (5, 0, 2)
    assert (total.refused, total.unreachable) == (1, 1)
    assert (status.by_service["mia_passport"].complete, status.by_service["mia_id_card"].complete) == (3, 2)
    assert (status.by_route["link"], status.by_route["link"].in_progress) == (total, 2)
    assert [(tally.opened, tally.refused) for tally in status.by_day.values()] in (
        [(11, 1)],
        [(11, 0), (0, 1)],
    )
    assert (status.counted, status.waiting, status.needed) == (0, 5, 15)
    async with bot.database.reading() as connection:
        listed = {each.campaign.id: each for each in await campaigns.listing(connection)}[campaign]
    assert (listed.opened, listed.in_progress, listed.waiting) == (11, 2, 5)
    assert listed.dispositions == {"complete": 5, "refused": 1, "break_off": 2, "unreachable": 1}


async def test_a_stop_of_the_bot_forgets_no_block(bot, launched):
    campaign, links = launched
    phone = await bot.at_the_first_question(links["link"])
    await phone.blocks()
    await bot.quiet()
    await bot.stop()
    await bot.start()
    await asyncio.wait_for(bot.quiet(), 60)
    assert await counts(bot, campaign) == (0, 1, 1)
