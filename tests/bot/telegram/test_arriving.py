"""What people send arrives in our words, the same through both libraries, however odd or hostile it is."""

import asyncio
import copy
import random

import pytest

from bot.channel import Button, Screen
from bot.simulator.simulator import Simulator
from bot.telegram import callback_data, open_channel
from storage.turn import Blocked, Turn
from surveys.interview.arrival import Helped, Started
from surveys.interview.events import Commanded, Tapped, Typed
from tests.open_channels import THERE, TOKEN, until_polled
from tests.patience import HANG

GENUINE = callback_data.option("Int-_erview", 3, "yes")
GENUINE_MEANS = ("Int-_erview", Tapped(3, "yes"))

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


# Arriving


async def test_what_people_write_arrives_in_our_words(channel, phone):
    await phone.opens("s_abc-1")
    await phone.types("жақсы")
    await phone.types("/help")
    start, words, asked = (await channel.updates(None, wait=1)).turns
    assert (start.heard, words.heard, asked.heard) == (Started("s_abc-1"), Typed("жақсы"), Helped("help"))
    assert {one.address for one in (start, words, asked)} == {THERE}
    assert (words.interview, words.message, words.press, words.hint) == (None, None, None, "ru")


@pytest.mark.parametrize(
    ("tag", "hint"), [("kk", "kk"), ("RU", "ru"), ("zh-hans", "zh"), ("fil", None), (None, None)]
)
async def test_the_language_of_the_app_is_a_hint_of_two_letters(channel, sim, tag, hint):
    await sim.phone(TOKEN, user_id=8, language_code=tag).types("!")
    assert (await channel.updates(None, wait=1)).turns[0].hint == hint


async def test_nothing_is_confirmed_before_an_offset_says_so(channel, sim, phone):
    await phone.types("бір")
    await phone.types("екі")
    first = await channel.updates(None, wait=1)
    again = await channel.updates(None, wait=1)
    assert first == again
    assert [one.heard for one in first.turns] == [Typed("бір"), Typed("екі")]
    assert "offset" not in sim.calls.of("getUpdates")[0].parameters
    half = await channel.updates(first.turns[0].update + 1, wait=1)
    assert half.turns == first.turns[1:]
    assert half.following == first.following == first.turns[1].update + 1
    empty = await channel.updates(first.following, wait=0)
    assert (empty.turns, empty.parked, empty.following) == ((), (), first.following)
    assert (await channel.updates(None, wait=0)).following == 0


async def test_only_what_is_read_is_asked_for(channel, sim, phone):
    await channel.updates(None, wait=0)
    await phone.edits(await phone.types("жақсы"), "жаман")
    batch = await channel.updates(None, wait=1)
    assert [one.heard for one in batch.turns] == [Typed("жақсы"), Helped("edited")]
    assert sim.bot(TOKEN).inbox.allowed == ("message", "edited_message", "callback_query", "my_chat_member")


async def test_waiting_for_updates_ends_with_the_first_one(channel, sim, phone):
    waiting = asyncio.create_task(channel.updates(None, wait=30))
    await until_polled(sim)
    await phone.types("!")
    assert len((await asyncio.wait_for(waiting, HANG)).turns) == 1


async def test_an_update_that_cannot_be_read_is_put_aside_and_stops_nothing(channel, sim, phone):
    await phone.types("бірінші")
    message = {"message_id": 1, "date": 1, "chat": phone.chat.object, "from": phone.user, "text": "бүлінген"}
    poison = [
        sim.push_update(TOKEN, {"message": "not an object"}),
        sim.push_update(TOKEN, {"callback_query": {"from": phone.user, "data": "x"}}),
        sim.push_update(TOKEN, {"message": {**message, "text": 3}}),
        sim.push_update(TOKEN, {"message": {**message, "text": "\ud83d"}}),
        sim.push_update(TOKEN, {"message": {**message, "from": {"id": "1"}}}),
        sim.push_update(TOKEN, {"message": {**message, "message_id": 10**30}}),
        sim.push_update(TOKEN, {"message": {**message, "chat": None}}),
    ]
    await phone.types("соңғы")
    batch = await channel.updates(None, wait=1)
    assert [one.heard for one in batch.turns] == [Typed("бірінші"), Typed("соңғы")]
    assert list(batch.parked) == poison
    assert batch.following == batch.turns[1].update + 1
    assert (await channel.updates(batch.following, wait=0)).parked == ()


