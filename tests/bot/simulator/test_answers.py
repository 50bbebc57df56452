"""What comes to a bot: updates that both libraries decode, and answers held against the Bot API's schema."""

import aiogram.exceptions
import aiogram.methods
import aiohttp
import pytest
from pydantic import BaseModel, TypeAdapter

from bot.simulator import Simulator
from tests.bot.simulator.simulator_libraries import LIBRARIES, TOKEN, Clock, opened


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


async def test_updates_are_decoded_with_all_their_fields(library, clock, phone):
    message_id = await phone.types("/start abc_1")
    sent = await library.bot.send_message(1001, "Сұрақ", reply_markup=library.keyboard([("Иә", "a:1")]))
    await phone.taps("Иә")
    await phone.presses(9_999, "invented")
    await phone.edits(message_id, "түзетілді")
    await phone.blocks()
    updates = await library.bot.get_updates(offset=0, limit=50, timeout=0)
    first, press, invented, edited, blocked = updates
    assert (first.message.text, first.message.from_user.language_code) == ("/start abc_1", "ru")
    assert [(e.type, e.offset, e.length) for e in first.message.entities] == [("bot_command", 0, 6)]
    assert int(first.message.date.timestamp()) == int(clock.now)
    assert (press.callback_query.data, press.callback_query.message.message_id) == ("a:1", sent.message_id)
    assert press.callback_query.message.text == "Сұрақ"
    assert press.callback_query.chat_instance
    assert (invented.callback_query.data, invented.callback_query.message.message_id) == ("invented", 9_999)
    assert (
        getattr(invented.callback_query.message, "text", None) is None
    )  # python-telegram-bot: a bare Message
    assert edited.edited_message.text == "түзетілді"
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert blocked.my_chat_member.old_chat_member.status == "member"


async def test_a_spoiled_update_is_more_than_a_library_can_decode(library, server, phone):
    server.faults.spoil_update()
    await phone.types("a")
    with pytest.raises((aiogram.exceptions.ClientDecodeError, TypeError, KeyError)):
        await library.bot.get_updates()


async def test_messages_other_than_text_are_decoded(library, phone):
    kinds = ["photo", "document", "sticker", "voice", "video", "location", "contact"]
    for kind in kinds:
        await phone.sends(kind, caption="міне" if kind == "photo" else "")
    await phone.forwards("біреудің сөзі", "Серік")
    *others, forwarded = await library.bot.get_updates()
    assert all(getattr(update.message, kind) for kind, update in zip(kinds, others, strict=True))
    assert others[0].message.caption == "міне"
    assert forwarded.message.forward_origin.sender_user_name == "Серік"


async def test_a_group_is_seen_as_a_group(library, server, phone):
    group = server.group(TOKEN, -100_555, "Көрші-қолаң")
    await phone.inside(group).types("/start@simulated_123456_bot")
    (update,) = await library.bot.get_updates()
    assert (update.message.chat.type, update.message.chat.title) == ("supergroup", "Көрші-қолаң")
    assert update.message.from_user.id == 1001
    await library.bot.send_message(-100_555, "сәлем")
    assert [message.text for message in phone.inside(group).messages][-1] == "сәлем"
    assert phone.messages == []


# The Bot API's own schema, not only what one library happens to read


def unknown_fields(value, path="result"):
    """The fields that the schema does not have, anywhere inside."""
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            yield f"{path}.{name}"
        for name in value.model_fields_set:
            yield from unknown_fields(getattr(value, name, None), f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from unknown_fields(item, path)


async def test_every_answer_fits_the_schema_of_the_bot_api(server, phone):
    async with aiohttp.ClientSession() as session:

        async def call(method, **parameters):
            async with session.post(f"{server.url}/bot{TOKEN}/{method}", json=parameters) as response:
                answer = await response.json()
            assert answer["ok"], (method, answer)
            schema = getattr(aiogram.methods, method[0].upper() + method[1:]).__returning__
            decoded = TypeAdapter(schema).validate_python(answer["result"])
            assert list(unknown_fields(decoded)) == [], method
            return answer["result"]

        keyboard = {"inline_keyboard": [[{"text": "Иә", "callback_data": "a:1"}]]}
        await call("getMe")
        own = await phone.types("/start")
        reply = {"message_id": own}
        text = '<a href="https://gov.kz">а</a> <pre><code class="language-c">x</code></pre> <i>y</i>'
        sent = await call(
            "sendMessage",
            chat_id=1001,
            text=text,
            parse_mode="HTML",
            reply_parameters=reply,
            protect_content=True,
        )
        await call(
            "editMessageText", chat_id=1001, message_id=sent["message_id"], text="b", reply_markup=keyboard
        )
        await call("editMessageReplyMarkup", chat_id=1001, message_id=sent["message_id"])
        await phone.edits(own, "/start abc")
        await call(
            "editMessageReplyMarkup", chat_id=1001, message_id=sent["message_id"], reply_markup=keyboard
        )
        press = await phone.taps("Иә")
        for kind in ("photo", "document", "sticker", "voice", "video", "location", "contact"):
            await phone.sends(kind)
        await phone.forwards("a")
        await phone.inside(server.group(TOKEN, -100_5, "Топ")).types("a")
        await phone.presses(404, "x")
        await call("answerCallbackQuery", callback_query_id=press.id)
        await call("sendChatAction", chat_id=1001, action="typing")
        await call("setMyCommands", commands=[{"command": "a", "description": "b"}])
        for method in ("getMyCommands", "getMyName", "getMyDescription", "getMyShortDescription"):
            await call(method)
        await call("setChatMenuButton")
        await call("getChatMenuButton")
        await call("deleteMessage", chat_id=1001, message_id=sent["message_id"])
        await phone.blocks()
        assert len(await call("getUpdates")) == 14
        await call("setWebhook", url="http://127.0.0.1:9/x")
        await call("getWebhookInfo")
        await call("deleteWebhook")
