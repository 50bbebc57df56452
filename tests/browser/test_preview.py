"""The preview in a real browser: walked to its end, reloaded, broken and mended, by mouse and by keyboard."""

import re
import shutil
from pathlib import Path

import pytest

from console.preview.running import previewing
from tests.browser.pages import Chat, window

QUESTIONNAIRES = Path("surveys/questionnaires")
COMPLETE = {"kk": "Аяқталды: сауалнама толық өтілді", "ru": "Завершено: опрос пройден полностью"}
SHORT_PATH = ["ease", "time", "staff", "outcome", "overall_satisfaction", "comment"]
COMMENT = {"kk": "Кезек ұзақ, бірақ қызметкерлер сыпайы", "ru": "Очередь длинная, но сотрудники вежливы"}


@pytest.fixture
def questionnaire(tmp_path):
    """A shipped questionnaire, copied so that a test may write into it."""

    def copied(name):
        return Path(shutil.copy(QUESTIONNAIRES / f"{name}.yaml", tmp_path))

    return copied


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_taps_lead_to_the_end_and_every_answer_is_stored(browser, questionnaire, language):
    async with (
        previewing(questionnaire("service-experience-short")) as address,
        window(browser, address) as page,
    ):
        chat = await Chat(page, language).ready()
        await chat.tap(0)
        for place in (0, 1, 2, 3, 4):
            await chat.tap(place)
            assert await page.evaluate("document.activeElement.tagName") == "BODY"
        await chat.type(COMMENT[language])
        await chat.until_stage(COMPLETE[language])
        assert await page.evaluate("document.activeElement.tagName") == "INPUT"
        answers = await chat.answers(6)
        assert list(answers) == SHORT_PATH
        assert [answers[item][0] for item in SHORT_PATH[:5]] == ["1", "2", "3", "4", "5"]
        assert answers["comment"] == COMMENT[language]
        assert [entry[:2] for entry in await chat.path()] == [[item, "answered"] for item in SHORT_PATH]


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_typed_digits_lead_to_the_same_end(browser, questionnaire, language):
    async with (
        previewing(questionnaire("service-experience-short")) as address,
        window(browser, address) as page,
    ):
        chat = await Chat(page, language).ready()
        await chat.tap(0)
        for digit in "12345":
            await chat.type(digit)
        await chat.type(COMMENT[language])
        await chat.until_stage(COMPLETE[language])
        answers = await chat.answers(6)
        assert [answers[item][0] for item in SHORT_PATH[:5]] == ["1", "2", "3", "4", "5"]


async def test_two_phones_are_answered_side_by_side_and_do_not_mix(browser, questionnaire):
    async with (
        previewing(questionnaire("service-experience-short")) as address,
        window(browser, address) as page,
    ):
        kazakh, russian = await Chat(page, "kk").ready(), await Chat(page, "ru").ready()
        await kazakh.tap(0)
        await kazakh.tap(4)
        assert await russian.stage() == "Ожидается согласие"
        await russian.tap(0)
        await russian.tap(0)
        assert (await kazakh.answers(1))["ease"].startswith("5")
        assert (await russian.answers(1))["ease"].startswith("1")
        in_kazakh, in_russian = await kazakh.place.inner_text(), await russian.place.inner_text()
        assert not re.search("[әғқңөұүһі]", in_russian.lower())
        assert not re.search(r"\b(?:вопрос|ответ|сообщение|меню)\b", in_kazakh.lower())


async def test_what_a_condition_closed_stands_grey_in_the_path_with_the_condition(browser, questionnaire):
    async with previewing(questionnaire("sdg-16-6-2-health")) as address, window(browser, address) as page:
        chat = await Chat(page, "ru").ready()
        await chat.tap(0)
        await chat.tap(1)
        states = {item: (state, words) for item, state, words in await chat.path("region")}
        assert states["sdg_health_needed"][0] == "answered"
        state, words = states["sdg_health_received"]
        assert state == "closed"
        assert "sdg_health_needed == yes" in words
        assert states["region"][0] == "present"