async def test_a_new_kind_of_update_is_confirmed_and_ignored(channel, sim):
    number = sim.push_update(TOKEN, {"telepathy": {"thought": "?"}})
    batch = await channel.updates(None, wait=1)
    assert (batch.turns, batch.parked, batch.following) == ((), (), number + 1)


@pytest.mark.parametrize("kind", ["photo", "document", "sticker", "voice", "video", "location", "contact"])
async def test_what_is_not_words_is_answered_as_unsupported(channel, phone, kind):
    await phone.sends(kind, "сурет" if kind in {"photo", "document", "video"} else "")
    assert (await channel.updates(None, wait=1)).turns[0].heard == Helped("unsupported")


async def test_what_telegram_puts_into_a_chat_is_nobodys_message(channel, sim, phone):
    message = {"message_id": 5, "date": 1_700_000_000, "chat": phone.chat.object, "from": phone.user}
    timer = {"message_auto_delete_timer": 86_400, "message_auto_delete_time": 86_400}
    sim.push_update(TOKEN, {"message": {**message, "message_auto_delete_timer_changed": timer}})
    sim.push_update(TOKEN, {"message": {**message, "pinned_message": {**message, "text": "!"}}})
    batch = await channel.updates(None, wait=1)
    assert (batch.turns, batch.parked) == ((), ())


async def test_groups_channels_and_bots_are_not_respondents(channel, sim, phone):
    group = sim.group(TOKEN, -100_500, "Көше")
    inside = phone.inside(group)
    await inside.types("/start s_abc")
    await inside.presses(1, "a:1:yes")
    robot = {**phone.user, "is_bot": True}
    message = {"message_id": 5, "date": 1_700_000_000, "text": "!", "chat": phone.chat.object}
    news = {**phone.chat.object, "type": "channel", "title": "Жаңалық"}
    sim.push_update(TOKEN, {"message": {**message, "from": robot}})
    sim.push_update(TOKEN, {"message": message})
    sim.push_update(TOKEN, {"message": {**message, "chat": news, "from": phone.user}})
    press = {"id": "1", "chat_instance": "1", "data": "a:1:yes"}
    sim.push_update(TOKEN, {"callback_query": {**press, "from": robot}})
    batch = await channel.updates(None, wait=1)
    assert (batch.turns, batch.parked) == ((), ())


async def test_a_block_and_that_it_was_lifted_are_heard(channel, phone):
    await phone.blocks()
    await phone.unblocks()
    batch = await channel.updates(None, wait=1)
    assert batch.parked == ()
    assert [turn.heard for turn in batch.turns] == [Blocked(), Blocked(lifted=True)]
    assert {turn.address.name for turn in batch.turns} == {str(phone.user["id"])}


async def test_a_bot_that_comes_into_a_group_or_goes_is_nobodys_block(channel, sim, phone):
    group = sim.group(TOKEN, -100_500, "Ауыл").object
    for chat, status in ((group, "kicked"), (group, "member"), (phone.chat.object, "restricted")):
        change = {"chat": chat, "from": phone.user, "date": 1, "new_chat_member": {"status": status}}
        sim.push_update(TOKEN, {"my_chat_member": change})
    batch = await channel.updates(None, wait=1)
    assert (batch.turns, batch.parked) == ((), ())


# Presses


async def test_a_pressed_button_comes_back_with_its_message_and_can_be_answered(channel, phone):
    number = await channel.send(THERE, Screen("?", ((Button("Иә", GENUINE),),)))
    pressed = await phone.taps("Иә")
    (arrived,) = (await channel.updates(None, wait=1)).turns
    assert (arrived.interview, arrived.heard) == GENUINE_MEANS
    assert (arrived.address, arrived.message, arrived.press, arrived.hint) == (
        THERE,
        number,
        pressed.id,
        "ru",
    )
    await channel.answer_press(arrived.press)
    assert pressed.is_answered


async def test_the_buttons_of_a_message_can_be_taken_and_its_words_stay(channel, phone):
    number = await channel.send(THERE, Screen("?", ((Button("Иә", GENUINE),),)))
    await channel.take_buttons(THERE, number)
    await channel.take_buttons(THERE, number)
    (shown,) = phone.messages
    assert (shown.text, shown.buttons) == ("?", [])


