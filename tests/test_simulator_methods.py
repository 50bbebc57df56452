"""Every method and every refusal, asked for by both Telegram libraries over HTTP and decoded by both."""

import struct
from typing import Any

import aiogram.exceptions
import aiogram.methods
import aiohttp
import pytest
import telegram.error
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile
from pydantic import BaseModel, TypeAdapter
from telegram.request import HTTPXRequest

from bot.simulator import Simulator

TOKEN = "123456:simulated"  # noqa: S105 - the simulator takes any
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 640, 480, 8, 2, 0, 0, 0)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 48, 64) + b"\x01\x11\x00"
pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*")
REFUSALS = {
    aiogram.exceptions.TelegramBadRequest: 400,
    aiogram.exceptions.TelegramForbiddenError: 403,
    aiogram.exceptions.TelegramRetryAfter: 429,
    aiogram.exceptions.TelegramMigrateToChat: "migrated",
    telegram.error.BadRequest: 400,
    telegram.error.Forbidden: 403,
    telegram.error.RetryAfter: 429,
    telegram.error.ChatMigrated: "migrated",
}


class Clock:
    def __init__(self):
        self.now = 1_800_000_000.75

    def __call__(self):
        return self.now


class Library:
    """One of the two libraries; both name methods and parameters alike."""

    def __init__(self, bot: Any, types: Any, file: Any):
        self.bot = bot
        self.types = types
        self.file = file

    def keyboard(self, *rows):
        buttons = [
            [self.types.InlineKeyboardButton(text=label, callback_data=data) for label, data in row]
            for row in rows
        ]
        return self.types.InlineKeyboardMarkup(inline_keyboard=buttons)

    async def refused(self, method, **parameters):
        """(code, what the library says) of a call that must be refused."""
        with pytest.raises(tuple(REFUSALS)) as caught:
            await getattr(self.bot, method)(**parameters)
        code = next(code for kind, code in REFUSALS.items() if type(caught.value) is kind)
        return code, str(caught.value)


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


@pytest.fixture(params=["aiogram", "python-telegram-bot"])
async def library(request, server):
    if request.param == "aiogram":
        session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
        bot = AiogramBot(TOKEN, session=session)
        yield Library(bot, aiogram.types, lambda data, name: BufferedInputFile(data, filename=name))
        await (await session.create_session()).close()  # its own close() sleeps for the sake of TLS
    else:
        plain = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]  # a TLS context takes long
        requests = {"request": plain[0], "get_updates_request": plain[1]}
        async with telegram.Bot(TOKEN, base_url=f"{server.url}/bot", **requests) as bot:
            yield Library(bot, telegram, lambda data, name: telegram.InputFile(data, filename=name))


# Who the bot is


async def test_getme_knows_the_bot(library, server):
    me = await library.bot.get_me()
    assert (me.id, me.is_bot, me.username) == (123456, True, "simulated_123456_bot")


async def test_commands_are_kept_per_scope_and_language(library, phone):
    command = library.types.BotCommand
    private = library.types.BotCommandScopeAllPrivateChats()
    kazakh, russian = command(command="til", description="Тіл"), command(command="til", description="Язык")
    assert await library.bot.set_my_commands([kazakh]) is True
    assert await library.bot.set_my_commands([russian], scope=private, language_code="ru") is True
    assert [item.description for item in await library.bot.get_my_commands()] == ["Тіл"]
    found = await library.bot.get_my_commands(scope=private, language_code="ru")
    assert [(item.command, item.description) for item in found] == [("til", "Язык")]
    assert [item["description"] for item in phone.menu] == ["Язык"]
    assert await library.bot.delete_my_commands(scope=private, language_code="ru") is True
    assert list(await library.bot.get_my_commands(scope=private, language_code="ru")) == []
    assert [item["description"] for item in phone.menu] == ["Тіл"]


async def test_names_and_descriptions_are_kept_per_language(library, server):
    bot = library.bot
    assert await bot.set_my_name("Сауалнама") is True
    assert await bot.set_my_name("Опрос", language_code="ru") is True
    assert await bot.set_my_description("Что умеет бот", language_code="ru") is True
    assert await bot.set_my_short_description("Қысқаша") is True
    assert (await bot.get_my_name()).name == "Сауалнама"
    assert (await bot.get_my_name(language_code="ru")).name == "Опрос"
    assert (await bot.get_me()).first_name == "Сауалнама"
    assert (await bot.get_my_description(language_code="ru")).description == "Что умеет бот"
    assert (await bot.get_my_description()).description == ""
    assert (await bot.get_my_short_description(language_code="kk")).short_description == "Қысқаша"


async def test_the_menu_button_can_be_set(library, phone):
    button = library.types.MenuButtonCommands()
    assert await library.bot.set_chat_menu_button(chat_id=1001, menu_button=button) is True
    assert (await library.bot.get_chat_menu_button(chat_id=1001)).type == "commands"


async def test_a_webhook_is_set_told_and_taken_away(library, server):
    url = "http://127.0.0.1:9/hook"
    choices = {"secret_token": "s_1", "allowed_updates": ["message"], "max_connections": 7}
    assert await library.bot.set_webhook(url, **choices) is True
    found = await library.bot.get_webhook_info()
    assert (found.url, found.max_connections, list(found.allowed_updates)) == (url, 7, ["message"])
    assert (found.has_custom_certificate, found.pending_update_count) == (False, 0)
    assert await library.bot.delete_webhook(drop_pending_updates=True) is True
    assert not (await library.bot.get_webhook_info()).url