async def test_ticks_change_the_message_in_place_and_a_calculation_is_shown(browser, questionnaire):
    async with previewing(questionnaire("training-sandbox")) as address, window(browser, address) as page:
        chat = await Chat(page, "kk").ready()
        for _ in ("consent", "welcome", "device"):
            await chat.tap(0)
        before = await chat.count()
        first = chat.place.locator(".message:last-child .key").first
        await first.click()
        await page.wait_for_function(
            "key => key.textContent.startsWith('✓')", arg=await first.element_handle()
        )
        assert await chat.count() == before
        keys = await chat.keys()
        await chat.tap(next(place for place, label in enumerate(keys) if label == "Дайын"))
        await chat.tap(0)
        await chat.type("24")
        assert (await chat.answers(4))["goals"].startswith("writing")
        entries = {item: (state, words) for item, state, words in await chat.path("lesson")}
        assert entries["training_days"][0] == "calculated"
        assert "= 3" in entries["training_days"][1]
        assert entries["lesson"][0] == "present"


async def test_a_changed_label_reaches_both_phones_as_a_new_version(browser, questionnaire):
    file = questionnaire("training-sandbox")
    async with previewing(file) as address, window(browser, address) as page:
        kazakh, russian = await Chat(page, "kk").ready(), await Chat(page, "ru").ready()
        version = await page.locator(".version").inner_text()
        for _ in range(2):
            await russian.tap(0)
        text = file.read_text("utf-8").replace("ru: Телефон", "ru: Смартфон", 1)
        file.write_text(text, "utf-8")
        await russian.until_stage("Ожидается согласие")
        assert await page.locator(".version").inner_text() != version
        assert await kazakh.stage() == "Келісім күтілуде"
        for chat in (kazakh, russian):
            await chat.ready()
            for _ in range(2):
                await chat.tap(0)
        assert (await russian.keys())[0] == "Смартфон"
        assert (await kazakh.keys())[0] == "Телефон"


async def test_a_broken_file_is_named_to_the_column_while_the_version_before_goes_on(browser, questionnaire):
    file = questionnaire("service-experience-short")
    async with previewing(file) as address, window(browser, address) as page:
        chat = await Chat(page, "ru").ready()
        await chat.tap(0)
        sound = file.read_text("utf-8")
        line = sound.splitlines().index("  - use: time@1") + 1
        file.write_text(sound.replace("use: time@1", "use: tiem@1"), "utf-8")
        trouble = page.locator("#troubles li.error")
        await trouble.wait_for()
        assert f"{file}:{line}:" in await trouble.inner_text()
        assert "time@1" in await trouble.inner_text()
        assert "прежняя версия" in await page.locator("#troubles .verdict").inner_text()
        await chat.tap(0)
        assert (await chat.answers(1))["ease"].startswith("1")
        file.write_text(sound, "utf-8")
        await trouble.wait_for(state="detached")
        assert (await chat.answers(1))["ease"].startswith("1")


async def test_a_file_that_is_broken_from_the_start_opens_when_it_is_mended(browser, questionnaire):
    file = questionnaire("service-experience-short")
    sound = file.read_text("utf-8")
    file.write_bytes(sound.encode("cp1251", "replace"))
    async with previewing(file) as address, window(browser, address) as page:
        await page.locator("#troubles li.error").wait_for()
        assert "UTF-8" in await page.locator("#troubles").inner_text()
        file.unlink()
        await page.locator("#troubles li", has_text="cannot be read").wait_for()
        file.write_text(sound, "utf-8")
        await Chat(page, "kk").ready()
        await page.locator("#troubles li").wait_for(state="detached")


