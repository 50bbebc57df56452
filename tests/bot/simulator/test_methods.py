"""Every method, asked for by both Telegram libraries over HTTP, and what both decode of the answers."""

import struct

import pytest

from bot.simulator import Simulator
from tests.bot.simulator.simulator_libraries import LIBRARIES, TOKEN, Clock, opened

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 640, 480, 8, 2, 0, 0, 0)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 48, 64) + b"\x01\x11\x00"


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