# What the bot sends, edits and deletes


async def test_a_message_comes_back_whole_and_stands_on_the_phone(library, clock, phone):
    keyboard = library.keyboard([("Иә", "a:1"), ("Жоқ", "a:2")], [("Кейін", "a:3")])
    text = "<b>Қызмет</b> 👍 <i>қалай?</i>"
    message = await library.bot.send_message(1001, text, parse_mode="HTML", reply_markup=keyboard)
    assert message.text == "Қызмет 👍 қалай?"
    assert [(e.type, e.offset, e.length) for e in message.entities] == [("bold", 0, 6), ("italic", 10, 6)]
    assert int(message.date.timestamp()) == int(clock.now)
    assert (message.chat.id, message.chat.type, message.chat.first_name) == (1001, "private", "Айгүл")
    assert message.from_user.is_bot
    assert message.reply_markup.inline_keyboard[1][0].callback_data == "a:3"
    assert phone.last.html == text
    assert phone.screen() == "Қызмет 👍 қалай?\n[Иә] [Жоқ]\n[Кейін]"


async def test_an_edit_gives_the_whole_message_with_its_edit_date(library, clock, phone):
    sent = await library.bot.send_message(1001, "Сұрақ", reply_markup=library.keyboard([("Иә", "a:1")]))
    clock.now += 60
    edited = await library.bot.edit_message_text(
        "Сұрақ: Иә", chat_id=1001, message_id=sent.message_id, reply_markup=None
    )
    assert (edited.message_id, edited.text, edited.reply_markup) == (sent.message_id, "Сұрақ: Иә", None)
    assert edited.date == sent.date
    stamp = edited.edit_date if isinstance(edited.edit_date, int) else edited.edit_date.timestamp()
    assert int(stamp) == int(clock.now)
    assert (phone.last.text, phone.last.buttons, phone.last.is_edited) == ("Сұрақ: Иә", [], True)


async def test_a_keyboard_can_be_changed_alone(library, phone):
    sent = await library.bot.send_message(1001, "Сұрақ", reply_markup=library.keyboard([("☐ A", "a:1")]))
    place = {"chat_id": 1001, "message_id": sent.message_id}
    await library.bot.edit_message_reply_markup(**place, reply_markup=library.keyboard([("☑ A", "a:1")]))
    assert (phone.last.text, phone.last.labels) == ("Сұрақ", ["☑ A"])
    await library.bot.edit_message_reply_markup(**place)
    assert phone.last.labels == []


async def test_a_deleted_message_is_gone_from_the_screen(library, clock, phone):
    sent = await library.bot.send_message(1001, "бұл жоғалады")
    assert await library.bot.delete_message(1001, sent.message_id) is True
    assert phone.messages == []
    late = await library.bot.send_message(1001, "бұл қалады")
    clock.now += 48 * 3_600 + 1
    assert (
        "can't be deleted for everyone"
        in (await library.refused("delete_message", chat_id=1001, message_id=late.message_id))[1]
    )


async def test_a_document_is_kept_with_its_name_and_bytes(library, server, phone):
    data = b"a;b\n1;2\n" * 1_000
    message = await library.bot.send_document(
        1001, library.file(data, "есеп.csv"), caption="<b>Есеп</b>", parse_mode="HTML"
    )
    assert (message.document.file_name, message.document.file_size) == ("есеп.csv", len(data))
    assert message.caption == "Есеп"
    stored = server.files[phone.last.file_id]
    assert (stored.name, stored.data) == ("есеп.csv", data)
    assert str(phone.last) == "(document) Есеп"
    again = await library.bot.send_document(1001, message.document.file_id)
    assert again.document.file_id == message.document.file_id
    assert len(server.files) == 1


@pytest.mark.parametrize(("data", "size"), [(PNG, (640, 480)), (JPEG, (64, 48))])
async def test_a_photo_has_the_size_its_file_says(library, phone, data, size):
    message = await library.bot.send_photo(1001, library.file(data, "qr.png"))
    assert (message.photo[-1].width, message.photo[-1].height) == size


async def test_what_is_no_picture_is_refused_as_a_photo(library, phone):
    for data in (b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"):
        code, said = await library.refused("send_photo", chat_id=1001, photo=library.file(data, "x.png"))
        assert (code, "IMAGE_PROCESS_FAILED" in said.upper()) == (400, True)


async def test_a_chat_action_and_a_reaction_are_taken(library, phone):
    assert await library.bot.send_chat_action(1001, "typing") is True
    message_id = await phone.types("рақмет")
    reaction = [library.types.ReactionTypeEmoji(emoji="👍")]
    assert await library.bot.set_message_reaction(1001, message_id, reaction=reaction) is True
    code, said = await library.refused("send_chat_action", chat_id=1001, action="dancing")
    assert (code, "wrong parameter action in request" in said.lower()) == (400, True)


async def test_a_reply_shows_what_it_replies_to(library, phone):
    message_id = await phone.types("сұрағым бар")
    reply = library.types.ReplyParameters(message_id=message_id)
    message = await library.bot.send_message(1001, "тыңдап тұрмын", reply_parameters=reply)
    assert message.reply_to_message.text == "сұрағым бар"


# What the bot receives


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


# What is refused


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
    clock.now += 151
    for query in (press.id, late.id, "unheard-of"):
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
