"""What the browser tests do with a chat page, said once."""

import re
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from tests.patience import HANG

LAST = ".message:not(.mine):last-child"


@asynccontextmanager
async def window(browser, address, *, width=1280, height=900, scheme="light", language="ru", complains=False):
    """A page in a window of its own. At its end nothing may have been asked for elsewhere, and nothing may have
    gone wrong in it, unless it is said that it `complains`.
    """
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale=language,
        reduced_motion="reduce",
    )
    page = await context.new_page()
    page.set_default_timeout(1_000 * HANG)
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(urlsplit(request.url).netloc))
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(address)
    yield page
    await context.close()
    assert complains or complaints == []
    assert set(requests) == {urlsplit(address).netloc}


class Chat:
    """One phone on a page."""

    def __init__(self, page, name):
        self.page = page
        self.name = name
        self.place = page.locator(f"#place-{name}")

    async def ready(self):
        """Until the consent with its buttons stands there."""
        await self.place.locator(f"{LAST} .key").first.wait_for()
        return self

    async def newest(self):
        """The newest message's text."""
        return await self.place.locator(f"{LAST} .text").inner_text()

    async def keys(self):
        """The labels of the newest message's buttons."""
        return await self.place.locator(f"{LAST} .key").all_inner_texts()

    async def tap(self, place):
        """Taps the button at this place of the newest message, and waits for the next message of the bot."""
        before = await self.count()
        await self.place.locator(f"{LAST} .key").nth(place).click()
        await self.more_than(before)

    async def type(self, text):
        """Types a text, sends it, and waits for the next message of the bot."""
        before = await self.count()
        await self.place.locator("input").fill(text)
        await self.place.locator(".send").click()
        await self.more_than(before)

    async def count(self):
        """How many messages the bot has sent."""
        return await self.place.locator(".message:not(.mine)").count()

    async def more_than(self, count):
        """Until the bot has sent more than that, and its newest message is not the one it was."""
        await self.page.wait_for_function(
            "([place, count]) => document.querySelectorAll(`${place} .message:not(.mine)`).length > count"
            " && !document.querySelector(`${place} .message:last-child`).classList.contains('mine')",
            arg=[f"#place-{self.name}", count],
        )

    async def stage(self):
        """What the panel says of the interview."""
        return await self.place.locator(".stage").inner_text()

    async def until_stage(self, words):
        """Until the panel says this of the interview."""
        await self.page.wait_for_function(
            "([place, words]) => document.querySelector(`${place} .stage`)?.textContent === words",
            arg=[f"#place-{self.name}", words],
        )

    async def path(self, present=None):
        """(item, what became of it, all the words of the entry) in the order of the panel.

        With `present` only once this item waits there for its answer.
        """
        if present:
            await self.place.locator(".path li.present", has_text=present).wait_for()
        entries = self.place.locator(".path li")
        return await entries.evaluate_all(
            "all => all.map(each => [each.querySelector('.item').textContent, each.className, each.innerText])"
        )

    async def answers(self, count):
        """{item: its stored code and label} of the panel, once there are so many."""
        await self.page.wait_for_function(
            "([place, count]) => document.querySelectorAll(`${place} .answers dt`).length === count",
            arg=[f"#place-{self.name}", count],
        )
        names = await self.place.locator(".answers dt").all_inner_texts()
        given = await self.place.locator(".answers dd").all_inner_texts()
        return {name: re.sub(r"\s+", " ", words).strip() for name, words in zip(names, given, strict=True)}
