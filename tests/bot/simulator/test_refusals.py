"""Every refusal, in Telegram's own words, as both Telegram libraries understand it."""

import aiogram.exceptions
import pytest
import telegram.error

from bot.simulator import Simulator
from tests.bot.simulator.simulator_libraries import LIBRARIES, TOKEN, Clock, opened

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def server(clock):
    async with Simulator(clock=clock) as running:
        yield running


@pytest.fixture
def phone(server):
    return server.phone(TOKEN, user_id=1001, first_name="Айгүл", language_code="ru", has_met=True)


@pytest.fixture(params=LIBRARIES)
async def library(request, server):
    async with opened(request.param, server.url) as speaking:
        yield speaking


@pytest.mark.parametrize(
    ("method", "parameters", "said"),
    [
        ("send_message", {"text": " \n"}, "message text is empty"),
        ("send_message", {"text": "я" * 4_097}, "message is too long"),
        ("send_message", {"text": "👍" * 2_049}, "message is too long"),
        ("send_message", {"text": "a", "chat_id": 404}, "chat not found"),
        ("send_message", {"text": "<b>a", "parse_mode": "HTML"}, "can't parse entities: can't find end tag"),
        ("send_message", {"text": "*a*", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
        ("edit_message_text", {"text": "a", "message_id": 77}, "message to edit not found"),
        ("edit_message_text", {"text": "", "message_id": 77}, "message text is empty"),
        ("edit_message_reply_markup", {"message_id": 77}, "message to edit not found"),
        ("delete_message", {"message_id": 77}, "message to delete not found"),
    ],
)
async def test_a_wrong_call_is_refused_in_telegrams_words(library, phone, method, parameters, said):
    code, words = await library.refused(method, **{"chat_id": 1001, **parameters})
    assert code == 400
    assert said in words.lower()


async def test_text_up_to_the_limit_is_taken(library, phone):
    assert len((await library.bot.send_message(1001, "я" * 4_096)).text) == 4_096
    whole = "<b>" + "👍" * 2_048 + "</b>"
    assert len((await library.bot.send_message(1001, whole, parse_mode="HTML")).text) == 2_048


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([[("a", "x" * 65)]], "button_data_invalid"),
        ([[("a", "ж" * 33)]], "button_data_invalid"),
        ([[("a", str(n)) for n in range(9)]], "reply markup is too long"),
        ([[(str(n), str(n))] for n in range(101)], "reply markup is too long"),
        ([[(" ", "x")]], "button_text_invalid"),
    ],
)
async def test_a_keyboard_beyond_the_limits_is_refused(library, phone, rows, said):
    keyboard = library.keyboard(*rows)
    code, words = await library.refused("send_message", chat_id=1001, text="a", reply_markup=keyboard)
    assert (code, said in words.lower()) == (400, True)
    assert phone.messages == []


async def test_a_keyboard_at_the_limits_is_taken(library, phone):
    rows = [[(str(n), "ж" * 32) for n in range(8)]] * 12 + [[("a", "x" * 64)] * 4]
    await library.bot.send_message(1001, "a", reply_markup=library.keyboard(*rows))
    assert len(phone.last.labels) == 100


async def test_an_edit_that_changes_nothing_is_refused(library, phone):
    keyboard = library.keyboard([("Иә", "a:1")])
    sent = await library.bot.send_message(1001, "<b>Сұрақ</b>", parse_mode="HTML", reply_markup=keyboard)
    same = {"chat_id": 1001, "message_id": sent.message_id, "reply_markup": keyboard}
    code, words = await library.refused("edit_message_text", text=" <b>Сұрақ</b> ", parse_mode="HTML", **same)
    assert (code, "exactly the same as a current content" in words) == (400, True)
    assert (
        "message is not modified" in (await library.refused("edit_message_reply_markup", **same))[1].lower()
    )
    assert (await library.bot.edit_message_text("Сұрақ", **same)).text == "Сұрақ"


async def test_a_message_of_the_person_cannot_be_edited_by_the_bot(library, phone):
    message_id = await phone.types("менікі")
    code, words = await library.refused("edit_message_text", chat_id=1001, message_id=message_id, text="a")
    assert (code, "message can't be edited" in words.lower()) == (400, True)