async def test_one_phone_begins_anew_and_the_other_stays_where_it_is(browser, questionnaire):
    async with (
        previewing(questionnaire("service-experience-short")) as address,
        window(browser, address) as page,
    ):
        kazakh, russian = await Chat(page, "kk").ready(), await Chat(page, "ru").ready()
        for chat in (kazakh, russian):
            await chat.tap(0)
            await chat.tap(0)
        await page.get_by_role("button", name="Начать заново").click()
        await russian.until_stage("Ожидается согласие")
        assert await russian.answers(0) == {}
        assert list(await kazakh.answers(1)) == ["ease"]
        await russian.type("/yazyk")
        await russian.tap(0)
        await page.get_by_role("button", name="Начать заново").click()
        await page.locator("#place-ru .message", has_text="Опрос проводит").wait_for()


async def test_the_whole_way_can_be_gone_by_keyboard(browser, questionnaire):
    async with (
        previewing(questionnaire("service-experience-short")) as address,
        window(browser, f"{address}/?phone=ru") as page,
    ):
        chat = await Chat(page, "ru").ready()
        focused = "document.activeElement.className + ' ' + document.activeElement.textContent.trim()"
        for _ in range(12):
            await page.keyboard.press("Tab")
            if await page.evaluate(focused) == "key Начать":
                break
        ring = "getComputedStyle(document.activeElement).outlineStyle"
        for _ in range(6):
            assert "key" in await page.evaluate("document.activeElement.className")
            assert await page.evaluate(ring) == "solid"
            before = await chat.count()
            await page.keyboard.press("Enter")
            await chat.more_than(before)
        assert list(await chat.answers(5)) == SHORT_PATH[:5]
        assert "key" in await page.evaluate("document.activeElement.className")
        while await page.evaluate("document.activeElement.tagName") != "INPUT":
            await page.keyboard.press("Tab")
        await page.keyboard.type(COMMENT["ru"])
        await page.keyboard.press("Enter")
        await chat.until_stage(COMPLETE["ru"])
        assert (await chat.answers(6))["comment"] == COMMENT["ru"]


async def test_the_menu_offers_the_commands_of_the_phones_language(browser, questionnaire):
    async with (
        previewing(questionnaire("service-experience-short")) as address,
        window(browser, f"{address}/?phone=kk") as page,
    ):
        chat = await Chat(page, "kk").ready()
        await page.get_by_role("button", name="Мәзір").click()
        lines = await page.locator(".menu button").all_inner_texts()
        assert any(line.startswith("/til ") for line in lines)
        await page.keyboard.press("Escape")
        assert await page.locator(".menu").is_hidden()
        assert await page.evaluate("document.activeElement.textContent") == "Мәзір"
        await page.get_by_role("button", name="Мәзір").click()
        before = await chat.count()
        await page.locator(".menu button", has_text="/stop").click()
        await chat.more_than(before)
        await chat.until_stage("Жауап беруден бас тартты: жауап сақталмады")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_page_fits_its_window_in_both_schemes(browser, questionnaire, tmp_path, width, scheme):
    async with (
        previewing(questionnaire("training-sandbox")) as address,
        window(browser, address, width=width, height=800, scheme=scheme, language="kk") as page,
    ):
        chat = await Chat(page, "kk").ready()
        for _ in range(3):
            await chat.tap(0)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        tabs = page.get_by_role("tab")
        assert await tabs.count() == (2 if width == 320 else 0)
        if width == 320:
            await tabs.nth(0).press("ArrowRight")
            assert await page.locator("#place-kk").is_hidden()
            assert await page.locator("#place-ru").is_visible()
        background = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        await page.screenshot(path=tmp_path / f"preview-{width}-{scheme}.png", full_page=True)
        await page.locator("#night").click()
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") != background
        await page.reload()
        await page.locator(".message").first.wait_for(state="attached")
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") != background


async def test_every_language_has_every_word_of_the_panels(browser, questionnaire):
    async with (
        previewing(questionnaire("service-experience-short")) as address,
        window(browser, address) as page,
    ):
        words = await page.evaluate("import('/preview_words.js').then(module => module.WORDS)")
        assert list(words) == ["kk", "ru", "en"]
        for language in words.values():
            assert language.keys() == words["kk"].keys()
            assert language["stages"].keys() == words["kk"]["stages"].keys()
            assert all(language.values())
            assert all(language["stages"].values())
