"""The chat page alone, with a bot that a test plays by hand: what a person sees, hears and can press."""

import json

import aiohttp
import pytest

from bot.simulator import Simulator
from bot.simulator.page.pages import Seat, chat_pages
from tests.browser.pages import window

TOKEN = "123456:simulated"  # noqa: S105 - the simulator takes any
HOSTILE = '<img src=x onerror="alert(1)"> & <b>not bold</b>'
ROWS = [[{"text": "Иә", "callback_data": "yes"}, {"text": "Жоқ", "callback_data": "no"}]]


class PlayedBot:
    """A bot whose every call is made by the test."""

    def __init__(self, telegram, session):
        self.telegram = telegram
        self.session = session

    async def __call__(self, method, **parameters):
        parameters = {
            name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()
        }
        async with self.session.post(f"{self.telegram.url}/bot{TOKEN}/{method}", data=parameters) as answer:
            told = await answer.json()
            assert told["ok"], told
            return told["result"]

    async def says(self, text, **more):
        return (await self("sendMessage", chat_id=1001, text=text, **more))["message_id"]


@pytest.fixture
async def telegram():
    async with Simulator() as running:
        phones = {
            name: running.phone(TOKEN, user_id=number, language_code=name, has_met=True)
            for name, number in (("kk", 1001), ("ru", 1002))
        }
        seats = [Seat(name, name, phone) for name, phone in phones.items()]
        running.pages.update(chat_pages(running.bot(TOKEN), seats))
        yield running


@pytest.fixture
async def bot(telegram):
    async with aiohttp.ClientSession() as session:
        yield PlayedBot(telegram, session)


async def test_text_is_never_html_and_entities_are_elements(telegram, bot, browser):
    async with window(browser, telegram.url) as page:
        await bot.says(HOSTILE)
        await bot.says("😀 <b>қалың <i>көлбеу</i></b> /til", parse_mode="HTML")
        texts = page.locator("#place-kk .text")
        await texts.nth(1).wait_for()
        assert await texts.nth(0).inner_text() == HOSTILE
        assert await texts.nth(0).locator("*").count() == 0
        assert await texts.nth(1).locator("strong").inner_text() == "қалың көлбеу"
        assert await texts.nth(1).locator("strong em").inner_text() == "көлбеу"
        assert await texts.nth(1).inner_text() == "😀 қалың көлбеу /til"
        await texts.nth(1).get_by_role("button", name="/til").click()
        await page.locator("#place-kk .mine", has_text="/til").wait_for()


async def test_a_pressed_button_waits_for_its_answer_and_the_bot_is_seen_typing(telegram, bot, browser):
    message = await bot.says("Дайынсыз ба?", reply_markup={"inline_keyboard": ROWS})
    async with window(browser, telegram.url) as page:
        yes = page.get_by_role("button", name="Иә")
        await yes.click()
        assert await yes.get_attribute("aria-disabled") == "true"
        assert await page.locator("#place-kk .sign").inner_text() == "жазып жатыр…"
        assert await page.locator("#place-ru .sign").inner_text() == "бот"
        await yes.click(force=True)
        [update] = await bot("getUpdates")
        assert update["callback_query"]["data"] == "yes"
        query = update["callback_query"]["id"]
        await bot("answerCallbackQuery", callback_query_id=query, text="Қабылданды")
        await page.locator("#place-kk .notice", has_text="Қабылданды").wait_for()
        assert await yes.get_attribute("aria-disabled") is None
        await bot.says("Рахмет")
        await page.locator("#place-kk .text", has_text="Рахмет").wait_for()
        assert await page.locator("#place-kk .sign").inner_text() == "бот"
        await bot("editMessageText", chat_id=1001, message_id=message, text="Дайынсыз ба? Иә")
        await yes.wait_for(state="detached")


