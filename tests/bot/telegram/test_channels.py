"""Both Telegram libraries do the same through bot.channel: every test here runs on each, over HTTP."""

import asyncio
import gc
import subprocess
import sys
import warnings
from contextlib import contextmanager, suppress

import pytest

from bot.channel import (
    Button,
    MessageGone,
    Rejected,
    Screen,
    Unavailable,
    Unreachable,
)
from bot.telegram import open_channel, wire
from bot.telegram.commands import menu
from storage.turn import Address
from tests.open_channels import THERE, TOKEN, until_polled
from tests.patience import HANG

QUESTION = Screen(
    "<b>Сұрақ:</b> қызмет &amp; сапа?",
    ((Button("Иә", "a:1:yes"), Button("Жоқ", "a:1:no")), (Button("Кейін", "a:1:later"),)),
)

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")


# Opening and closing


async def test_opening_tells_the_bots_name_and_gives_each_language_its_menu(library, sim):
    opened = open_channel(library, TOKEN, base=sim.url + "/")
    assert await opened.open() == "simulated_1234567_bot"
    await opened.close()
    for app_language, language in (("kk", "kk"), ("ru", "ru"), ("en", "en"), ("de", "kk"), ("", "kk")):
        person = sim.phone(TOKEN, user_id=5 + len(app_language), language_code=app_language)
        person.user["language_code"] = app_language
        shown = [(command["command"], command["description"]) for command in person.menu]
        assert shown == [(command.name, command.description) for command in menu(language)], app_language
    assert not sim.calls.of("deleteWebhook")


async def test_a_refused_menu_does_not_keep_the_bot_from_starting(library, sim, caplog):
    sim.faults.refuse("setMyCommands", 400, "Bad Request: BOT_COMMAND_INVALID")
    opened = open_channel(library, TOKEN, base=sim.url)
    assert await opened.open() == "simulated_1234567_bot"
    await opened.close()
    assert "bot_command_invalid" in caplog.text


@pytest.mark.parametrize(("status", "said"), [(401, "Unauthorized"), (404, "Not Found")])
async def test_a_refused_token_is_told_with_the_setting_to_look_at(library, sim, status, said):
    sim.faults.refuse("getMe", status, said)
    refused = open_channel(library, TOKEN, base=sim.url)
    with pytest.raises(Rejected, match="SAUALNAMA_TELEGRAM_TOKEN"):
        await refused.open()


@pytest.mark.parametrize("token", ["", "12345", "12345:", "abc:def", "12345:a b", "12345:токен"])
def test_what_cannot_be_a_token_is_refused_before_any_call(library, token):
    with pytest.raises(Rejected, match="SAUALNAMA_TELEGRAM_TOKEN"):
        open_channel(library, token, base="http://127.0.0.1:9")


async def test_a_bot_whose_network_is_down_at_the_start_can_be_opened_later(library, sim):
    opened = open_channel(library, TOKEN, base=sim.url)
    sim.faults.lose_request("getMe")
    with pytest.raises(Unavailable):
        await opened.open()
    assert await opened.open() == "simulated_1234567_bot"
    await opened.close()


@contextmanager
def nothing_left_open():
    """Fails for a connection that was let go without being closed."""
    complaints = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context["message"]))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        yield
        gc.collect()
    assert [str(one.message) for one in warned if issubclass(one.category, ResourceWarning)] == []
    assert complaints == []


async def test_closing_leaves_no_connection_behind(library, sim):
    with nothing_left_open():
        opened = open_channel(library, TOKEN, base=sim.url)
        await opened.open()
        await opened.updates(None, wait=0)
        await opened.close()
        await opened.close()
        del opened


async def test_a_start_that_fails_leaves_no_connection_behind(library, sim):
    sim.faults.refuse("getMe", 500, "Internal Server Error")
    with nothing_left_open():
        refused = open_channel(library, TOKEN, base=sim.url)
        with suppress(Unavailable):
            await refused.open()
        del refused


def test_an_unknown_library_is_named():
    with pytest.raises(ValueError, match=r"'telebot'.*aiogram, ptb"):
        open_channel("telebot", TOKEN, base="http://127.0.0.1:9")


def test_naming_the_channels_imports_neither_library_and_choosing_one_imports_only_that():
    script = """if True:
        import sys
        import bot.telegram
        heavy = {"aiogram", "telegram", "aiohttp", "httpx"}
        assert not heavy & set(sys.modules), heavy & set(sys.modules)
        bot.telegram.open_channel("ptb", "1:a", base="http://127.0.0.1:9")
        assert "aiogram" not in sys.modules
    """
    subprocess.run([sys.executable, "-c", script], check=True, timeout=HANG)