@pytest.mark.parametrize(
    "data", ["", "x", "a:b:c:d:e", "a:-1:yes", "a:1:" + "я" * 40, "\ud83d", "0" * 64, "::"]
)
async def test_a_press_with_invented_data_still_arrives_so_that_it_is_answered(channel, phone, data):
    await phone.presses(77, data)
    batch = await channel.updates(None, wait=1)
    assert batch.parked == ()
    (arrived,) = batch.turns
    assert (arrived.address, arrived.message) == (THERE, 77)
    await channel.answer_press(arrived.press)
    if not data.startswith("0"):
        assert (arrived.interview, arrived.heard) == (None, Tapped(turn=-1, code=""))


async def test_a_press_without_its_message_or_without_data_arrives_as_well(channel, sim, phone):
    press = {"id": "41", "from": phone.user, "chat_instance": "1"}
    sim.push_update(TOKEN, {"callback_query": {**press, "data": GENUINE}})
    sim.push_update(TOKEN, {"callback_query": {**press, "game_short_name": "g"}})
    known, bare = (await channel.updates(None, wait=1)).turns
    assert (known.interview, known.heard, known.message, known.press) == (*GENUINE_MEANS, None, "41")
    assert (bare.interview, bare.heard) == (None, Tapped(turn=-1, code=""))


async def test_a_press_too_old_to_be_answered_is_no_error(channel, sim, phone):
    pressed = await phone.presses(1, "x")
    await channel.answer_press(pressed.id)
    await channel.answer_press(pressed.id)
    assert sim.calls.of("answerCallbackQuery")[1].error_code == 400
    sim.faults.refuse("answerCallbackQuery", 400, "Bad Request: query ID is invalid")
    await channel.answer_press("1")


# Hostile updates

PERSON = {"id": 70_000_000_001, "is_bot": False, "first_name": "Айгүл", "language_code": "ru"}
CHAT = {"id": 70_000_000_001, "type": "private", "first_name": "Айгүл"}
MESSAGE = {"message_id": 3, "date": 1_700_000_000, "chat": CHAT, "from": PERSON}
PHOTO = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
SEEDS = [
    {
        "message": {
            **MESSAGE,
            "text": "/start s_a",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        }
    },
    {"message": {**MESSAGE, "photo": [PHOTO], "caption": "сурет"}},
    {
        "callback_query": {
            "id": "9",
            "from": PERSON,
            "message": MESSAGE,
            "chat_instance": "1",
            "data": "q:-:1:kk",
        }
    },
]
JUNK = [None, True, -1, 0, 10**30, 1e308, "", "x" * 5_000, "\x00", "қазақ", [], {}, [[]], [{}], {"id": None}]
HEARD = (Tapped, Typed, Commanded, Started, Helped)


def mutated(seed, dice):
    """The update with one to three of its parts replaced by junk, or gone."""
    update = copy.deepcopy(seed)
    for _ in range(dice.randint(1, 3)):
        part, key = update, dice.choice(list(update) or ["message"])
        while isinstance(part.get(key), dict) and part[key] and dice.random() < 0.8:
            part = part[key]
            key = dice.choice(list(part))
        if dice.random() < 0.2:
            part.pop(key, None)
        else:
            part[key] = copy.deepcopy(dice.choice(JUNK))
    return update


async def test_a_thousand_hostile_updates_stop_neither_library(library):
    dice = random.Random(20_261_124)
    channel = None
    async with Simulator() as sim:
        channel = open_channel(library, TOKEN, base=sim.url)
        await channel.open()
        for _ in range(1_000):
            sim.push_update(TOKEN, mutated(dice.choice(SEEDS), dice))
        await sim.phone(TOKEN, user_id=8).types("соңғы")
        offset, arrived, parked = None, [], []
        while True:
            batch = await channel.updates(offset, wait=0)
            if batch.following == offset:
                break
            arrived, parked, offset = [*arrived, *batch.turns], [*parked, *batch.parked], batch.following
        await channel.close()
    assert arrived[-1].heard == Typed("соңғы")
    assert len(parked) > 100
    assert len(arrived) > 50
    assert all(well_typed(one) for one in arrived)


def well_typed(one: Turn) -> bool:
    optional = ((one.interview, str), (one.message, int), (one.press, str), (one.hint, str))
    return (
        type(one.update) is int
        and one.address.channel == "telegram"
        and int(one.address.name) is not None
        and isinstance(one.heard, HEARD)
        and all(value is None or type(value) is kind for value, kind in optional)
    )