async def test_an_edit_changes_the_message_where_it_stands_and_a_deletion_takes_it_away(
    telegram, bot, browser
):
    first = await bot.says("Бірінші", reply_markup={"inline_keyboard": ROWS})
    second = await bot.says("Екінші")
    async with window(browser, telegram.url) as page:
        key = page.get_by_role("button", name="Иә")
        await key.focus()
        ticked = [[{**ROWS[0][0], "text": "✓ Иә"}, ROWS[0][1]]]
        await bot(
            "editMessageReplyMarkup",
            chat_id=1001,
            message_id=first,
            reply_markup={"inline_keyboard": ticked},
        )
        await page.get_by_role("button", name="✓ Иә").wait_for()
        assert await page.evaluate("document.activeElement.textContent") == "✓ Иә"
        assert await page.locator("#place-kk .text").all_inner_texts() == ["Бірінші", "Екінші"]
        await bot("deleteMessage", chat_id=1001, message_id=second)
        await page.locator("#place-kk .text", has_text="Екінші").wait_for(state="detached")


async def test_new_messages_are_announced_and_say_who_speaks(telegram, bot, browser):
    async with window(browser, telegram.url) as page:
        log = page.get_by_role("log", name="Хабарламалар")
        assert await log.get_attribute("aria-live") == "polite"
        await page.get_by_role("textbox", name="Хабарлама").fill("Сәлем")
        await page.keyboard.press("Enter")
        await log.locator(".mine").wait_for()
        await bot.says("Сәлеметсіз бе")
        await log.locator(".message:not(.mine)").wait_for()
        assert await log.locator(".unseen").all_inner_texts() == ["Сіз:", "Бот:"]
        assert await page.get_by_role("textbox", name="Хабарлама").input_value() == ""


async def test_one_phone_can_be_asked_for_and_sets_the_pages_language(telegram, bot, browser):
    async with window(browser, f"{telegram.url}/?phone=ru", language="en") as page:
        await page.locator("#place-ru").wait_for()
        assert await page.locator(".place").count() == 1
        assert await page.evaluate("document.documentElement.lang") == "ru"
        assert await page.locator("#night").inner_text() == "Ночной режим"


async def test_a_page_that_lost_the_simulator_says_so_and_comes_back_by_itself(telegram, bot, browser):
    await bot.says("Бұрынғы")
    async with window(browser, telegram.url, complains=True) as page:
        await page.locator("#place-kk .text").wait_for()
        await telegram.stop()
        await page.locator("#connection", has_text="Связь прервана").wait_for()
        await telegram.start(port=int(telegram.url.rpartition(":")[2]))
        await page.locator("#connection").wait_for(state="hidden")
        await bot.says("Жаңа")
        await page.locator("#place-kk .text", has_text="Жаңа").wait_for()
        assert await page.locator("#place-kk .text").all_inner_texts() == ["Бұрынғы", "Жаңа"]


async def test_another_simulator_at_the_same_address_shows_its_own_chats(telegram, bot, browser):
    await bot.says("Бұрынғы")
    async with window(browser, telegram.url, complains=True) as page:
        await page.locator("#place-kk .text").wait_for()
        await telegram.stop()
        other = Simulator()
        async with page.expect_response(lambda answer: answer.status == 404):
            await other.start(port=int(telegram.url.rpartition(":")[2]))
        phone = other.phone(TOKEN, user_id=1001, language_code="kk")
        await phone.types("Мен жаздым")
        other.pages.update(chat_pages(other.bot(TOKEN), [Seat("kk", "kk", phone)]))
        await page.locator("#place-kk .mine", has_text="Мен жаздым").wait_for()
        assert await page.locator("#place-kk .text").all_inner_texts() == ["Мен жаздым"]
        await other.stop()


async def test_every_language_has_every_word(telegram, browser):
    async with window(browser, telegram.url) as page:
        words = await page.evaluate("import('/chat_words.js').then(module => module.WORDS)")
        assert list(words) == ["kk", "ru", "en"]
        for language in words.values():
            assert language.keys() == words["kk"].keys()
            assert all(language.values())