# Showing


async def test_a_screen_arrives_with_its_format_and_buttons(channel, sim, phone):
    number = await channel.send(THERE, QUESTION)
    shown = phone.last
    assert shown.message_id == number
    assert shown.html == "<b>Сұрақ:</b> қызмет &amp; сапа?"
    assert [[button.label for button in row] for row in shown.buttons] == [["Иә", "Жоқ"], ["Кейін"]]
    assert [button.data for row in shown.buttons for button in row] == ["a:1:yes", "a:1:no", "a:1:later"]


async def test_an_edit_changes_the_message_in_place_and_takes_its_buttons_away(channel, phone):
    number = await channel.send(THERE, QUESTION)
    await channel.edit(THERE, number, Screen("Рақмет <i>сізге</i>"))
    assert len(phone.messages) == 1
    assert phone.last.html == "Рақмет <i>сізге</i>"
    assert phone.last.buttons == []


async def test_every_call_states_its_format_and_forbids_previews_itself(channel, sim, phone):
    number = await channel.send(THERE, QUESTION)
    await channel.edit(THERE, number, Screen("https://example.org"))
    for call in sim.calls.of("sendMessage", "editMessageText"):
        assert call.parameters["parse_mode"] == "HTML"
        assert '"is_disabled":true' in str(call.parameters["link_preview_options"]).replace(" ", "")
    assert "reply_markup" not in sim.calls.of("editMessageText")[0].parameters


async def test_a_message_that_looks_like_this_already_is_no_error(channel, sim, phone):
    number = await channel.send(THERE, QUESTION)
    await channel.edit(THERE, number, QUESTION)
    assert sim.calls.of("editMessageText")[0].description.startswith("Bad Request: message is not modified")


async def test_a_message_that_is_gone_or_not_ours_is_told_apart(channel, phone):
    with pytest.raises(MessageGone):
        await channel.edit(THERE, 9_999, QUESTION)
    theirs = await phone.types("сәлем")
    with pytest.raises(MessageGone):
        await channel.edit(THERE, theirs, QUESTION)


async def test_who_never_wrote_or_has_blocked_the_bot_is_unreachable(channel, phone):
    with pytest.raises(Unreachable, match="chat not found"):
        await channel.send(Address("telegram", "4242"), QUESTION)
    number = await channel.send(THERE, QUESTION)
    await phone.blocks()
    with pytest.raises(Unreachable, match="blocked"):
        await channel.send(THERE, QUESTION)
    with pytest.raises(Unreachable):
        await channel.edit(THERE, number, Screen("!"))


async def test_a_call_that_will_never_do_is_rejected_with_telegrams_reason(channel, phone):
    with pytest.raises(Rejected, match="message text is empty"):
        await channel.send(THERE, Screen(""))
    with pytest.raises(Rejected, match="can't parse entities"):
        await channel.send(THERE, Screen("<b>"))
    with pytest.raises(Rejected, match="button_data_invalid"):
        await channel.send(THERE, Screen("?", ((Button("x", "y" * 65),),)))


# When it does not work


async def test_a_broken_connection_is_unavailable_whether_or_not_the_call_was_carried_out(
    channel, sim, phone
):
    sim.faults.lose_request("sendMessage")
    with pytest.raises(Unavailable):
        await channel.send(THERE, QUESTION)
    assert phone.messages == []
    sim.faults.lose_reply("sendMessage")
    with pytest.raises(Unavailable):
        await channel.send(THERE, QUESTION)
    assert len(phone.messages) == 1


async def test_a_server_that_does_not_answer_in_time_is_unavailable(channel, sim, monkeypatch):
    monkeypatch.setattr(wire, "POLL_MARGIN_SECONDS", 0.2)
    sim.faults.delay("getUpdates", 2)
    with pytest.raises(Unavailable):
        await channel.updates(None, wait=0)


async def test_a_second_process_with_the_same_token_is_told_to_whoever_polls(library, channel, sim):
    waiting = asyncio.create_task(channel.updates(None, wait=20))
    await until_polled(sim)
    second = open_channel(library, TOKEN, base=sim.url)
    await second.open()
    taking_over = asyncio.create_task(second.updates(None, wait=20))
    with pytest.raises(Rejected, match="another process"):
        await waiting
    taking_over.cancel()
    await asyncio.gather(taking_over, return_exceptions=True)
    await second.close()


async def test_a_webhook_in_the_way_of_polling_is_told_with_its_mend(channel, sim):
    sim.faults.refuse(
        "getUpdates",
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first",
    )
    with pytest.raises(Rejected, match=r"webhook is set.*deleteWebhook"):
        await channel.updates(None, wait=0)