async def test_each_press_is_answered_once_and_in_time(library, clock, phone):
    await library.bot.send_message(1001, "Сұрақ", reply_markup=library.keyboard([("Иә", "a:1")]))
    press = await phone.taps("Иә")
    answer = {"callback_query_id": press.id, "text": "Жазылды", "show_alert": True}
    assert await library.bot.answer_callback_query(**answer) is True
    assert (press.is_answered, press.notice, press.is_alert) == (True, "Жазылды", True)
    assert phone.notices == ["Жазылды"]
    late = await phone.taps("Иә")
    for query, seconds in ((press.id, 0), ("unheard-of", 0), (late.id, 151)):
        clock.now += seconds
        code, words = await library.refused("answer_callback_query", callback_query_id=query)
        assert code == 400
        assert "query is too old and response timeout expired or query id is invalid" in words.lower()
    assert not late.is_answered


async def test_a_blocked_bot_is_forbidden_to_write_until_it_is_let_in_again(library, phone):
    sent = await library.bot.send_message(1001, "Сұрақ")
    await phone.blocks()
    for method, parameters in (
        ("send_message", {"text": "a"}),
        ("edit_message_text", {"text": "a", "message_id": sent.message_id}),
        ("send_chat_action", {"action": "typing"}),
    ):
        code, words = await library.refused(method, chat_id=1001, **parameters)
        assert (code, "bot was blocked by the user" in words) == (403, True)
    await phone.unblocks()
    assert (await library.bot.send_message(1001, "қайта")).text == "қайта"


async def test_a_bot_cannot_write_first(library, server):
    stranger = server.phone(TOKEN, user_id=2002)
    assert "chat not found" in (await library.refused("send_message", chat_id=2002, text="a"))[1].lower()
    await stranger.types("сәлем")
    assert await library.bot.send_message(2002, "a")


async def test_an_upgraded_group_tells_its_new_id(library, server):
    group = server.group(TOKEN, -555, "Топ", is_supergroup=False)
    group.upgrade(server.group(TOKEN, -100_555, "Топ"))
    code, words = await library.refused("send_message", chat_id=-555, text="a")
    assert code == "migrated"
    assert "-100555" in words


async def test_a_flood_tells_how_long_to_wait(library, server, phone):
    server.faults.flood("sendMessage", 7)
    code, words = await library.refused("send_message", chat_id=1001, text="a")
    assert (code, "7" in words) == (429, True)


@pytest.mark.parametrize(
    ("method", "parameters", "said"),
    [
        ("set_my_commands", {"commands": [("Til", "a")]}, "bot_command_invalid"),
        ("set_my_commands", {"commands": [("til", "")]}, "bot_command_description_invalid"),
        ("set_my_commands", {"commands": [("til", "a")] * 101}, "bot_commands_too_much"),
        ("set_my_commands", {"commands": [], "language_code": "kaz"}, "invalid language code"),
        ("set_my_name", {"name": "a" * 65}, "bot_title_invalid"),
        ("set_my_description", {"description": "a" * 513}, "bot_description_invalid"),
        ("set_my_short_description", {"short_description": "a" * 121}, "bot_short_description_invalid"),
        ("set_webhook", {"url": "https://example.com/x"}, "loopback addresses only"),
        ("set_webhook", {"url": "http://127.0.0.1/x", "secret_token": "a b"}, "unallowed characters"),
    ],
)
async def test_a_wrong_profile_is_refused(library, method, parameters, said):
    if "commands" in parameters:
        made = [library.types.BotCommand(command=c, description=d) for c, d in parameters["commands"]]
        parameters = {**parameters, "commands": made}
    code, words = await library.refused(method, **parameters)
    assert (code, said in words.lower()) == (400, True)


async def test_getupdates_is_refused_while_a_webhook_is_set(library):
    await library.bot.set_webhook("http://127.0.0.1:9/hook")
    conflict = (aiogram.exceptions.TelegramConflictError, telegram.error.Conflict)
    with pytest.raises(conflict, match="can't use getUpdates method while webhook is active"):
        await library.bot.get_updates(timeout=0)
    await library.bot.delete_webhook()
    assert not await library.bot.get_updates(timeout=0)
